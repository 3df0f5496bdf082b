package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

class LayerRunnerTest {

    /** Another text before it, and a checkpoint opened anew for every layer, change nothing. */
    @Test
    void hiddenStatesOfEveryLayerEqualTheOfficialOnes() {
        try (ReferenceBackend backend = new ReferenceBackend();
                Golden golden = Golden.open(Fixtures.GLA_SWA_F32)) {
            int[] text = golden.sequences().get(1);
            HiddenStates x = run(backend, runner -> runner.embed(List.of(new int[] {5, 7, 11}, text)));
            int layers = 0;
            while (golden.tensorNames().contains("hidden.%d".formatted(layers + 1))) {
                HiddenStates before = x;
                int layer = layers++;
                assertHidden(golden, layer, before);
                x = run(backend, runner -> runner.layer(layer, before, UnaryOperator.identity()));
                assertParts(backend, layer, before, x);
            }
            HiddenStates last = x;
            assertHidden(golden, layers, run(backend, runner -> runner.finalNorm(last)));
            assertThat(layers).isGreaterThan(1);
            assertThat(x.first().tokens()).isEqualTo(3);
            assertThat(x.position(4)).isEqualTo(1);
            assertThat(IntStream.range(0, 5).map(x::text)).containsExactly(0, 0, 0, 1, 1);
        }
    }

    /** A layer is what its two parts add, one after the other. */
    private static void assertParts(ReferenceBackend backend, int layer, HiddenStates before, HiddenStates after) {
        HiddenStates mixed = before.plus(run(backend, runner -> runner.mixer(layer, before, UnaryOperator.identity())));
        HiddenStates fed =
                mixed.plus(run(backend, runner -> runner.feedForward(layer, mixed, UnaryOperator.identity())));
        for (int i = 0; i < fed.values().length; i++) {
            assertThat(fed.values()[i]).isCloseTo(after.values()[i], within(1e-5f));
        }
    }

    private static HiddenStates run(ReferenceBackend backend, Function<LayerRunner, HiddenStates> step) {
        try (Checkpoint checkpoint = Checkpoint.open(Fixtures.GLA_SWA_F32.directory())) {
            return step.apply(LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT));
        }
    }

    private static void assertHidden(Golden golden, int layer, HiddenStates found) {
        String name = "hidden." + layer;
        float[] second = Arrays.copyOfRange(found.values(), 3 * found.size(), found.values().length);
        Closeness.assertValues(name, second, golden.tensor(name));
    }
}
