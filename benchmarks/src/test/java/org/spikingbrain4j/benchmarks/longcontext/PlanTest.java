package org.spikingbrain4j.benchmarks.longcontext;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    private static final long MEMORY = 24L << 30;

    @TempDir
    private Path folder;

    private Results results;

    @BeforeEach
    void open() {
        results = Results.open(folder.resolve("results.json"), false);
    }

    @Test
    void whatIsMeasuredIsNotMissing() {
        Plan plan = plan(ModelShape.BUNDLED, 3600);
        int all = plan.missing().size();
        add(ModelShape.BUNDLED, Engine.SPIKINGBRAIN, 1024, 1);
        assertThat(plan.missing()).hasSize(all - 1);
    }

    @Test
    void theBudgetEndsWhatTheTransformerReads() {
        for (long tokens : List.of(1024, 4096, 16_384)) {
            add(ModelShape.BUNDLED, Engine.TRANSFORMER, tokens, new QuadraticFit(1e-4, 1e-7).at(tokens));
        }
        // 64k take 436 s by the fit, and 33 s are spent.
        assertThat(prompts(plan(ModelShape.BUNDLED, 520), Engine.TRANSFORMER)).containsExactly(65_536L);
        assertThat(prompts(plan(ModelShape.BUNDLED, 450), Engine.TRANSFORMER)).isEmpty();
        assertThat(plan(ModelShape.BUNDLED, 450).obstacle(transformer(65_536)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("--transformer-budget"));
    }

    @Test
    void cachesThatDoNotFitAreNotTried() {
        assertThat(plan(ModelShape.BUNDLED, Integer.MAX_VALUE).obstacle(transformer(1L << 22)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("heap"));
    }

    @Test
    void aTokenOfAFewLayersIsNotReadFourMillionTimes() {
        assertThat(prompts(plan(ModelShape.LARGE, 3600), Engine.SPIKINGBRAIN)).containsExactly(1024L, 4096L, 16_384L);
    }

    private static List<Long> prompts(Plan plan, Engine engine) {
        return plan.missing().stream()
                .filter(task -> task.kind() == Task.Kind.PREFILL && task.engine() == engine)
                .map(Task::tokens)
                .toList();
    }

    private static Task transformer(long tokens) {
        return new Task(Task.Kind.PREFILL, "bundled", Engine.TRANSFORMER, WeightKind.BF16, 2, tokens);
    }

    private void add(ModelShape shape, Engine engine, long tokens, double seconds) {
        Task task = new Task(Task.Kind.PREFILL, shape.key(), engine, WeightKind.BF16, 2, tokens);
        results.add(new Measurement(task, 1, Map.of(Quantity.SECONDS, seconds), List.of()));
    }

    private Plan plan(ModelShape shape, int budgetSeconds) {
        Options options = new Options(
                List.of(shape),
                WeightKind.BF16,
                List.of(1024L, 4096L, 16_384L, 65_536L, 1L << 22),
                List.of(4096L),
                8,
                4096,
                Duration.ofSeconds(budgetSeconds),
                2,
                true,
                folder,
                folder,
                folder,
                folder,
                folder);
        return new Plan(options, results, MEMORY);
    }
}
