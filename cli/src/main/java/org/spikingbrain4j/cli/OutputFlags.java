package org.spikingbrain4j.cli;

import picocli.CommandLine.Option;

/** What is printed besides the result. Picocli shows the help by itself; who reports a failure asks it for the details. */
@SuppressWarnings("UnusedVariable")
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
