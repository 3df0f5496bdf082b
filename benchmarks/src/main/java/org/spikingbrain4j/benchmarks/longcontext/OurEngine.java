package org.spikingbrain4j.benchmarks.longcontext;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.spikingbrain4j.benchmarks.longcontext.OperatorTimes.Part;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;

/** Measures a point with a model of ours, in a process that does nothing else. */
final class OurEngine implements AutoCloseable {
    /** Tokens read and decoded before anything is timed, so that the JVM has compiled all kernels. */
    private static final int WARM_UP_READ = 4096;

    private static final int WARM_UP_DECODED = 128;
    private static final int DECODED_BEFORE = 4;

    /** Tokens handed over at once: some of the model's own chunks. */
    private static final int PIECE = 2048;

    private final Task task;
    private final LongConsumer progress;
    private final OperatorTimes times = new OperatorTimes();
    private final FilledCaches backend;
    private final LanguageModel model;

    /**
     * @param progress told the number of tokens read so far
     */
    OurEngine(Task task, Path directory, LongConsumer progress) {
        this.task = task;
        this.progress = progress;
        CpuBackend cpu =
                CpuBackend.create(CpuOptions.builder().threads(task.threads()).build());
        this.backend =
                new FilledCaches(new TimedBackend(cpu, times, task.modelShape().vocabulary()));
        this.model = LanguageModel.load(Checkpoint.open(directory), backend, ModelOptions.DEFAULT);
    }

    /** Time to the first token, and memory. */
    Measurement prefill() {
        warmUp(0);
        try (ProcessMemory memory = new ProcessMemory();
                SequenceState state = model.newState()) {
            times.reset();
            long start = System.nanoTime();
            read(state, task.tokens());
            long end = System.nanoTime();
            Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
            values.put(Quantity.SECONDS, (end - start) / 1e9);
            values.put(Quantity.LINEAR_SECONDS, times.seconds(Part.LINEAR));
            values.put(Quantity.ATTENTION_SECONDS, times.seconds(Part.ATTENTION));
            values.put(Quantity.GATED_LINEAR_SECONDS, times.seconds(Part.GATED_LINEAR));
            values.put(Quantity.HEAD_SECONDS, times.seconds(Part.HEAD));
            values.put(Quantity.STATE_BYTES, (double) state.bytes());
            long resident = memory.mostResident();
            values.put(Quantity.RESIDENT_BYTES, (double) resident);
            values.put(Quantity.NATIVE_BYTES, (double) Math.max(0, resident - ProcessMemory.heap()));
            values.put(Quantity.HEAP_LIMIT_BYTES, (double) ProcessMemory.heap());
            values.put(Quantity.HEAP_BYTES, (double) ProcessMemory.heapInUse());
            return new Measurement(task, 0, values, List.of());
        }
    }

    /**
     * Time of a token after a context.
     *
     * @param readable whether the context is read; else caches are filled with random keys and values
     */
    Measurement decode(boolean readable, int decodeTokens) {
        warmUp(WARM_UP_DECODED);
        backend.fill(readable ? 0 : Math.toIntExact(task.tokens()));
        try (SequenceState state = model.newState()) {
            int token = readable ? read(state, task.tokens()) : 0;
            double[] seconds = decode(state, token, decodeTokens);
            Map<Quantity, Double> values = Map.of(
                    Quantity.SECONDS, seconds[decodeTokens / 2],
                    Quantity.SLOWEST_SECONDS, seconds[decodeTokens - 1],
                    Quantity.STATE_BYTES, (double) state.bytes());
            List<String> labels = readable ? List.of() : List.of(Labels.FILLED);
            return new Measurement(task, 0, values, labels);
        }
    }

    /** Seconds of each token, shortest first. */
    private double[] decode(SequenceState state, int first, int decodeTokens) {
        int token = first;
        double[] seconds = new double[decodeTokens];
        for (int i = -DECODED_BEFORE; i < decodeTokens; i++) {
            long start = System.nanoTime();
            token = next(state, token);
            if (i >= 0) {
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        Arrays.sort(seconds);
        return seconds;
    }

    private int next(SequenceState state, int token) {
        return model.forward(new int[] {token}, state, LogitsWanted.LAST).argmax(0);
    }

    private void warmUp(int decoded) {
        try (SequenceState state = model.newState()) {
            int token = read(state, WARM_UP_READ);
            for (int i = 0; i < decoded; i++) {
                token = next(state, token);
            }
        }
        progress.accept(0);
    }

    /** Returns the most probable token after the text. */
    private int read(SequenceState state, long tokens) {
        RandomTokens text = new RandomTokens(task.modelShape().vocabulary(), tokens);
        for (long done = 0; ; ) {
            int[] piece = text.next(PIECE);
            done += piece.length;
            boolean last = done == tokens;
            var logits = model.forward(piece, state, last ? LogitsWanted.LAST : LogitsWanted.NONE);
            if (last) {
                return logits.argmax(0);
            }
            progress.accept(done);
        }
    }

    @Override
    public void close() {
        model.close();
        backend.close();
    }
}
