package org.spikingbrain4j.cli;

import picocli.CommandLine.Option;

/** The form of the result. */
final class JsonFlag {
    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    boolean wanted() {
        return json;
    }
}
