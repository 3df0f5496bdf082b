package org.spikingbrain4j.benchmarks.longcontext;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Measures what is missing, point by point, each in a process of its own, and keeps each at once. */
final class Run {
    private final Options options;
    private final Results results;
    private final Plan plan;
    private final Progress progress;
    private final RandomModels models;
    private final AtomicBoolean stopping = new AtomicBoolean();

    Run(Options options, Results results, Plan plan, Progress progress) {
        this.options = options;
        this.results = results;
        this.plan = plan;
        this.progress = progress;
        this.models = new RandomModels(options.models());
    }

    /**
     * Returns how many points failed; each has said why.
     *
     * @throws StoppedException after Ctrl-C
     */
    int measureMissing() {
        List<Task> first = plan.missing();
        progress.say("%d of %d points are measured, %d are to be, about %s"
                .formatted(
                        plan.tasks().stream()
                                .filter(task -> results.find(task).isPresent())
                                .count(),
                        plan.tasks().size(),
                        first.size(),
                        Text.seconds(seconds(first))));
        if (first.isEmpty()) {
            return 0;
        }
        Session session = Machine.session(options, results.nextSession(), progress);
        results.add(session);
        try (AtShutdown _ = new AtShutdown(this::stop)) {
            return measureAll(session);
        }
    }

    private int measureAll(Session session) {
        Set<Task> failed = new HashSet<>();
        // Asked again each time: with every point the predictions, and so the budget's verdict, become better.
        for (List<Task> left = left(failed); !left.isEmpty(); left = left(failed)) {
            if (!measure(left, session)) {
                failed.add(left.getFirst());
            }
        }
        return failed.size();
    }

    /** Says which points are not measured, and why. */
    void sayObstacles() {
        for (Task task : plan.tasks()) {
            if (results.find(task).isEmpty()) {
                plan.obstacle(task)
                        .ifPresent(
                                reason -> progress.say("not measured: %s: %s".formatted(task.description(), reason)));
            }
        }
    }

    private List<Task> left(Set<Task> failed) {
        return plan.missing().stream().filter(task -> !failed.contains(task)).toList();
    }

    private boolean measure(List<Task> left, Session session) {
        Task task = left.getFirst();
        double later = seconds(left.subList(1, left.size()));
        double expected = plan.predictedSeconds(task);
        long start = System.nanoTime();
        try {
            Measurement measured = process(task).run(done -> {
                double share = Math.min(1, (double) done / task.tokens());
                progress.show(task.description(), done, task.tokens(), later + expected * (1 - share));
            });
            Map<Quantity, Double> values = new HashMap<>(measured.values());
            values.put(Quantity.WHOLE_SECONDS, secondsSince(start));
            results.add(new Measurement(task, session.number(), values, measured.labels()));
            progress.say("%s: %s".formatted(task.description(), Text.seconds(measured.value(Quantity.SECONDS))));
            return true;
        } catch (StoppedException e) {
            stop();
            throw e;
        } catch (ReportException e) {
            if (stopping.get()) {
                throw new StoppedException();
            }
            results.add(new Problem(task, e.getMessage()));
            progress.say("failed: %s: %s".formatted(task.description(), e.getMessage()));
            return false;
        }
    }

    private void stop() {
        if (!stopping.getAndSet(true)) {
            progress.say("stopped: what is measured is kept, and the same command goes on");
        }
    }

    private WorkerProcess process(Task task) {
        ModelShape shape = task.modelShape();
        Path model = task.engine() == Engine.LLAMA_CPP
                ? models.gguf(shape, task.weights())
                : models.checkpoint(shape, task.engine(), task.weights());
        boolean readable = task.engine() == Engine.SPIKINGBRAIN || task.tokens() <= options.readTokens();
        var order = new Worker.Order(task, model.toString(), readable, options.decodeTokens());
        return new WorkerProcess(order, plan.heapBytes(task));
    }

    private double seconds(List<Task> tasks) {
        return tasks.stream().mapToDouble(plan::predictedSeconds).sum();
    }

    private static double secondsSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3;
    }
}
