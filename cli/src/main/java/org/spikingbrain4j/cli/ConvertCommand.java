package org.spikingbrain4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;
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
            "becomes gated linear attention, with new gates; or, as --layout gla-swa-moe, all layers are doubled",
            "and the feed-forward networks become experts. The result runs at once, and badly: train it.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain convert ../shared/models/stories260K --out stories-gla --window 64 --text README.md",
            "  ./spikingbrain convert ../shared/models/stories260K --out stories-swa --layout swa --window 64",
            "  ./spikingbrain convert ../shared/models/stories260K --out stories-moe --layout gla-swa-moe --experts 4 --text README.md",
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

    @Mixin
    private LayoutFlags layout;

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
                "replacement starts with outputs as large, and experts are compared with what they are copies of.",
                "Default: none, norms of 1."
            })
    private Path text;

    @Option(
            names = "--text-tokens",
            paramLabel = "N",
            description = "Tokens of it that are read: memory and time grow with them. Default: 2048.")
    private Integer textTokens;

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
                    .orElse("no --text: the new norms are 1"));
            ConversionReport report = convert(options, texts, backend, console);
            ConversionText said = new ConversionText(report);
            said.remarks().forEach(console::note);
            console.print(json.wanted() ? ConversionJson.of(report, out) : said.text());
        }
        return ExitCode.OK;
    }

    private ConversionReport convert(
            ConversionOptions options, Optional<CalibrationTexts> texts, Backend backend, Console console) {
        try (Interrupt interrupt = Interrupt.checked();
                ConversionProgress shown = new ConversionProgress(console, interrupt)) {
            return new Converter(base, options, texts, backend, shown).write(out, force);
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
                .withLayout(layout.layout())
                .withSeed(seed)
                .withWeightType(weightType);
        return window == null ? options : options.withWindow(window);
    }
}
