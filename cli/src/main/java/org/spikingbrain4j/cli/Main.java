package org.spikingbrain4j.cli;

import java.io.PrintStream;
import picocli.CommandLine;

/** The entry: parses the arguments, runs one command and turns what went wrong into one line and an exit code. */
public final class Main {
    static final String VERBOSE = "--verbose";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.err));
    }

    private static int run(String[] arguments, PrintStream err) {
        CommandLine commandLine = new CommandLine(new SpikingBrainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(34)
                .setParameterExceptionHandler(
                        (failure, given) -> Failure.ofUsage(failure).report(err, false))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failure.of(failure).report(err, verbose(parsed)));
        try {
            return commandLine.execute(arguments);
        } catch (
                Throwable
                        failure) { // picocli hands over exceptions only: this is an Error, such as memory that ran out
            return Failure.of(failure).report(err, false);
        }
    }

    private static boolean verbose(CommandLine.ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .map(CommandLine::getParseResult)
                .anyMatch(result -> result.hasMatchedOption(VERBOSE));
    }
}
