package org.spikingbrain4j.spiking;

/**
 * What a linear layer [inputs → outputs] does on counts, event-driven and dense. Every token is taken to read its own
 * weights, as in decoding; a batch reads them once for many tokens.
 *
 * @param bitAdds additions of a weight, one per 1-bit of |count| and output: spikes of a bitwise coding, whose shifts by
 *     the place of the bit are not counted
 * @param unitAdds additions of a weight, one per unit of |count| and output: spikes of a unary coding
 * @param multiplyAdds multiply-adds of the dense layer, inputs · outputs
 * @param touchedWeights weights an event-driven layer reads: active inputs · outputs; a dense layer reads as many as it
 *     has multiply-adds
 */
public record OperationCount(long bitAdds, long unitAdds, long multiplyAdds, long touchedWeights) {
    /** Nothing done. */
    public static final OperationCount NONE = new OperationCount(0, 0, 0, 0);

    /** The operations on all counts in a histogram, each of which feeds this number of outputs. */
    public static OperationCount linear(SpikeHistogram inputs, int outputs) {
        if (outputs < 0) {
            throw new IllegalArgumentException("outputs: need at least 0, found " + outputs);
        }
        SpikeTotals totals = SpikeTotals.of(inputs);
        return new OperationCount(
                Math.multiplyExact(totals.bits(), outputs),
                Math.multiplyExact(totals.magnitudes(), outputs),
                Math.multiplyExact(totals.channels(), outputs),
                Math.multiplyExact(totals.active(), outputs));
    }

    /** The sum of both. */
    public OperationCount plus(OperationCount other) {
        return new OperationCount(
                Math.addExact(bitAdds, other.bitAdds),
                Math.addExact(unitAdds, other.unitAdds),
                Math.addExact(multiplyAdds, other.multiplyAdds),
                Math.addExact(touchedWeights, other.touchedWeights));
    }

    /** Bytes of weights an event-driven layer reads; 4-bit weights have half a byte. */
    public double touchedBytes(double bytesPerWeight) {
        return touchedWeights * bytesPerWeight;
    }

    /** Bytes of weights a dense layer reads. */
    public double denseBytes(double bytesPerWeight) {
        return multiplyAdds * bytesPerWeight;
    }
}
