package org.spikingbrain4j.cli;

import java.util.Optional;
import java.util.function.Supplier;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.GenerationListener;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.GenerationResult;
import org.spikingbrain4j.inference.Generator;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.SequenceState;

/**
 * A generation as a command shows it: the text as it comes, or all as JSON at the end; Ctrl-C ends it.
 *
 * @param asJson the form of the result
 * @param statistics asked for when the text has ended
 */
record ShownGeneration(
        Console console, TextModel textModel, boolean asJson, Supplier<Optional<RunStatistics>> statistics) {

    GenerationResult run(Generator generator, SequenceState state, int[] tokens, GenerationOptions options) {
        Cancellation cancellation = new Cancellation();
        try (Interrupt _ = Interrupt.stopping(cancellation::cancel);
                Progress progress = new Progress(console, "reading", "tokens")) {
            Streaming streaming = new Streaming(console, progress);
            GenerationListener listener = asJson ? streaming.withoutText() : streaming;
            GenerationResult result = generator.generate(state, tokens, options, listener, cancellation);
            show(result);
            return result;
        }
    }

    private void show(GenerationResult result) {
        Optional<RunStatistics> summary = statistics.get();
        console.print(asJson ? GenerationReport.json(textModel, result, summary) : "\n");
        console.note(GenerationReport.summary(result));
        if (!asJson) {
            summary.map(RunStatistics::text).ifPresent(console.err()::print);
        }
    }
}
