package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** Opening, closing and sharing: nothing is usable after its end, and threads do not disturb each other. */
public interface LifecycleContract extends ContractSubject {

    @Test
    default void describesItselfInOneLine() {
        try (Backend backend = backend()) {
            assertThat(backend.description()).isNotBlank().doesNotContain("\n");
        }
    }

    @Test
    default void tensorsEndWithTheirPass() {
        try (Lane lane = new Lane(backend())) {
            Operators operators = lane.backend().openPass();
            Tensor x = lane.upload(operators, Matrix.row(1, 2, 3));
            operators.close();
            operators.close();
            assertThatThrownBy(() -> operators.toHost(x))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> operators.relu(x)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> lane.upload(operators, Matrix.row(1))).isInstanceOf(IllegalStateException.class);
        }
    }

    /** A later pass may use the same memory: the old handle must not read it. */
    @Test
    default void tensorsOfAClosedPassAreRefusedByTheNext() {
        try (Lane lane = new Lane(backend())) {
            Tensor old = lane.pass(operators -> lane.upload(operators, Matrix.row(1, 2, 3)));
            try (Operators next = lane.backend().openPass()) {
                lane.upload(next, Matrix.row(4, 5, 6));
                assertThatThrownBy(() -> next.toHost(old)).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    default void closedBackendIsRefused() {
        Backend backend = backend();
        backend.close();
        backend.close();
        AttentionHeads heads = new AttentionHeads(1, 1, 8);
        assertThatThrownBy(backend::openPass).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.recurrentState(heads)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.keyValueCache(heads, OptionalInt.empty()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void weightsKeepNameTypeAndShape() {
        try (Backend backend = backend()) {
            Weight weight = backend.load(new RandomData(101).weight("layer.weight", DataType.BF16, 5, 13));
            assertThat(weight.name()).isEqualTo("layer.weight");
            assertThat(weight.dataType()).isEqualTo(DataType.BF16);
            assertThat(weight.shape()).isEqualTo(Shape.of(5, 13));
        }
    }

    @Test
    default void typesThatAreNoWeightsAreRefusedByName() {
        HostTensor tensor =
                new HostTensor("layer.indices", DataType.I64, Shape.of(2), MemorySegment.ofArray(new byte[16]));
        try (Backend backend = backend()) {
            assertThatThrownBy(() -> backend.load(tensor))
                    .isInstanceOf(SpikingBrainException.class)
                    .hasMessageContaining("layer.indices")
                    .hasMessageContaining("I64");
        }
    }

    @Test
    default void twoOpenPassesDoNotDisturbEachOther() {
        Matrix a = new RandomData(102).normal(5, 33, 1);
        Matrix b = new RandomData(103).normal(7, 33, 1);
        try (Lane lane = new Lane(backend());
                Operators first = lane.backend().openPass();
                Operators second = lane.backend().openPass()) {
            Tensor x = lane.upload(first, a);
            Tensor y = lane.upload(second, b);
            assertThat(first.toHost(x)).isEqualTo(a.values());
            assertThat(second.toHost(y)).isEqualTo(b.values());
        }
    }

    @Test
    default void threadsShareTheBackend() throws ExecutionException, InterruptedException {
        RandomData random = new RandomData(104);
        AttentionCase inputs = AttentionCase.random(random, new AttentionHeads(6, 2, 16), 67);
        try (Lane lane = new Lane(backend());
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            float[] expected = twoKinds(lane, inputs);
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                results.add(threads.submit(() -> twoKinds(lane, inputs)));
            }
            for (Future<float[]> result : results) {
                assertThat(result.get()).as(random.toString()).isEqualTo(expected);
            }
        }
    }

    private static float[] twoKinds(Lane lane, AttentionCase inputs) {
        try (var state = lane.backend().recurrentState(inputs.heads());
                var cache = lane.backend().keyValueCache(inputs.heads(), OptionalInt.of(8))) {
            return AttentionCase.concatenate(
                    List.of(inputs.gatedLinear(lane, state, 20), inputs.softmax(lane, cache, 20)));
        }
    }
}
