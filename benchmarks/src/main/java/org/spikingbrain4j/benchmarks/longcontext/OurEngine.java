package org.spikingbrain4j.benchmarks.longcontext;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
    private static final int WARM_UP_DECODED = 128;

    /** Prompts are read again until this time is over, at most so many times. */
    private static final long SHORT_NANOS = 5_000_000_000L;

    private static final int MOST_RUNS = 5;

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

    /** Time to the first token, and memory. What takes little time is done some times, and the median counts. */
    Measurement prefill() {
        warmUp(0);
        List<Map<Quantity, Double>> runs = new ArrayList<>();
        long end = System.nanoTime() + SHORT_NANOS;
        try (ProcessMemory memory = new ProcessMemory()) {
            do {
                runs.add(prefillOnce(memory));
            } while (runs.size() < MOST_RUNS && System.nanoTime() < end);
        }
        runs.sort(Comparator.comparingDouble(run -> run.get(Quantity.SECONDS)));
        return new Measurement(task, 0, runs.get(runs.size() / 2), List.of());
    }

    private Map<Quantity, Double> prefillOnce(ProcessMemory memory) {
        Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
        try (SequenceState state = model.newState()) {
            times.reset();
            long start = System.nanoTime();
            read(state, task.tokens());
            values.put(Quantity.SECONDS, (System.nanoTime() - start) / 1e9);
            values.put(Quantity.LINEAR_SECONDS, times.seconds(Part.LINEAR));
            values.put(Quantity.ATTENTION_SECONDS, times.seconds(Part.ATTENTION));
            values.put(Quantity.GATED_LINEAR_SECONDS, times.seconds(Part.GATED_LINEAR));
            values.put(Quantity.HEAD_SECONDS, times.seconds(Part.HEAD));
            long resident = memory.mostResident();
            values.put(Quantity.RESIDENT_BYTES, (double) resident);
            values.put(Quantity.NATIVE_BYTES, (double) Math.max(0, resident - ProcessMemory.heap()));
            values.put(Quantity.HEAP_LIMIT_BYTES, (double) ProcessMemory.heap());
            values.put(Quantity.HEAP_BYTES, (double) ProcessMemory.heapInUse());
            values.put(Quantity.STATE_BYTES, (double) state.bytes());
        }
        return values;
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
            int token = read(state, task.modelShape().warmUpTokens());
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
