package org.spikingbrain4j.operators;

/**
 * The weights of a linear as integers (spec 6.2): w[o][i] = scale[g][o] · (code[i][o] + excess), g the group of consecutive inputs
 * that i belongs to. Input-channel-major, so that an event, which is a channel that spikes, meets the weights of all outputs
 * side by side.
 *
 * @param codes I8 [in, out]
 * @param scales F32 [groups, out], positive; one group is a scale per output
 * @param excess what does not fit into a byte
 */
public record Int8Matrix(HostTensor codes, HostTensor scales, CodeExcess excess) {
    /** Inputs of a group: as many products of two bytes add up within 32 bits. */
    public static final int LARGEST_GROUP = (1 << 17) - 1;

    /**
     * @throws SpikingBrainException where shapes or types do not fit each other, or a scale is not positive and finite
     * @throws IllegalArgumentException where the excess has another number of input channels
     */
    public Int8Matrix {
        requireMatrix(codes, DataType.I8, "[in, out]");
        requireMatrix(scales, DataType.F32, "[groups, out]");
        long in = codes.shape().dimension(0);
        long out = codes.shape().dimension(1);
        long groups = scales.shape().dimension(0);
        if (scales.shape().dimension(1) != out) {
            throw new SpikingBrainException(
                    "tensor %s: expected scales [groups, %d] for codes %s, found %s; quantize the model again"
                            .formatted(scales.name(), out, codes.shape(), scales.shape()));
        }
        if (in % groups != 0 || in / groups > LARGEST_GROUP) {
            throw new SpikingBrainException(
                    "tensor %s: expected groups of one size up to %d that divide the %d inputs of %s, found %d groups; quantize the model with another group size"
                            .formatted(scales.name(), LARGEST_GROUP, in, codes.name(), groups));
        }
        if (excess.starts().length != in + 1) {
            throw new IllegalArgumentException("tensor %s: expected the excess of %d input channels, found %d"
                    .formatted(codes.name(), in, excess.starts().length - 1));
        }
        requirePositive(scales);
    }

    private static void requireMatrix(HostTensor tensor, DataType type, String form) {
        Shape shape = tensor.shape();
        boolean fits = shape.rank() == 2
                && shape.dimensions().stream().allMatch(size -> size >= 1 && size <= Integer.MAX_VALUE);
        if (tensor.dataType() != type || !fits) {
            throw new SpikingBrainException("tensor %s: expected %s %s with sizes of at least 1, found %s %s"
                    .formatted(tensor.name(), type, form, tensor.dataType(), shape));
        }
    }

    /** @throws SpikingBrainException where a scale is zero, negative, NaN or infinite */
    static void requirePositive(HostTensor scales) {
        float[] row = new float[(int) Math.min(scales.elements(), 1 << 16)];
        for (long from = 0; from < scales.elements(); from += row.length) {
            int count = (int) Math.min(row.length, scales.elements() - from);
            scales.read(from, row, 0, count);
            for (int i = 0; i < count; i++) {
                if (!(row[i] > 0) || Float.isInfinite(row[i])) {
                    throw new SpikingBrainException(
                            "tensor %s: element %d: expected a positive scale, found %s; quantize the model again"
                                    .formatted(scales.name(), from + i, row[i]));
                }
            }
        }
    }

    /** The name of the codes. */
    public String name() {
        return codes.name();
    }

    /** Input channels. */
    public int in() {
        return (int) codes.shape().dimension(0);
    }

    public int out() {
        return (int) codes.shape().dimension(1);
    }

    /** Input channels that share a scale per output. */
    public int groupSize() {
        return (int) (codes.shape().dimension(0) / scales.shape().dimension(0));
    }

    /** Bytes of the codes, the scales and the excess. */
    public long bytes() {
        return codes.data().byteSize() + scales.data().byteSize() + 8L * excess.outputs().length;
    }
}
