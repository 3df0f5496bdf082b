package org.spikingbrain4j.spiking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The energy counter of one processor package in the powercap interface of Linux. It counts microjoules and starts again
 * from 0 beyond its range.
 */
record PowerDomain(Path counter, long range) {

    static PowerDomain in(Path folder) throws IOException {
        return new PowerDomain(folder.resolve("energy_uj"), number(folder.resolve("max_energy_range_uj")));
    }

    /** The domain of a whole package; its cores and memory are domains of their own below it, and psys is the board. */
    static boolean isPackage(Path folder) throws IOException {
        return folder.getFileName().toString().matches("intel-rapl:\\d+")
                && Files.readString(folder.resolve("name")).startsWith("package");
    }

    long read() throws IOException {
        return number(counter);
    }

    long microjoules(long before, long after) {
        return after >= before ? after - before : range - before + after;
    }

    private static long number(Path file) throws IOException {
        String text = Files.readString(file).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("%s: need a number, found %s".formatted(file, text), e);
        }
    }
}
