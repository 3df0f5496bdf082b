package org.spikingbrain4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.conversion.AttentionLayout;
import org.spikingbrain4j.conversion.ConversionListener;
import org.spikingbrain4j.conversion.ConversionOptions;
import org.spikingbrain4j.conversion.ConversionReport;
import org.spikingbrain4j.conversion.Converter;
import org.spikingbrain4j.conversion.WeightType;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a SpikingBrain of a Transformer. */
@Command(
        name = "convert",
        description = {
            "Makes a SpikingBrain of a Llama or Qwen2 model: all weights are copied, and every other layer",
            "becomes gated linear attention, with new gates. The result runs at once, and badly: train it.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain convert ../shared/models/stories260K --out stories-gla --window 64 --text README.md",
            "  ./spikingbrain convert ../shared/models/stories260K --out stories-swa --layout swa --window 64",
            "  ./spikingbrain perplexity --model stories-swa README.md",
        })
final class ConvertCommand implements Callable<Integer> {
    private static final List<String> TOKENIZERS = List.of("tokenizer.json", "vocab.json");

    @Parameters(
            paramLabel = "BASE",
            description =
                    "The folder of the model to convert: config.json, weights (safetensors or PyTorch), tokenizer.")
    private Path base;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "The new model's folder.")
    private Path out;

    @Option(names = "--force", description = "Replace a model that is there already.")
    private boolean force;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            description = {
                "gla-swa: even layers gated linear attention, odd ones attention to a window, counted from 0;",
                "swa: all layers a window, to compare with; gla: none. Default: gla-swa."
            })
    private String layout;

    @Option(
            names = "--window-layers",
            split = ",",
            paramLabel = "N",
            description =
                    "These layers attend to a window instead, such as 1,3,5; all others are gated linear attention.")
    private List<Integer> windowLayers;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Tokens that a window holds. Default: a quarter of the base's context, at most 4096.")
    private Integer window;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = {
                "A text like those the model will read, also .gz: the base's attention is measured on it, so that its",
                "replacement starts with outputs as large. Default: none, norms of 1."
            })
    private Path text;

    @Option(
            names = "--text-tokens",
            paramLabel = "N",
            description = "Tokens of it that are read: memory and time grow with them. Default: 2048.")
    private Integer textTokens;

    @Option(names = "--gate-rank", paramLabel = "N", description = "Inner channels of the new gates. Default: 16.")
    private Integer gateRank;

    @Option(
            names = "--feature-bias",
            paramLabel = "X",
            description =
                    "Added to the biases of queries and keys where negative values get lost: in gated linear attention. Default: 0.3.")
    private Double featureBias;

    @Option(names = "--seed", paramLabel = "N", description = "Of the new weights. Default: 0.")
    private long seed;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "keep",
            description = "f32, bf16, or keep: as in the base, new weights as its embedding. Default: keep.")
    private WeightType weightType;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        Console console = output.console();
        ConversionOptions options = options();
        ModelConfig config = config();
        try (Backend backend = runtime.open()) {
            console.note(StartLine.of(base, config, backend));
            requireFittingTokenizer(config, console);
            Optional<CalibrationTexts> texts = texts(config);
            console.note(texts.map(found -> "attention is measured on %d tokens of %s".formatted(found.tokens(), text))
                    .orElse("no --text: norms of gated linear attention are 1"));
            ConversionReport report = convert(options, texts, backend, console);
            ConversionText said = new ConversionText(report);
            said.remarks().forEach(console::note);
            console.print(json.wanted() ? said.json(out) : said.text());
        }
        return ExitCode.OK;
    }

    private ConversionReport convert(
            ConversionOptions options, Optional<CalibrationTexts> texts, Backend backend, Console console) {
        try (Interrupt interrupt = Interrupt.checked();
                Shown shown = new Shown(console, interrupt)) {
            return new Converter(base, options, texts, backend, shown).write(out, force);
        }
    }

    /** Two works after each other, each with its own rate. */
    private static final class Shown implements ConversionListener, AutoCloseable {
        private final Console console;
        private final Interrupt interrupt;
        private final Progress measuring;
        private Optional<Progress> writing = Optional.empty();

        Shown(Console console, Interrupt interrupt) {
            this.console = console;
            this.interrupt = interrupt;
            this.measuring = new Progress(console, "measuring", "layers");
        }

        @Override
        public void layersMeasured(int done, int total) {
            interrupt.check();
            measuring.show(done, total);
        }

        @Override
        public void tensorsWritten(int done, int total) {
            interrupt.check();
            if (writing.isEmpty()) {
                measuring.close();
                writing = Optional.of(new Progress(console, "writing", "tensors"));
            }
            writing.get().show(done, total);
        }

        @Override
        public void close() {
            measuring.close();
            writing.ifPresent(Progress::close);
        }
    }

    private ModelConfig config() {
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            return checkpoint.config();
        }
    }

    /** A model without a tokenizer can be converted, one with another model's cannot. */
    private void requireFittingTokenizer(ModelConfig config, Console console) {
        if (TOKENIZERS.stream().anyMatch(file -> Files.exists(base.resolve(file)))) {
            TextModel.openTokenizer(base, config).close();
        } else {
            console.note(
                    "%s: has no tokenizer, and so will the new model; copy one into it to use text".formatted(base));
        }
    }

    private Optional<CalibrationTexts> texts(ModelConfig config) {
        if (text == null) {
            if (textTokens != null) {
                throw new InputException("--text-tokens: needs --text, a file");
            }
            return Optional.empty();
        }
        int most = textTokens == null ? CalibrationText.DEFAULT_TOKENS : Require.positive("--text-tokens", textTokens);
        return Optional.of(CalibrationText.read(text, most, base, config));
    }

    private ConversionOptions options() {
        ConversionOptions options = ConversionOptions.DEFAULT
                .withLayout(attentionLayout())
                .withSeed(seed)
                .withWeightType(weightType);
        if (window != null) {
            options = options.withWindow(window);
        }
        if (gateRank != null) {
            options = options.withGateRank(gateRank);
        }
        return featureBias == null ? options : options.withFeatureBias(featureBias);
    }

    private AttentionLayout attentionLayout() {
        if (windowLayers != null) {
            if (layout != null) {
                throw new InputException("--layout and --window-layers: both say which layers; give one of them");
            }
            return new AttentionLayout.Listed(new TreeSet<>(windowLayers));
        }
        return switch (layout) {
            case null -> ConversionOptions.DEFAULT.layout();
            case "gla-swa" -> AttentionLayout.Named.GLA_SWA;
            case "swa" -> AttentionLayout.Named.SWA;
            case "gla" -> AttentionLayout.Named.GLA;
            default -> throw new InputException("--layout: expected gla-swa, swa or gla, found " + layout);
        };
    }
}
