package org.spikingbrain4j.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** One back end under test with the weights and states a computation uses; closing it closes them all. */
final class Lane implements AutoCloseable {
    private static final HostTensor POISON = poison(4096);

    private final Backend backend;
    private final IdentityHashMap<HostTensor, Weight> weights = new IdentityHashMap<>();
    private final IdentityHashMap<HostTensor, Weight> eventWeights = new IdentityHashMap<>();
    private final IdentityHashMap<Int8Matrix, Weight> integerWeights = new IdentityHashMap<>();
    private final List<AutoCloseable> states = new ArrayList<>();

    Lane(Backend backend) {
        this.backend = backend;
    }

    Backend backend() {
        return backend;
    }

    /** Runs a computation in a pass of its own. */
    <T> T pass(Function<Operators, T> computation) {
        try (Operators operators = backend.openPass()) {
            return computation.apply(operators);
        }
    }

    /** The weight, loaded at its first use. */
    Weight weight(HostTensor tensor) {
        return weights.computeIfAbsent(tensor, backend::load);
    }

    /** The float matrix for spikes executed like that, loaded at its first use. */
    Weight weight(HostTensor matrix, SpikeExecution execution) {
        return switch (execution) {
            case COUNTS -> weight(matrix);
            case EVENTS, AUTO -> eventWeights.computeIfAbsent(matrix, backend::loadForEvents);
        };
    }

    /** The integer matrix, loaded at its first use. */
    Weight weight(Int8Matrix matrix) {
        return integerWeights.computeIfAbsent(matrix, backend::load);
    }

    /** Host values as a tensor of the pass: the contract has no upload, so they are an embedding table. */
    Tensor upload(Operators operators, Matrix matrix) {
        HostTensor table =
                Encoding.encode("values", DataType.F32, Shape.of(matrix.rows(), matrix.columns()), matrix.values());
        return operators.embed(backend.load(table), matrix.tokens());
    }

    RecurrentState recurrentState(AttentionHeads heads) {
        return kept(backend.recurrentState(heads));
    }

    KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window) {
        return keyValueCache(heads, window, 0);
    }

    KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        return kept(backend.keyValueCache(heads, window, pinned));
    }

    /** Closes a state with the lane. */
    <S extends AutoCloseable> S kept(S state) {
        states.add(state);
        return state;
    }

    /** Leaves NaN behind in scratch memory, so that reading fresh memory shows. */
    void poison() {
        pass(operators -> operators.embed(weight(POISON), new int[16]).rows());
    }

    private static HostTensor poison(int columns) {
        float[] values = new float[columns];
        Arrays.fill(values, Float.NaN);
        return HostTensor.of("poison", Shape.of(1, columns), values);
    }

    @Override
    public void close() {
        for (AutoCloseable state : states) {
            try {
                state.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a state failed", e);
            }
        }
        backend.close();
    }
}
