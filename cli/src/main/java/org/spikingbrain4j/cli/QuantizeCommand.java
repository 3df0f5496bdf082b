package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.quantization.QuantizationOptions;
import org.spikingbrain4j.quantization.QuantizationReport;
import org.spikingbrain4j.quantization.Quantizer;
import org.spikingbrain4j.quantization.SpikesPerChannel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a spiking INT8 model of a float one. */
@Command(
        name = "quantize",
        description = {
            "Makes a spiking INT8 model of a model with float weights, or of the official W8ASpike release.",
            "With a text, scales are chosen on it, and kept where they bring a layer closer to that of floats. That gains little",
            "on a small model; choosing k per layer with --error-budget gains more. A head that is the embedding stays float.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain quantize --model ../shared/models/stories260K --out stories-int8 \\",
            "      --group channel --calibration README.md",
            "  ./spikingbrain quantize --model ../shared/models/stories260K --out stories-int8 \\",
            "      --group channel --calibration README.md --error-budget 0.15 --force",
            "  ./spikingbrain generate --model stories-int8 --max-tokens 50",
        })
final class QuantizeCommand implements Callable<Integer> {
    private static final String CHANNEL = "channel";

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "DIR",
            description = "The model's folder: config.json, weights (safetensors or PyTorch), tokenizer.")
    private Path model;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "The new model's folder.")
    private Path out;

    @Option(names = "--force", description = "Replace a model that is there already.")
    private boolean force;

    @Option(
            names = "--group",
            paramLabel = "N",
            defaultValue = "128",
            description = "Neighbouring inputs that share a scale, or channel: one scale per output. Default: 128.")
    private String group;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "A text like those the model will read, also .gz. Default: none, scales that clip nothing.")
    private Path calibration;

    @Option(
            names = "--calibration-tokens",
            paramLabel = "N",
            description = "Tokens of it that are read: memory and time grow with them. Default: 2048.")
    private Integer calibrationTokens;

    @Option(names = "--k", paramLabel = "X", description = "Spikes of a channel on average, in all layers. Default: 3.")
    private Double k;

    @Option(
            names = "--error-budget",
            paramLabel = "X",
            description =
                    "Choose k per layer instead, 1 to 8: the smallest with which what the layer adds is off by at most this share, such as 0.15.")
    private Double errorBudget;

    @Option(
            names = "--half",
            description =
                    "Write float32 matrices that stay floats, such as the embedding, as BF16: half the bytes. Default: as they are.")
    private boolean halfMatrices;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        Console console = output.console();
        QuantizationOptions options = new QuantizationOptions(groupSize(), spikes(), halfMatrices);
        ModelConfig config = config();
        try (Backend backend = runtime.open()) {
            console.note(StartLine.of(model, config, backend));
            Optional<CalibrationTexts> texts = texts(config);
            console.note(texts.map(found -> "calibration: %d tokens of %s".formatted(found.tokens(), calibration))
                    .orElse("no --calibration text: scales that clip nothing, the same k in all layers"));
            QuantizationReport report = quantize(options, texts, backend, console);
            QuantizationText text = new QuantizationText(report);
            text.remarks(options.k()).forEach(console::note);
            console.print(json.wanted() ? text.json(out) : text.table());
        }
        return ExitCode.OK;
    }

    private QuantizationReport quantize(
            QuantizationOptions options, Optional<CalibrationTexts> texts, Backend backend, Console console) {
        try (Interrupt interrupt = Interrupt.checked();
                Progress progress = new Progress(console, "quantizing", "linears")) {
            Quantizer quantizer = new Quantizer(model, options, texts, backend, (done, total) -> {
                interrupt.check();
                progress.show(done, total);
            });
            return quantizer.write(out, force);
        }
    }

    private ModelConfig config() {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            return checkpoint.config();
        }
    }

    private Optional<CalibrationTexts> texts(ModelConfig config) {
        if (calibration == null) {
            if (calibrationTokens != null || errorBudget != null) {
                throw new InputException("%s: needs --calibration, a text"
                        .formatted(calibrationTokens != null ? "--calibration-tokens" : "--error-budget"));
            }
            return Optional.empty();
        }
        int most = calibrationTokens == null
                ? CalibrationText.DEFAULT_TOKENS
                : Require.positive("--calibration-tokens", calibrationTokens);
        return Optional.of(CalibrationText.read(calibration, most, model, config));
    }

    private int groupSize() {
        if (group.equals(CHANNEL)) {
            return QuantizationOptions.CHANNEL;
        }
        if (!group.matches("[1-9][0-9]{0,8}")) {
            throw new InputException("--group: expected a number of inputs, such as 128, or channel, found " + group);
        }
        return Integer.parseInt(group);
    }

    private SpikesPerChannel spikes() {
        if (errorBudget == null) {
            return new SpikesPerChannel.Fixed(k == null ? SpikeRule.DEFAULT_K : Require.positive("--k", k));
        }
        if (k != null) {
            throw new InputException("--k and --error-budget: one fixes k, the other chooses it; give one of them");
        }
        return new SpikesPerChannel.WithinError(Require.positive("--error-budget", errorBudget));
    }
}
