package org.spikingbrain4j.benchmarks.longcontext;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Which points are measured, in which order, and how long each is going to take. */
final class Plan {
    /** Of a machine that nobody measured yet; GFLOP/s. */
    private static final double FIRST_GUESS = 80e9;

    private static final double START_SECONDS = 8;

    /** Share of the machine's memory; the rest is for mapped weights and for others. */
    private static final double MOST_HEAP = 0.8;

    private final Options options;
    private final Results results;
    private final long memoryBytes;

    /**
     * @param memoryBytes of the machine
     */
    Plan(Options options, Results results, long memoryBytes) {
        this.options = options;
        this.results = results;
        this.memoryBytes = memoryBytes;
    }

    /** All points of the options, cheap ones first, whether or not they are measured already or worth it. */
    List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        for (ModelShape shape : options.shapes()) {
            for (long tokens : options.lengths()) {
                tasks.add(options.task(Task.Kind.PREFILL, shape, Engine.SPIKINGBRAIN, tokens));
                tasks.add(options.task(Task.Kind.PREFILL, shape, Engine.TRANSFORMER, tokens));
            }
            if (!shape.scaled()) {
                addDecoding(tasks, shape);
            }
        }
        tasks.removeIf(task -> task.tokens() > task.modelShape().longestReading()
                && task.engine() == Engine.SPIKINGBRAIN
                && task.kind() == Task.Kind.PREFILL);
        tasks.sort(Comparator.comparingDouble(this::guessedSeconds));
        return tasks;
    }

    private void addDecoding(List<Task> tasks, ModelShape shape) {
        for (long tokens : options.contexts()) {
            tasks.add(options.task(Task.Kind.DECODE, shape, Engine.SPIKINGBRAIN, tokens));
            tasks.add(options.task(Task.Kind.DECODE, shape, Engine.TRANSFORMER, tokens));
            if (options.llama()) {
                tasks.add(options.task(Task.Kind.DECODE, shape, Engine.LLAMA_CPP, tokens));
            }
        }
    }

    /** Those that are still to do and that nothing speaks against. */
    List<Task> missing() {
        return tasks().stream()
                .filter(task -> results.find(task).isEmpty())
                .filter(task -> obstacle(task).isEmpty())
                .toList();
    }

    /** Why a point is not measured. */
    Optional<String> obstacle(Task task) {
        if (heapBytes(task) > MOST_HEAP * memoryBytes) {
            return Optional.of("its keys and values need a heap of %s, this machine has %s"
                    .formatted(Text.gigabytes(heapBytes(task)), Text.gigabytes(memoryBytes)));
        }
        if (task.kind() == Task.Kind.PREFILL && task.engine() == Engine.TRANSFORMER) {
            double whole = predictedSeconds(task) + spent(task);
            double budget = options.transformerBudget().toSeconds();
            if (whole > budget) {
                return Optional.of("predicted to take %s; with the shorter ones that is more than --transformer-budget"
                        .formatted(Text.seconds(predictedSeconds(task))));
            }
        }
        return Optional.empty();
    }

    /** Heap that a point needs: caches grow by doubling, and state and passes have room beside them. */
    long heapBytes(Task task) {
        long base = task.modelShape().heapBytes();
        if (task.engine() != Engine.TRANSFORMER) {
            return base;
        }
        long room = Long.highestOneBit(Math.max(1, task.tokens() - 1)) * 2;
        long held = task.kind() == Task.Kind.PREFILL ? room : 2 * task.tokens();
        return base + (long) (1.1 * held * task.modelShape().keyValueBytes());
    }

    /** Seconds of a point: of the fit where there are two others, else by its operations. */
    double predictedSeconds(Task task) {
        if (task.kind() == Task.Kind.PREFILL) {
            List<QuadraticFit.Point> points = points(task);
            if (points.size() >= 2) {
                return START_SECONDS + QuadraticFit.of(points).at(task.tokens());
            }
        }
        return guessedSeconds(task);
    }

    /** Measured seconds of the same model and kind by length, of the layers that were measured. */
    List<QuadraticFit.Point> points(Task like) {
        return results.measurements().stream()
                .filter(one -> new Task(
                                one.task().kind(),
                                one.task().shape(),
                                one.task().engine(),
                                one.task().weights(),
                                one.task().threads(),
                                like.tokens())
                        .equals(like))
                .map(one -> new QuadraticFit.Point(one.task().tokens(), one.value(Quantity.SECONDS)))
                .sorted(Comparator.comparingDouble(QuadraticFit.Point::tokens))
                .toList();
    }

    private double spent(Task task) {
        return points(task).stream().mapToDouble(QuadraticFit.Point::seconds).sum();
    }

    private double guessedSeconds(Task task) {
        ModelShape shape = task.modelShape();
        boolean reads = task.kind() == Task.Kind.PREFILL || task.engine() == Engine.SPIKINGBRAIN;
        double tokens = reads ? task.tokens() : Math.min(task.tokens(), options.readTokens());
        return START_SECONDS
                + shape.operations(task.engine(), tokens) / rate(task).orElse(FIRST_GUESS);
    }

    /** Operations per second of the longest prompt measured with the model. */
    private OptionalDouble rate(Task task) {
        Task reading =
                new Task(Task.Kind.PREFILL, task.shape(), task.engine(), task.weights(), task.threads(), task.tokens());
        List<QuadraticFit.Point> points = points(reading);
        if (points.isEmpty()) {
            return OptionalDouble.empty();
        }
        QuadraticFit.Point last = points.getLast();
        return OptionalDouble.of(task.modelShape().operations(task.engine(), last.tokens()) / last.seconds());
    }
}
