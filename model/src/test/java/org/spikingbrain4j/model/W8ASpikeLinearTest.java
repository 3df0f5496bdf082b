package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Int8Rounding;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

/** One official quantised linear on crafted inputs: zeros, outliers, clamped thresholds (spec 1, {@code ql}). */
class W8ASpikeLinearTest {
    private static final String NAME = "model.layers.0.attn.q_proj";

    @Test
    void integerWeightsAndTheirValuesEqualTheOfficialOnes() {
        try (Checkpoint checkpoint = Checkpoint.open(Fixtures.W8ASPIKE.directory());
                Golden golden = Golden.open(Fixtures.W8ASPIKE);
                Arena arena = Arena.ofShared()) {
            Int8Matrix matrix = rounded(checkpoint, arena);
            HostTensor integers = golden.tensor("ql.w_int");
            HostTensor values = golden.tensor("ql.w_deq");
            for (int o = 0; o < matrix.out(); o++) {
                for (int i = 0; i < matrix.in(); i++) {
                    int code = (int) matrix.codes().value((long) i * matrix.out() + o)
                            + matrix.excess().at(i, o);
                    float scale = (float) matrix.scales().value((long) i / matrix.groupSize() * matrix.out() + o);
                    long index = (long) o * matrix.in() + i;
                    assertThat(code).as("[%d, %d]", o, i).isEqualTo((int) integers.value(index));
                    assertThat(code * scale).as("[%d, %d]", o, i).isEqualTo((float) values.value(index));
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("org.spikingbrain4j.model.TestBackend#SPIKING")
    void thresholdsCountsAndOutputsEqualTheOfficialOnes(TestBackend kind) {
        try (Backend backend = kind.open();
                Checkpoint checkpoint = Checkpoint.open(Fixtures.W8ASPIKE.directory());
                Golden golden = Golden.open(Fixtures.W8ASPIKE);
                Arena arena = Arena.ofShared()) {
            Weight weight = backend.load(rounded(checkpoint, arena));
            Weight bias = backend.load(checkpoint.tensor(NAME + ".bias"));
            Weight rows = backend.load(golden.tensor("ql.x"));
            for (SpikeExecution execution : SpikeExecution.values()) {
                try (Operators operators = backend.openPass()) {
                    Tensor x = operators.embed(rows, IntStream.range(0, 8).toArray());
                    Tensor spikes = operators.spike(x, new SpikeRule("ql", 3, x.columns(), execution));
                    assertSpikes(operators.spikesToHost(spikes), golden);
                    float[] out = operators.toHost(operators.linear(spikes, weight, bias));
                    Closeness.assertRows("ql.out, " + execution, out, golden.tensor("ql.out"));
                }
            }
        }
    }

    private static void assertSpikes(HostSpikes spikes, Golden golden) {
        HostTensor thresholds = golden.tensor("ql.vth");
        for (int row = 0; row < spikes.rows(); row++) {
            double expected = thresholds.value(row);
            assertThat((double) spikes.thresholds()[row])
                    .as("row %d", row)
                    .isCloseTo(expected, within(1e-6 * expected));
        }
        HostTensor counts = golden.tensor("ql.counts");
        for (int i = 0; i < spikes.counts().length; i++) {
            assertThat(spikes.counts()[i]).as("count %d", i).isEqualTo((int) counts.value(i));
        }
    }

    private static Int8Matrix rounded(Checkpoint checkpoint, Arena arena) {
        return Int8Rounding.round(
                checkpoint.tensor(NAME + ".weight"), checkpoint.tensor(NAME + ".weight_quantizer.scales"), arena);
    }
}
