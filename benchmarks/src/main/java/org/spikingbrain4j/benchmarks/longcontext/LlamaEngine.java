package org.spikingbrain4j.benchmarks.longcontext;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Measures decoding with llama.cpp, with and without flash attention; the faster counts. */
final class LlamaEngine {
    /** Tokens that are read for a longer context, whose state is then repeated. */
    private static final int READ = 4096;

    private static final int DECODED_BEFORE = 4;
    private static final int SPARE = 256;

    private final Task task;
    private final Path file;
    private final LongConsumer progress;
    private final LlamaLibrary library = LlamaLibrary.load();

    LlamaEngine(Task task, Path file, LongConsumer progress) {
        this.task = task;
        this.file = file;
        this.progress = progress;
    }

    /** Time of a token after a context. */
    Measurement decode(int decodeTokens) {
        double[] plain = decode(decodeTokens, false);
        double[] flash = decode(decodeTokens, true);
        boolean flashIsFaster = flash[decodeTokens / 2] < plain[decodeTokens / 2];
        double[] seconds = flashIsFaster ? flash : plain;
        List<String> labels = new ArrayList<>();
        labels.add(flashIsFaster ? Labels.FLASH : Labels.NO_FLASH);
        if (read() < task.tokens()) {
            labels.add(Labels.REPEATED.formatted(read()));
        }
        labels.add("library of de.kherud:llama, built for: " + library.systemInfo());
        Map<Quantity, Double> values = Map.of(
                Quantity.SECONDS, seconds[decodeTokens / 2],
                Quantity.SLOWEST_SECONDS, seconds[decodeTokens - 1]);
        return new Measurement(task, 0, values, labels);
    }

    private int read() {
        return task.tokens() % READ == 0 ? READ : Math.toIntExact(task.tokens());
    }

    private double[] decode(int decodeTokens, boolean flash) {
        int room = Math.toIntExact(task.tokens()) + decodeTokens + SPARE;
        int vocabulary = task.modelShape().vocabulary();
        try (LlamaContext context = new LlamaContext(library, file, vocabulary, room, task.threads(), flash)) {
            int token = fill(context);
            double[] seconds = new double[decodeTokens];
            for (int i = -DECODED_BEFORE; i < decodeTokens; i++) {
                long start = System.nanoTime();
                token = context.read(token);
                if (i >= 0) {
                    seconds[i] = (System.nanoTime() - start) / 1e9;
                }
            }
            Arrays.sort(seconds);
            return seconds;
        }
    }

    /** Returns the most probable token after what was read. */
    private int fill(LlamaContext context) {
        RandomTokens text = new RandomTokens(task.modelShape().vocabulary(), read());
        int token = 0;
        for (int done = 0; done < read(); done += LlamaContext.BATCH) {
            token = context.read(text.next(LlamaContext.BATCH));
            progress.accept(done);
        }
        int times = (int) (task.tokens() / read());
        if (times > 1) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = context.state(arena);
                context.restore(LlamaState.repeated(state, times, arena));
            }
        }
        return token;
    }
}
