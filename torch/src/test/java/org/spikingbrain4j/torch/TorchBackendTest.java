package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.testkit.BackendContract;

/** The operator contract on libtorch. One thread: its tensors are tiny, and two would mostly wait for each other. */
class TorchBackendTest extends BackendContract {
    /** Largest z · SiLU(z) that libtorch takes for 0: beyond -88 e^-z leaves float32. */
    private static final double UNDERFLOW = 1e-34;

    @Override
    public Backend backend() {
        return new TorchBackend(1);
    }

    @Override
    public double tolerance() {
        return 2e-5;
    }

    /** Narrower than the contract, which has more of SiLU than a 0 below -88: nobody trains on 1e-37. */
    @Override
    @Test
    public void mapsSurviveExtremes() {
        for (float value : EXTREMES) {
            agree("relu", value, 0, (ops, x) -> ops.relu(x));
            agree("logSigmoid", value, 0, (ops, x) -> ops.logSigmoid(x, 1.0 / 16));
            agree("siluMul", value, value <= -88 ? UNDERFLOW : 0, (ops, x) -> ops.siluMul(x, x));
        }
    }

    private void agree(String what, float value, double underflow, BiFunction<Operators, Tensor, Tensor> map) {
        float expected = map(new ReferenceBackend(), value, map);
        // Below the smallest normal number the last digit is worth more than the tolerance.
        double allowed = Math.max(Float.MIN_NORMAL, tolerance() * Math.abs(expected));
        assertThat((double) map(backend(), value, map))
                .as("%s of %s", what, value)
                .isCloseTo(expected, within(Math.max(underflow, allowed)));
    }

    private static float map(Backend backend, float value, BiFunction<Operators, Tensor, Tensor> map) {
        float[] row = new float[19];
        Arrays.fill(row, value);
        try (backend;
                Operators operators = backend.openPass()) {
            Tensor x = operators.embed(backend.load(HostTensor.of("x", Shape.of(1, row.length), row)), new int[1]);
            return operators.toHost(map.apply(operators, x))[row.length - 1];
        }
    }
}
