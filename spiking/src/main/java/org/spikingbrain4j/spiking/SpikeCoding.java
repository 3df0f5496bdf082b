package org.spikingbrain4j.spiking;

import java.util.Locale;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * How counts become spikes over time and back (spec 7). The number of steps is common to all counts of a train: the
 * smallest that holds them, or a given one. More steps pad, at the end for unary codings and at the front for bitwise
 * ones; fewer cut unary counts off at that number of spikes and keep the lowest bits of bitwise ones, as the official
 * code does.
 *
 * <p>There are two families. In unary codings every spike is worth 1, and decoding is a sum over time. In bitwise codings
 * the first step is the most significant bit, so decoding doubles the sum at each step.
 */
public enum SpikeCoding {
    /** As many spikes as the count, then silence. Counts must not be negative. */
    BINARY(1, false, 0),
    /** As many spikes of its sign as the count, then silence. */
    TERNARY(1, true, 0),
    /** The bits of the count. Counts must not be negative. */
    BITWISE(2, false, 1),
    /** The bits of the magnitude, with the sign of the count: the coding of the report's statistics. */
    BITWISE_BIDIRECTIONAL(2, true, 1),
    /** The bits of the two's complement, where the first step is worth its negative. */
    BITWISE_TWOS_COMPLEMENT(2, true, 2);

    private final int radix;
    private final boolean signed;
    private final int minSteps;

    SpikeCoding(int radix, boolean signed, int minSteps) {
        this.radix = radix;
        this.signed = signed;
        this.minSteps = minSteps;
    }

    /**
     * The fewest steps that hold all counts.
     *
     * @throws SpikingBrainException if a count is negative and the coding has no sign, or the steps are no int
     */
    public int steps(int[] counts) {
        long largest = 0;
        for (int i = 0; i < counts.length; i++) {
            requireSign(counts, i);
            largest = Math.max(largest, Math.abs((long) counts[i]));
        }
        long needed = radix == 1 ? largest : Long.SIZE - Long.numberOfLeadingZeros(largest) + signBits();
        if (needed > Integer.MAX_VALUE) {
            throw new SpikingBrainException(
                    "%s: a count of magnitude %d has too many steps; use a bitwise coding".formatted(label(), largest));
        }
        return Math.max(minSteps, (int) needed);
    }

    /**
     * Encodes with the fewest steps, counts [neurons] to [steps, neurons].
     *
     * @throws SpikingBrainException as {@link #steps} and {@link SpikeTrain#of}
     */
    public SpikeTrain encode(int[] counts) {
        return encode(counts, steps(counts));
    }

    /**
     * Encodes with a given number of steps.
     *
     * @throws SpikingBrainException if the steps are negative, or 0 in a bitwise coding; or as {@link #encode(int[])}
     */
    public SpikeTrain encode(int[] counts, int steps) {
        int fewest = radix == 1 ? 0 : 1;
        if (steps < fewest) {
            throw new SpikingBrainException("%s: need at least %d steps, found %d".formatted(label(), fewest, steps));
        }
        for (int i = 0; i < counts.length; i++) {
            requireSign(counts, i);
        }
        return SpikeTrain.of(steps, counts.length, (step, neuron) -> spike(counts[neuron], step, steps));
    }

    /**
     * Encodes numbers that must be whole, see {@link #wholeCounts}, with the fewest steps.
     *
     * @throws SpikingBrainException as {@link #encode(int[])} and {@link #wholeCounts}
     */
    public SpikeTrain encode(double[] values) {
        return encode(wholeCounts(values));
    }

    /**
     * Encodes numbers that must be whole, see {@link #wholeCounts}, with a given number of steps.
     *
     * @throws SpikingBrainException as {@link #encode(int[], int)} and {@link #wholeCounts}
     */
    public SpikeTrain encode(double[] values, int steps) {
        return encode(wholeCounts(values), steps);
    }

    /**
     * The counts of a train, [neurons], with their sign.
     *
     * @throws SpikingBrainException if a count is no int
     */
    public int[] decode(SpikeTrain train) {
        int first = this == BITWISE_TWOS_COMPLEMENT ? -1 : 1;
        int[] counts = new int[train.neurons()];
        for (int neuron = 0; neuron < counts.length; neuron++) {
            long count = decode(train, neuron, first);
            if ((int) count != count) {
                throw tooLarge(train, neuron);
            }
            counts[neuron] = (int) count;
        }
        return counts;
    }

    /**
     * What the official decoder gives: it reads two's complement without a sign, so that -1 in four steps is 15. The same
     * as {@link #decode} in the other codings.
     *
     * @throws SpikingBrainException if a value is no long
     */
    public long[] decodeUnsigned(SpikeTrain train) {
        long[] values = new long[train.neurons()];
        for (int neuron = 0; neuron < values.length; neuron++) {
            values[neuron] = decode(train, neuron, 1);
        }
        return values;
    }

    /**
     * The integers that numbers stand for. As in the official code, x is whole if |x - round(x)| is at most 1e-8 + 1e-5
     * |round(x)|, and then its fraction is dropped.
     *
     * @throws SpikingBrainException if a number is not whole or no int
     */
    public static int[] wholeCounts(double[] values) {
        int[] counts = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            double rounded = Math.rint(values[i]);
            boolean whole = Math.abs(values[i] - rounded) <= 1e-8 + 1e-5 * Math.abs(rounded);
            if (!whole || (int) values[i] != (long) values[i]) {
                throw new SpikingBrainException(
                        "spike coding: value %d is %s: need whole numbers of at most 32 bits".formatted(i, values[i]));
            }
            counts[i] = (int) values[i];
        }
        return counts;
    }

    /** The name in the official code, such as {@code bitwise_bidirectional}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private int spike(int count, int step, int steps) {
        if (radix == 1) {
            return step < Math.abs((long) count) ? Integer.signum(count) : 0;
        }
        int position = Math.min(steps - 1 - step, Long.SIZE - 1);
        return this == BITWISE_TWOS_COMPLEMENT
                ? bit(count, position)
                : bit(Math.abs((long) count), position) * Integer.signum(count);
    }

    private static int bit(long value, int position) {
        return (int) (value >> position & 1);
    }

    private int signBits() {
        return this == BITWISE_TWOS_COMPLEMENT ? 1 : 0;
    }

    private long decode(SpikeTrain train, int neuron, int firstSign) {
        long value = 0;
        for (int step = 0; step < train.steps(); step++) {
            int spike = train.spike(step, neuron);
            long limit = (Long.MAX_VALUE - 1) / radix;
            if (Math.abs(value) > limit) {
                throw tooLarge(train, neuron);
            }
            value = value * radix + (step == 0 ? firstSign * spike : spike);
        }
        return value;
    }

    private SpikingBrainException tooLarge(SpikeTrain train, int neuron) {
        return new SpikingBrainException("%s: the spikes of neuron %d over %d steps make a number that is too large"
                .formatted(label(), neuron, train.steps()));
    }

    private void requireSign(int[] counts, int i) {
        if (!signed && counts[i] < 0) {
            throw new SpikingBrainException("%s: count %d is %d: need none below 0; use %s"
                    .formatted(label(), i, counts[i], (radix == 1 ? TERNARY : BITWISE_BIDIRECTIONAL).label()));
        }
    }
}
