package org.spikingbrain4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.ExpertActivity;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.ObservedBackend;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.model.SpikingMode;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.spiking.EnergyTable;
import org.spikingbrain4j.spiking.PowerMeter;
import org.spikingbrain4j.spiking.PowerReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The spikes of a text. */
@Command(
        name = "spikes",
        description = {
            "Reads a text and shows its spikes: per layer and projection how many channels are silent, how large",
            "counts get and how sparse they are; all together beside the report's 7B; operations and energy of a",
            "token beside dense INT8 and FP16; and the load of experts. A model of floats spikes too, by counts at",
            "k 3 unless you say else.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain spikes --model ../shared/models/stories260K \\",
            "      --prompt \"Once upon a time, there was a little girl named Lily.\"",
            "  ./spikingbrain spikes --model ../shared/models/stories260K \\",
            "      --prompt \"Lily saw a cat.\" --histogram /tmp/counts.png \\",
            "      --raster /tmp/raster.svg --layer 2 --projection q_proj",
            "  echo \"Lily saw a cat.\" | ./spikingbrain spikes --quiet --json \\",
            "      --model ../shared/models/stories260K --k 2 --table jouppi-7nm",
        })
final class SpikesCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Mixin
    private PromptFlags prompt;

    @Mixin
    private SpikePlotFlags plotFlags;

    @Option(
            names = "--table",
            paramLabel = "PRICES",
            converter = EnergyTableConverter.class,
            defaultValue = EnergyTableConverter.DEFAULT,
            description = "Prices of operations and memory: horowitz-45nm, which the report takes, or jouppi-7nm."
                    + " Default: horowitz-45nm.")
    private EnergyTable table;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() throws IOException {
        Console console = output.console();
        Path directory = model.directory();
        SpikePlots plots = plotFlags.plots();
        ModelOptions options = spiking(model.options(), directory);
        String text = prompt.text();
        if (text.isEmpty()) {
            throw new InputException("no text: give one with --prompt, with --prompt-file or on standard input");
        }
        SpikeActivity activity = new SpikeActivity();
        ExpertActivity experts = new ExpertActivity();
        try (Backend backend = new ObservedBackend(runtime.open(), activity, experts, plots);
                TextModel textModel = TextModel.open(directory, backend, options)) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            PowerReading power = read(textModel, text, plots, console);
            if (!options.equals(model.options())) {
                console.note("this checkpoint was not made for spikes; shown is what they would be");
            }
            List<String> written = plots.write(activity);
            SpikeReport report =
                    new SpikeReport(activity, new ExpertReport(experts), new EnergyReport(activity, table), power);
            console.print(json.wanted() ? report.json(textModel.model(), plots.files()) : report.text());
            written.forEach(console::note);
        }
        return ExitCode.OK;
    }

    /** Where neither flags nor checkpoint ask for spikes: counts. */
    private static ModelOptions spiking(ModelOptions options, Path directory) {
        return switch (options.spiking().mode()) {
            case OFF ->
                throw new InputException(
                        "--spiking off: there are no spikes to show; leave it out, or use auto, counts or events");
            case CHECKPOINT ->
                weightFormat(directory) == WeightFormat.FLOAT
                        ? options.withSpiking(options.spiking().withMode(SpikingMode.COUNTS))
                        : options;
            case AUTO, COUNTS, EVENTS -> options;
        };
    }

    private static WeightFormat weightFormat(Path directory) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return checkpoint.weightFormat();
        }
    }

    /** Reads the text and says what the processor consumed meanwhile. */
    private static PowerReading read(TextModel textModel, String text, SpikePlots plots, Console console) {
        int[] tokens = textModel.encodePrompt(text);
        try (Interrupt interrupt = Interrupt.checked();
                Progress progress = new Progress(console, "reading", "tokens");
                SequenceState state = textModel.model().newState()) {
            PowerMeter.Measurement measurement = PowerMeter.open().start();
            textModel.model().forward(tokens, state, LogitsWanted.LAST, (read, total) -> {
                plots.requireFound();
                interrupt.check();
                measurement.read();
                progress.show(read, total);
            });
            return measurement.read();
        }
    }
}
