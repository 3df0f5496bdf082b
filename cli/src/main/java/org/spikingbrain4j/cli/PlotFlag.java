package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The one plot of a command. */
final class PlotFlag {
    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Draw it, as PNG or SVG by the file's name; replaces the file.")
    private Path file;

    /**
     * The file, if one is asked for.
     *
     * @throws InputException where it cannot become a plot
     */
    Optional<Path> file() {
        requireWritable("--plot", file);
        return Optional.ofNullable(file);
    }

    /**
     * Before long work, not after.
     *
     * @param file null where none was asked for
     * @throws InputException where the file cannot become a plot
     */
    static void requireWritable(String flag, Path file) {
        if (file == null) {
            return;
        }
        if (!file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|svg)")) {
            throw new InputException("%s: expected a name that ends in .png or .svg, found %s".formatted(flag, file));
        }
        OutputFile.requireWritable(flag, file);
    }
}
