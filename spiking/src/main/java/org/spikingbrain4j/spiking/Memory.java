package org.spikingbrain4j.spiking;

/** A place that weights are read from. */
public enum Memory {
    SRAM_8_KB("8 KB SRAM"),
    SRAM_32_KB("32 KB SRAM"),
    SRAM_1_MB("1 MB SRAM"),
    /** Off-chip memory of the standard kind of its time: DDR3 at 45 nm, DDR4 at 7 nm. */
    DRAM("DRAM"),
    /** Stacked memory in the package. */
    HBM2("HBM2");

    private final String label;

    Memory(String label) {
        this.label = label;
    }

    /** The name to print. */
    public String label() {
        return label;
    }
}
