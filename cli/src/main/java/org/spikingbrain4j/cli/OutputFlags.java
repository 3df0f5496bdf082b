package org.spikingbrain4j.cli;

import picocli.CommandLine.Option;

/** What is printed besides the result, and in which form the result is. */
final class OutputFlags {
    @Option(names = "--quiet", description = "Print the result only.")
    private boolean quiet;

    @Option(names = "--verbose", description = "Where something fails, print where in the program.")
    private boolean verbose;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    Console console() {
        return new Console(quiet);
    }

    boolean json() {
        return json;
    }
}
