package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;

/** Gradients where only some weights learn, or none. */
class BackwardTest {
    private static final int[] TOKENS = {2, 0, 3};
    private static final int[] TARGETS = {0, 3, 1};
    private static final int SIZE = 4;

    private final TorchBackend backend = new TorchBackend(1);
    private final TorchWeight table = load("table", 1);
    private final TorchWeight lower = load("lower", 2);
    private final TorchWeight upper = load("upper", 3);
    private final TorchWeight head = load("head", 4);

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void aLossThatNothingTrainedHasPartInChangesNothing() {
        try (TrainingPass pass = backend.openTraining(true)) {
            Tensor x = pass.embed(table, TOKENS);
            Loss loss = pass.crossEntropy(x, head, TARGETS).plus(pass.relativeError(x, x));
            assertThatCode(() -> pass.backward(loss.times(2))).doesNotThrowAnyException();
        }
        try (AdamW optimizer = new AdamW(List.of(table, head), 0.9, 0.95, 1e-8)) {
            assertThat(optimizer.hasGradients()).isFalse();
        }
    }

    @Test
    void aPassWithoutGradientsRefuses() {
        head.train(true);
        try (TrainingPass pass = backend.openTraining(false)) {
            Loss loss = pass.crossEntropy(pass.embed(table, TOKENS), head, TARGETS);
            assertThatThrownBy(() -> pass.backward(loss))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("opened without gradients");
        }
    }

    @Test
    void aLeafThatNoLossReachedHasZeros() {
        try (TrainingPass pass = backend.openTraining(true)) {
            Tensor leaf = pass.leaf(pass.embed(table, TOKENS));
            pass.backward(pass.crossEntropy(pass.embed(table, TOKENS), head, TARGETS));
            assertThat(pass.toHost(pass.gradient(leaf)))
                    .hasSize(TOKENS.length * SIZE)
                    .containsOnly(0);
        }
    }

    @Test
    void onlyLeavesHaveAGradientToAskFor() {
        try (TrainingPass pass = backend.openTraining(true)) {
            Tensor constant = pass.embed(table, TOKENS);
            Tensor computed = pass.relu(pass.leaf(constant));
            for (Tensor other : List.of(constant, computed)) {
                assertThatThrownBy(() -> pass.gradient(other))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("expected a leaf, found [3, 4]");
            }
        }
    }

    /** As a training does that keeps only what each layer sees. */
    @ParameterizedTest
    @ValueSource(strings = {"table", "lower", "upper", "head"})
    void layerByLayerIsAsInOneGraphWhicheverWeightLearns(String name) {
        TorchWeight trained = backend.weights().stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow();
        trained.train(true);
        try (TrainingPass pass = backend.openTraining(true)) {
            Tensor x = pass.linear(pass.embed(table, TOKENS), lower);
            pass.backward(pass.crossEntropy(pass.linear(x, upper), head, TARGETS));
        }
        float[] expected = GradientCheck.gradient(trained);
        trained.train(true);
        layerByLayer();
        assertThat(GradientCheck.gradient(trained)).containsExactly(expected);
        for (TorchWeight weight : backend.weights()) {
            try (AdamW optimizer = new AdamW(List.of(weight), 0.9, 0.95, 1e-8)) {
                assertThat(optimizer.hasGradients()).as(weight.name()).isEqualTo(weight == trained);
            }
        }
    }

    private void layerByLayer() {
        try (TrainingPass kept = backend.openTraining(true)) {
            Tensor first = kept.leaf(kept.embed(table, TOKENS));
            Tensor second = kept.leaf(kept.linear(first, lower));
            Tensor last = kept.leaf(kept.linear(second, upper));
            try (TrainingPass pass = backend.openTraining(true)) {
                pass.backward(pass.crossEntropy(last, head, TARGETS));
            }
            try (TrainingPass pass = backend.openTraining(true)) {
                pass.backward(pass.product(pass.linear(second, upper), kept.gradient(last)));
            }
            try (TrainingPass pass = backend.openTraining(true)) {
                pass.backward(pass.product(pass.linear(first, lower), kept.gradient(second)));
            }
            try (TrainingPass pass = backend.openTraining(true)) {
                pass.backward(pass.product(pass.embed(table, TOKENS), kept.gradient(first)));
            }
        }
    }

    private TorchWeight load(String name, int seed) {
        float[] values = new float[SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(seed * (i + 1));
        }
        return (TorchWeight) backend.load(HostTensor.of(name, Shape.of(SIZE, SIZE), values));
    }
}
