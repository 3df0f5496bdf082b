package org.spikingbrain4j.cli;

import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;

/** The entry: parses the arguments, runs one command and turns what went wrong into one line and an exit code. */
public final class Main {
    static final String VERBOSE = "--verbose";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.err));
    }

    private static int run(String[] arguments, PrintStream err) {
        boolean verbose = List.of(arguments).contains(VERBOSE);
        CommandLine commandLine = new CommandLine(new SpikingBrainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // a prompt may begin with @
                .setUsageHelpLongOptionsMaxWidth(34)
                .setParameterExceptionHandler(
                        (failure, given) -> Failure.ofUsage(failure).report(err, false))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failure.of(failure).report(err, verbose));
        try {
            return commandLine.execute(arguments);
        } catch (Error failure) { // picocli hands over exceptions only, not memory that ran out
            return Failure.of(failure).report(err, verbose);
        }
    }
}
