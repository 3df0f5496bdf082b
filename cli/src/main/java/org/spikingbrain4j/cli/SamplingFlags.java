package org.spikingbrain4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.SamplingOptions;
import org.spikingbrain4j.model.InvalidInputException;
import picocli.CommandLine.Option;

/** How tokens are chosen and when a generation ends, with the names of the OpenAI fields where those exist. */
final class SamplingFlags {
    /** The name a message begins with, and every name of several words in it. */
    private static final Pattern FIELD = Pattern.compile("^\\w+(?=:)|\\b[a-z]+(?:[A-Z][a-z]*)+");

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Most tokens to generate. Default: ${DEFAULT-VALUE}.")
    private int maxTokens = GenerationOptions.DEFAULT.maxTokens();

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Divides the logits; 0 takes the most probable token. Default: 0."
                    + " --top-k, --top-p and --min-p need one.")
    private Double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            description = "Choose among the K most probable tokens; 0 is off. Default: ${DEFAULT-VALUE}.")
    private int topK = SamplingOptions.DEFAULT.topK();

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description =
                    "Choose among the tokens that reach this probability together; 1 is off. Default: ${DEFAULT-VALUE}.")
    private double topP = SamplingOptions.DEFAULT.topP();

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description =
                    "Choose among tokens at least this fraction as probable as the best; 0 is off. Default: ${DEFAULT-VALUE}.")
    private double minP = SamplingOptions.DEFAULT.minP();

    @Option(
            names = "--repetition-penalty",
            paramLabel = "X",
            description = "Weakens tokens of prompt and text by this factor; 1 is off. Default: ${DEFAULT-VALUE}.")
    private double repetitionPenalty = SamplingOptions.DEFAULT.repetitionPenalty();

    @Option(
            names = "--presence-penalty",
            paramLabel = "X",
            description = "Taken once from the logit of a token generated before, -2 to 2. Default: ${DEFAULT-VALUE}.")
    private double presencePenalty = SamplingOptions.DEFAULT.presencePenalty();

    @Option(
            names = "--frequency-penalty",
            paramLabel = "X",
            description =
                    "Taken from a token's logit for every time it was generated, -2 to 2. Default: ${DEFAULT-VALUE}.")
    private double frequencyPenalty = SamplingOptions.DEFAULT.frequencyPenalty();

    @Option(names = "--seed", paramLabel = "N", description = "The same seed gives the same text.")
    private Long seed;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text; may be given several times.")
    private List<String> stop = List.of();

    @Option(
            names = "--logprobs",
            paramLabel = "N",
            description = "Report log-probabilities of the N best tokens at every position, with --json. Default: 0.")
    private int logprobs;

    /**
     * @param asJson the form of the result
     * @throws InputException where a value is outside its range, or has no meaning for the form
     */
    GenerationOptions options(boolean asJson) {
        GenerationOptions options = options();
        if (options.logprobs() > 0 && !asJson) {
            throw new InputException("--logprobs: the log-probabilities are part of the JSON result; add --json");
        }
        return options;
    }

    /**
     * @throws InputException where a value is outside its range
     */
    GenerationOptions options() {
        return namingFlags(() -> GenerationOptions.builder()
                .maxTokens(maxTokens)
                .sampling(sampling())
                .stop(stop)
                .logprobs(logprobs)
                .build());
    }

    private SamplingOptions sampling() {
        SamplingOptions.Builder sampling = SamplingOptions.builder()
                .topK(topK)
                .topP(topP)
                .minP(minP)
                .repetitionPenalty(repetitionPenalty)
                .presencePenalty(presencePenalty)
                .frequencyPenalty(frequencyPenalty);
        if (temperature != null) {
            sampling.temperature(temperature);
        }
        if (seed != null) {
            sampling.seed(seed);
        }
        return sampling.build();
    }

    /** The options' messages name fields; a flag is the same name in another spelling. */
    static <T> T namingFlags(Supplier<T> options) {
        try {
            return options.get();
        } catch (InvalidInputException e) {
            throw new InputException(FIELD.matcher(e.getMessage()).replaceAll(field -> flag(field.group())), e);
        }
    }

    private static String flag(String field) {
        return "--" + field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
