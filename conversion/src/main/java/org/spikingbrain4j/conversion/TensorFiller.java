package org.spikingbrain4j.conversion;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.FloatEncoding;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * Writes planned tensors, a large one in pieces. The random numbers of a tensor are the Gaussians of a {@link SplittableRandom}
 * whose seed is the conversion's, mixed with the tensor's name: they depend on no other tensor.
 */
final class TensorFiller {
    private static final int PIECE = 1 << 18;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Checkpoint base;
    private final SafetensorsWriter writer;
    private final long seed;
    private final float[] values = new float[PIECE];

    /** Fills the next values of a tensor. */
    @FunctionalInterface
    private interface Piece {
        void fill(long from, int count);
    }

    /** Makes an element of a random number. */
    @FunctionalInterface
    private interface Value {
        double of(long element, double gaussian);
    }

    TensorFiller(Checkpoint base, SafetensorsWriter writer, long seed) {
        this.base = base;
        this.writer = writer;
        this.seed = seed;
    }

    /** @throws ConversionException where a value does not fit the tensor's type */
    void write(PlannedTensor tensor) {
        switch (tensor.filling()) {
            case PlannedTensor.Filling.Base from -> write(tensor, base.tensor(from.tensor()), from);
            case PlannedTensor.Filling.Values(List<Double> listed) ->
                pieces(tensor, (from, count) -> {
                    for (int i = 0; i < count; i++) {
                        values[i] = listed.get((int) from + i).floatValue();
                    }
                });
            case PlannedTensor.Filling.Constant(double value) -> {
                Arrays.fill(values, (float) value);
                pieces(tensor, (_, _) -> {});
            }
            case PlannedTensor.Filling.Normal(double deviation) ->
                random(tensor, (_, gaussian) -> deviation * gaussian);
            case PlannedTensor.Filling.NearRow near ->
                random(tensor, RowsNearby.of(base.tensor(near.tensor()), near.row(), near.spread())::value);
        }
    }

    private void write(PlannedTensor tensor, HostTensor from, PlannedTensor.Filling.Base filling) {
        if (filling.isCopy() && from.dataType() == tensor.dataType()) {
            writer.append(tensor.name(), from.data());
            return;
        }
        pieces(tensor, (start, count) -> {
            from.read(start, values, 0, count);
            if (!filling.isCopy()) {
                change(count, filling);
            }
        });
    }

    private void change(int count, PlannedTensor.Filling.Base filling) {
        for (int i = 0; i < count; i++) {
            values[i] = (float) (values[i] * filling.scale() + filling.raise());
        }
    }

    private void random(PlannedTensor tensor, Value value) {
        SplittableRandom random = new SplittableRandom(seed ^ hash(tensor.name()));
        pieces(tensor, (from, count) -> {
            for (int i = 0; i < count; i++) {
                values[i] = (float) value.of(from + i, random.nextGaussian());
            }
        });
    }

    private void pieces(PlannedTensor tensor, Piece piece) {
        long elements = tensor.shape().elements();
        int size = tensor.dataType().bytes();
        MemorySegment encoded = MemorySegment.ofArray(new byte[(int) Math.min(elements, PIECE) * size]);
        for (long from = 0; from < elements; from += PIECE) {
            int count = (int) Math.min(elements - from, PIECE);
            piece.fill(from, count);
            encode(tensor, count, encoded);
            writer.append(tensor.name(), encoded.asSlice(0, (long) count * size));
        }
    }

    private void encode(PlannedTensor tensor, int count, MemorySegment encoded) {
        try {
            FloatEncoding.encode(values, count, tensor.dataType(), encoded);
        } catch (SpikingBrainException e) {
            throw new ConversionException(
                    "%s: tensor %s: %s".formatted(base.directory(), tensor.name(), e.getMessage()), e);
        }
    }

    /** FNV-1a of 64 bits over the characters. */
    private static long hash(String name) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
