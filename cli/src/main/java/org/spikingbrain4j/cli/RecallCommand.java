package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.spikingbrain4j.documents.WholeText;
import org.spikingbrain4j.evaluation.Recall;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How far back a model still finds what it has read. */
@Command(
        name = "recall",
        description = {
            "Measures what a model gains from having read a passage before, by the distance to it, in nats per token:",
            "passages of a text are predicted twice, with the same passage in front of what is between, and with another one.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain recall --model ../shared/models/stories260K README.md",
            "  ./spikingbrain recall --model ../shared/models/stories260K README.md \\",
            "      --distances 32,64,128,256 --trials 64 --json",
        })
final class RecallCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Parameters(
            paramLabel = "FILE",
            description = "A text that passages are taken from: .txt, .jsonl, .html, .pdf, .fasta, also .gz.")
    private Path text;

    @Option(
            names = "--distances",
            split = ",",
            paramLabel = "N",
            description = "Tokens from a passage to its repetition. Default: 16,32,64,128,256.")
    private List<Integer> distances = List.of(16, 32, 64, 128, 256);

    @Option(names = "--passage", paramLabel = "N", description = "Tokens of a passage. Default: 16.")
    private int passage = 16;

    @Option(names = "--trials", paramLabel = "N", description = "Passages at each distance. Default: 200.")
    private int trials = 200;

    @Option(names = "--seed", paramLabel = "N", description = "Of the choice of passages. Default: 1.")
    private long seed = 1;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        Console console = output.console();
        Path directory = model.directory();
        String read = WholeText.of(text);
        try (Backend backend = runtime.open();
                TextModel textModel = TextModel.open(directory, backend, model.options())) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            List<Recall.AtDistance> results = measure(textModel, read);
            console.print(json.wanted() ? json(results) : table(results));
        }
        return ExitCode.OK;
    }

    private List<Recall.AtDistance> measure(TextModel textModel, String read) {
        Recall recall = new Recall(textModel.model(), passage, trials, seed);
        Cancellation cancellation = new Cancellation();
        try (Interrupt _ = Interrupt.stopping(cancellation::cancel)) {
            return recall.measure(textModel.tokenizer().encode(read, false), distances, cancellation);
        } catch (InvalidInputException e) {
            throw new InputException(text + ": " + e.getMessage(), e);
        }
    }

    private static String table(List<Recall.AtDistance> results) {
        StringBuilder table =
                new StringBuilder("%8s  %10s  %10s  %10s%n".formatted("distance", "fresh", "repeated", "gain"));
        for (Recall.AtDistance result : results) {
            table.append("%8d  %10.3f  %10.3f  %10.3f%n"
                    .formatted(result.distance(), result.fresh(), result.repeated(), result.gain()));
        }
        return table.toString();
    }

    private static String json(List<Recall.AtDistance> results) {
        Json writer = new Json();
        ObjectNode json = writer.object();
        ArrayNode all = json.putArray("recall");
        for (Recall.AtDistance result : results) {
            all.addObject()
                    .put("distance", result.distance())
                    .put("fresh", result.fresh())
                    .put("repeated", result.repeated())
                    .put("gain", result.gain());
        }
        return writer.text(json);
    }
}
