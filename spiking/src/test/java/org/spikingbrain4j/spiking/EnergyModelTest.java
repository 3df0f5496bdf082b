package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.spikingbrain4j.spiking.SpikeStatisticsTest.histogram;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.SpikingBrainException;

class EnergyModelTest {
    private final EnergyModel model = new EnergyModel(EnergyTable.HOROWITZ_45_NM, Memory.DRAM);

    /** 100 channels with 1.13 spikes on average and one output each, thus 100 multiply-adds. */
    @Test
    void theReportsExampleComesOut() {
        SpikeHistogram histogram = new SpikeHistogram();
        for (int i = 0; i < 100; i++) {
            histogram.add(i < 13 ? -3 : 4);
        }
        OperationCount operations = OperationCount.linear(histogram, 1);
        double spiking = model.spiking(operations).arithmetic() / 100;
        double fp16 = model.fp16Dense(operations).arithmetic() / 100;
        double int8 = model.int8Dense(operations).arithmetic() / 100;
        assertThat(spiking).isCloseTo(0.034e-12, within(0.0005e-12));
        assertThat(fp16).isCloseTo(1.5e-12, withPercentage(1e-9));
        assertThat(int8).isCloseTo(0.23e-12, withPercentage(1e-9));
        assertThat(int8 / spiking).isCloseTo(6.8, within(0.05));
        assertThat(fp16 / spiking).isCloseTo(44.2, within(0.05));
        double roundedSaving = Math.rint(1000 * (1 - spiking / fp16)) / 1000;
        assertThat(1 / (1 - roundedSaving)).as("the report's 43.48").isCloseTo(43.48, within(0.005));
    }

    @Test
    void memoryIsPricedBesideTheArithmetic() {
        OperationCount operations = OperationCount.linear(histogram(5, 0, 0, -1), 16);
        assertThat(operations).isEqualTo(new OperationCount(48, 96, 64, 32));
        assertThat(operations.touchedBytes(0.5)).isEqualTo(16);
        assertThat(operations.denseBytes(2)).isEqualTo(128);
        EnergyEstimate spiking = model.spiking(operations);
        assertThat(spiking.memory().low()).isCloseTo(4 * 1300e-12, withPercentage(1e-9));
        assertThat(spiking.memory().high()).isCloseTo(4 * 2600e-12, withPercentage(1e-9));
        assertThat(spiking.total().low()).isCloseTo(48 * 0.03e-12 + 4 * 1300e-12, withPercentage(1e-9));
        assertThat(model.int8Dense(operations).memory().low()).isCloseTo(8 * 1300e-12, withPercentage(1e-9));
        assertThat(model.fp16Dense(operations).memory().low()).isCloseTo(16 * 1300e-12, withPercentage(1e-9));
    }

    @Test
    void tokensShareEvenly() {
        EnergyEstimate four = new EnergyEstimate(8, new EnergyRange(4, 12));
        assertThat(four.perToken(4)).isEqualTo(new EnergyEstimate(2, new EnergyRange(1, 3)));
        assertThatThrownBy(() -> four.perToken(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyTablePricesEachOfItsMemories() {
        for (EnergyTable table : new EnergyTable[] {EnergyTable.HOROWITZ_45_NM, EnergyTable.JOUPPI_7_NM}) {
            OperationCount operations = OperationCount.linear(histogram(1), 8);
            for (Map.Entry<Memory, EnergyRange> price : table.memory().entrySet()) {
                EnergyRange energy = new EnergyModel(table, price.getKey())
                        .spiking(operations)
                        .memory();
                assertThat(energy.high()).isCloseTo(price.getValue().high() * 1e-12, withPercentage(1e-9));
            }
        }
        assertThat(EnergyTable.JOUPPI_7_NM.fp16MultiplyAdd()).isCloseTo(0.5, within(1e-12));
        assertThat(EnergyTable.JOUPPI_7_NM.int8MultiplyAdd()).isCloseTo(0.077, within(1e-12));
    }

    @Test
    void aPriceThatTheSourceLacksIsAnError() {
        assertThatThrownBy(() -> new EnergyModel(EnergyTable.HOROWITZ_45_NM, Memory.HBM2))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessage("energy: 45 nm (Horowitz, ISSCC 2014) has no price for HBM2 memory: need one of"
                        + " 8 KB SRAM, 32 KB SRAM, 1 MB SRAM, DRAM");
    }

    @Provide
    Arbitrary<int[]> counts() {
        return Arbitraries.integers()
                .between(-40_000, 40_000)
                .array(int[].class)
                .ofMaxSize(50);
    }

    /** The event-driven sum of a linear layer, addition by addition. */
    @Property
    void operationsAreThoseOfTheLoop(@ForAll("counts") int[] counts, @ForAll @IntRange(max = 40) int outputs) {
        long bits = 0;
        long units = 0;
        long touched = 0;
        for (int count : counts) {
            SpikeTrain train = SpikeCoding.BITWISE_BIDIRECTIONAL.encode(new int[] {count});
            bits += train.spikeCount() * outputs;
            units += (long) Math.abs(count) * outputs;
            touched += count == 0 ? 0 : outputs;
        }
        assertThat(OperationCount.linear(histogram(counts), outputs))
                .isEqualTo(new OperationCount(bits, units, (long) counts.length * outputs, touched));
    }

    @Test
    void refusesWhatIsNoEnergy() {
        assertThatThrownBy(() -> new EnergyRange(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EnergyRange.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OperationCount.linear(histogram(1), -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
