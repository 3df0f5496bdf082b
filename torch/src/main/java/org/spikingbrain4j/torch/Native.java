package org.spikingbrain4j.torch;

import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The few calls of libtorch whose Java form is wordy. */
final class Native {
    private Native() {}

    static Tensor floats(float[] values, long... shape) {
        return AbstractTensor.create(values, shape);
    }

    /** Token ids or row numbers. */
    static Tensor indices(int[] values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return AbstractTensor.create(wide, wide.length);
    }

    /** Made where an operator runs: outside of its pointer scope it would stay until Java collects it. */
    static TensorOptional optional(Optional<Tensor> tensor) {
        return tensor.map(TensorOptional::new).orElseGet(TensorOptional::new);
    }

    static Tensor clamp(Tensor x, double least, double most) {
        return x.clamp(new ScalarOptional(new Scalar(least)), new ScalarOptional(new Scalar(most)));
    }

    static Tensor cat(int dimension, Tensor... parts) {
        return torch.cat(new TensorVector(parts), dimension);
    }

    /** A mask that hides everything from softmax and exponentials when it is added: all -∞. */
    static Tensor hidden(long rows, long columns) {
        return torch.full(new long[] {rows, columns}, new Scalar(Double.NEGATIVE_INFINITY));
    }

    static Tensor sum(Tensor x, boolean keep, long... dimensions) {
        return x.sum(dimensions, keep, new ScalarTypeOptional());
    }

    static Tensor mean(Tensor x, boolean keep, long... dimensions) {
        return x.mean(dimensions, keep, new ScalarTypeOptional());
    }

    /** The elements of a float32 tensor, row-major. */
    static float[] toFloats(Tensor x) {
        float[] values = new float[Math.toIntExact(x.numel())];
        Tensor plain = x.detach().contiguous();
        new FloatPointer(plain.data_ptr_float()).get(values);
        return values;
    }

    /** The elements of an int64 tensor as ints. */
    static int[] toInts(Tensor x) {
        long[] values = new long[Math.toIntExact(x.numel())];
        Tensor plain = x.contiguous();
        new LongPointer(plain.data_ptr_long()).get(values);
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = Math.toIntExact(values[i]);
        }
        return ints;
    }
}
