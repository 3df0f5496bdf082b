package org.spikingbrain4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux says about memory; nothing on other systems. */
final class MachineMemory {
    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final Path PROCESS = Path.of("/proc/self/status");

    private MachineMemory() {}

    /** Bytes of memory of the machine. */
    static OptionalLong physical() {
        return field(MACHINE, "MemTotal");
    }

    /** Bytes that programs can still get without swapping. */
    static OptionalLong available() {
        return field(MACHINE, "MemAvailable");
    }

    /** The most bytes of memory that this process ever occupied, mapped weights included. */
    static OptionalLong peakResident() {
        return field(PROCESS, "VmHWM");
    }

    private static OptionalLong field(Path file, String name) {
        if (!Files.isReadable(file)) {
            return OptionalLong.empty();
        }
        try {
            Matcher field = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB").matcher(Files.readString(file));
            return field.find() ? OptionalLong.of(Long.parseLong(field.group(1)) * 1024) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
