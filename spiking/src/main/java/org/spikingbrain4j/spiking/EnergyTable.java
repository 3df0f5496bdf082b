package org.spikingbrain4j.spiking;

import java.util.Map;
import java.util.Optional;

/**
 * Published prices of one operation, in picojoules. A multiply-add costs a multiplication and an addition, both at its
 * width, as the report has it; a real accumulator is wider. Nothing here pays for control, clock or wires.
 *
 * @param name to print, such as "45 nm"
 * @param source where the figures are from
 * @param int8Add addition of two 8-bit integers
 * @param int8Multiply multiplication of two 8-bit integers
 * @param fp16Add addition of two IEEE half-precision numbers
 * @param fp16Multiply multiplication of two IEEE half-precision numbers
 * @param memory reading 64 bits from each memory that the source prices
 */
public record EnergyTable(
        String name,
        String source,
        double int8Add,
        double int8Multiply,
        double fp16Add,
        double fp16Multiply,
        Map<Memory, EnergyRange> memory) {
    private static final int BYTES_PER_ACCESS = 8;

    /**
     * M. Horowitz, Computing's energy problem (and what we can do about it), ISSCC 2014: 45 nm at 0.9 V. The report's
     * 1.5 pJ (FP16), 0.23 pJ (INT8) and 0.03 pJ (spike) are its sums.
     */
    public static final EnergyTable HOROWITZ_45_NM = new EnergyTable(
            "45 nm",
            "Horowitz, ISSCC 2014",
            0.03,
            0.2,
            0.4,
            1.1,
            Map.of(
                    Memory.SRAM_8_KB, EnergyRange.of(10),
                    Memory.SRAM_32_KB, EnergyRange.of(20),
                    Memory.SRAM_1_MB, EnergyRange.of(100),
                    Memory.DRAM, new EnergyRange(1300, 2600)));

    /**
     * N. Jouppi et al., Ten Lessons From Three Generations Shaped Google's TPUv4i, ISCA 2021, table 2, column 7 nm: the
     * same table seven years on. Arithmetic got two to four times cheaper in between, DRAM did not. Taken as cited
     * elsewhere; the paper's own table was not at hand to check them against.
     */
    public static final EnergyTable JOUPPI_7_NM = new EnergyTable(
            "7 nm",
            "Jouppi et al., ISCA 2021, table 2",
            0.007,
            0.07,
            0.16,
            0.34,
            Map.of(
                    Memory.SRAM_8_KB, EnergyRange.of(7.5),
                    Memory.SRAM_32_KB, EnergyRange.of(8.5),
                    Memory.SRAM_1_MB, EnergyRange.of(14),
                    Memory.DRAM, EnergyRange.of(1300),
                    Memory.HBM2, new EnergyRange(250, 450)));

    public EnergyTable {
        memory = Map.copyOf(memory);
    }

    /** An 8-bit multiply-add, in picojoules. */
    public double int8MultiplyAdd() {
        return int8Multiply + int8Add;
    }

    /** A half-precision multiply-add, in picojoules. */
    public double fp16MultiplyAdd() {
        return fp16Multiply + fp16Add;
    }

    /** Reading one byte, in picojoules; empty where the source does not price this memory. */
    public Optional<EnergyRange> perByte(Memory place) {
        return Optional.ofNullable(memory.get(place)).map(access -> access.times(1.0 / BYTES_PER_ACCESS));
    }
}
