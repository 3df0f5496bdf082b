package org.spikingbrain4j.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether this machine is set up well. */
@Command(
        name = "doctor",
        description = {
            "Checks whether this machine is set up well, and measures what it can do at most.",
            "Each line begins with OK or WARN; the exit code is 1 where one warns.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {"", "Example:", "  ./spikingbrain doctor"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        Console console = output.console();
        console.note(MeasuredLimits.NOTE);
        List<Check> checks = new MachineChecks(runtime).run();
        console.print(json.wanted() ? Check.json(checks) : Check.text(checks));
        return checks.stream().allMatch(Check::good) ? ExitCode.OK : ExitCode.FAILED;
    }
}
