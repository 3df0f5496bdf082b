package org.spikingbrain4j.cli;

import picocli.CommandLine.Option;

/** What is printed besides the result. */
final class OutputFlags {
    @Option(names = "--quiet", description = "Print the result only.")
    private boolean quiet;

    @Option(names = Main.VERBOSE, description = "Where something fails, print where in the program.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    Console console() {
        return new Console(quiet);
    }
}
