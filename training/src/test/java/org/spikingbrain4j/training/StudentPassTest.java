package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.corpus.TokenStore;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Deviation;
import org.spikingbrain4j.testkit.RandomCheckpoint;
import org.spikingbrain4j.torch.AdamW;
import org.spikingbrain4j.torch.TorchWeight;

/** Layers computed again for their gradients give those of one graph. */
class StudentPassTest {
    private static final double TOLERANCE = 1e-6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gla_swa", "qwen2", "gla_swa_moe"})
    void recomputedLayersGiveTheGradientsOfOneGraph(String type) {
        write(type, 8, "model");
        write(type, 9, "teacher");
        TinyTraining.tokens(folder.resolve("tokens"), 300, 8, 6);
        try (TrainableModel model = TrainableModel.open(folder.resolve("model"), 1, OptionalDouble.empty());
                TrainableModel teacher = TrainableModel.open(folder.resolve("teacher"), 1, OptionalDouble.empty());
                TokenStore store = TokenStore.open(folder.resolve("tokens"))) {
            TokenBatch batch = new TokenWindows(store, 24, Long.MAX_VALUE, 1).batch(0, 2);
            model.weights().forEach(weight -> weight.train(true));
            for (double hiddenWeight : new double[] {0, 0.7}) {
                List<HostTensor> whole = new ArrayList<>();
                List<HostTensor> recomputed = new ArrayList<>();
                double loss = gradients(model, teacher, batch, hiddenWeight, false, whole);
                assertThat(gradients(model, teacher, batch, hiddenWeight, true, recomputed))
                        .isCloseTo(loss, within(TOLERANCE * loss));
                for (int i = 0; i < whole.size(); i++) {
                    Deviation deviation = Deviation.between(
                            whole.get(i).toDoubles(), recomputed.get(i).toDoubles());
                    assertThat(deviation.relativeRms())
                            .as("%s, hidden weight %s: %s", whole.get(i).name(), hiddenWeight, deviation)
                            .isLessThanOrEqualTo(TOLERANCE);
                }
            }
        }
    }

    private void write(String type, long seed, String name) {
        CheckpointShape shape = switch (type) {
            case "qwen2" -> CheckpointShape.TINY_QWEN2;
            case "gla_swa" -> CheckpointShape.TINY_GLA_SWA;
            default -> CheckpointShape.TINY_MOE;
        };
        RandomCheckpoint.of(shape, DataType.F32, seed).write(folder.resolve(name));
    }

    /** Uneven routers add to the gradients of the router's weights, and to no loss that is told. */
    @Test
    void routersAreDrivenToAnEvenLoad() throws IOException {
        write("gla_swa_moe", 1, "model");
        weighRouterLoss(100); // enough to outweigh the text's own loss
        TinyTraining.tokens(folder.resolve("tokens"), 300, 8, 6);
        try (TrainableModel model = TrainableModel.open(folder.resolve("model"), 1, OptionalDouble.empty());
                TokenStore store = TokenStore.open(folder.resolve("tokens"))) {
            TokenBatch batch = new TokenWindows(store, 24, Long.MAX_VALUE, 1).batch(0, 2);
            List<TorchWeight> routers = model.weights().stream()
                    .filter(weight -> weight.name().contains("router"))
                    .toList();
            model.weights().forEach(weight -> weight.train(false));
            routers.forEach(weight -> weight.train(true));
            LanguageModelObjective objective = new LanguageModelObjective(new StudentPass(model), model, false);
            RouterLoad before = objective.accumulate(batch, 1).routers();
            RouterLoad after = steps(routers, objective, batch);
            assertThat(after.meanBalanceLoss().orElseThrow())
                    .isLessThan(before.meanBalanceLoss().orElseThrow())
                    .isGreaterThanOrEqualTo(0.99);
        }
    }

    private void weighRouterLoss(double weight) throws IOException {
        Path config = folder.resolve("model/config.json");
        String text = Files.readString(config);
        String weighed = text.replaceFirst("(\"router_aux_loss_coef\" : )[0-9.]+", "$1" + weight);
        assertThat(weighed).isNotEqualTo(text);
        Files.writeString(config, weighed);
    }

    private static RouterLoad steps(List<TorchWeight> routers, LanguageModelObjective objective, TokenBatch batch) {
        try (AdamW optimizer = new AdamW(routers, 0.9, 0.95, 1e-8)) {
            RouterLoad last = RouterLoad.NONE;
            for (int step = 0; step < 40; step++) {
                last = objective.accumulate(batch, 1).routers();
                optimizer.step(_ -> 0.01, _ -> 0);
            }
            return last;
        }
    }

    /** The loss; the gradients are the optimizer's running means after one step that moves nothing. */
    private static double gradients(
            TrainableModel model,
            TrainableModel teacher,
            TokenBatch batch,
            double hiddenWeight,
            boolean recompute,
            List<HostTensor> gradients) {
        StageObjective objective = new DistillObjective(
                new StudentPass(model), model, new Teacher(teacher, Optional.empty()), hiddenWeight, 0.3, recompute);
        List<TorchWeight> weights = model.weights();
        try (AdamW optimizer = new AdamW(weights, 0.9, 0.95, 1e-8)) {
            double loss = objective.accumulate(batch, 0.5).value();
            optimizer.step(_ -> 0, _ -> 0);
            optimizer.export().stream()
                    .filter(tensor -> tensor.name().endsWith(".mean"))
                    .forEach(gradients::add);
            return loss;
        }
    }
}
