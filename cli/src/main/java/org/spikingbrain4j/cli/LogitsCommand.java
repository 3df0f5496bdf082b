package org.spikingbrain4j.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.Logits;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Logits of given tokens, for comparison with other implementations. */
@Command(
        name = "logits",
        description = {
            "Writes the logits of given tokens to a safetensors file, for comparison with other programs.",
            "The file holds one tensor, logits [tokens, vocabulary], F32 as computed: row i scores the token after token i.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Example:",
            "  ./spikingbrain logits --model ../shared/models/stories260K \\",
            "      --tokens 1,403,407 --out /tmp/logits.safetensors --force",
        })
final class LogitsCommand implements Callable<Integer> {
    private static final String TENSOR = "logits";
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Mixin
    private ModelFlags model;

    @Option(
            names = "--tokens",
            required = true,
            split = ",",
            paramLabel = "ID",
            description = "Token ids, with commas.")
    private int[] tokens;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path out;

    @Option(names = "--force", description = "Replace the file where it exists.")
    private boolean force;

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
        OutputFile.requireNew("--out", out, force);
        try (Backend backend = runtime.open();
                LanguageModel languageModel =
                        LanguageModel.load(Checkpoint.open(directory), backend, model.options())) {
            console.note(StartLine.of(directory, languageModel, backend));
            write(languageModel, console);
            report(console, languageModel.config().vocabularySize());
        }
        return ExitCode.OK;
    }

    /** Computes and writes chunk by chunk: the logits of a long text with a large vocabulary do not fit into memory. */
    private void write(LanguageModel languageModel, Console console) {
        int vocabulary = languageModel.config().vocabularySize();
        var entry = new SafetensorsWriter.Entry(TENSOR, DataType.F32, Shape.of(tokens.length, vocabulary));
        int chunk = model.options().chunkTokens();
        try (Interrupt interrupt = Interrupt.checked();
                Progress progress = new Progress(console, "reading", "tokens");
                SequenceState state = languageModel.newState();
                SafetensorsWriter writer = SafetensorsWriter.create(out, List.of(entry), Map.of())) {
            for (int start = 0; start < tokens.length; start += chunk) {
                int[] part = Arrays.copyOfRange(tokens, start, Math.min(tokens.length, start + chunk));
                append(writer, languageModel.forward(part, state, LogitsWanted.ALL));
                interrupt.check();
                progress.show(start + part.length, tokens.length);
            }
            writer.finish();
        }
    }

    private static void append(SafetensorsWriter writer, Logits logits) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(FLOAT, logits.values());
            writer.append(TENSOR, bytes);
        }
    }

    private void report(Console console, int vocabulary) {
        if (json.wanted()) {
            Json format = new Json();
            var node = format.object().put("file", out.toString()).put("tensor", TENSOR);
            node.putArray("shape").add(tokens.length).add(vocabulary);
            console.print(format.text(node));
        } else {
            console.note("%s: %s [%d, %d], F32".formatted(out, TENSOR, tokens.length, vocabulary));
        }
    }
}
