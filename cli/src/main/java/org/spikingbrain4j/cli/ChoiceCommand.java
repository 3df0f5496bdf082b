package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.spikingbrain4j.evaluation.ChoiceFile;
import org.spikingbrain4j.evaluation.ChoiceQuestion;
import org.spikingbrain4j.evaluation.ChoiceResult;
import org.spikingbrain4j.evaluation.MultipleChoice;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Multiple choice by likelihood. */
@Command(
        name = "choice",
        description = {
            "Asks multiple-choice questions: a model chooses the answer that it finds most probable behind the question",
            "(acc), or most probable by the character (acc_norm). A line of the file is one question:",
            "  {\"question\": \"The sky is\", \"choices\": [\"blue\", \"made of tin\"], \"answer\": 0}",
            "or has the names of HellaSwag: context or ctx, endings, label.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Example:",
            "  ./spikingbrain evaluate choice questions.jsonl --json",
        })
final class ChoiceCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Parameters(paramLabel = "FILE", description = "Questions as lines of JSON, also .gz.")
    private Path file;

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
        List<ChoiceQuestion> questions = ChoiceFile.read(file);
        try (Backend backend = runtime.open();
                TextModel textModel = TextModel.open(directory, backend, model.options())) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            ChoiceResult result = measure(textModel, questions, console);
            console.print(json.wanted() ? json(result) : table(result));
        }
        return ExitCode.OK;
    }

    private ChoiceResult measure(TextModel textModel, List<ChoiceQuestion> questions, Console console) {
        Cancellation cancellation = new Cancellation();
        try (Interrupt _ = Interrupt.stopping(cancellation::cancel);
                Progress progress = new Progress(console, "asking", "questions")) {
            return new MultipleChoice(textModel)
                    .measure(questions, asked -> progress.show(asked, questions.size()), cancellation);
        } catch (InvalidInputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    private static String table(ChoiceResult result) {
        TextTable table = new TextTable("", "questions", "right", "standard error", "chance");
        row(table, "acc", result, result.accuracy(), result.standardError());
        row(table, "acc_norm", result, result.normalizedAccuracy(), result.normalizedStandardError());
        return table.text();
    }

    private static void row(TextTable table, String name, ChoiceResult result, double share, double error) {
        table.row(
                name,
                Long.toString(result.questions()),
                Quantity.percent(share, 1),
                Double.isNaN(error) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * error),
                Quantity.percent(result.chance(), 1));
    }

    private static String json(ChoiceResult result) {
        Json writer = new Json();
        var node = writer.object()
                .put("questions", result.questions())
                .put("acc", result.accuracy())
                .put("acc_norm", result.normalizedAccuracy())
                .put("chance", result.chance());
        if (result.questions() > 1) {
            node.put("acc_stderr", result.standardError()).put("acc_norm_stderr", result.normalizedStandardError());
        }
        return writer.text(node);
    }
}
