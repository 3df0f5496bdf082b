package org.spikingbrain4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Weight;

/**
 * A weight in float32, whatever the checkpoint holds; where it is trained, a leaf that collects gradients. Not safe for use by several
 * threads while it is trained.
 */
public final class TorchWeight implements Weight {
    private final String name;
    private final DataType dataType;
    private final Shape shape;
    private final Tensor values;

    private TorchWeight(String name, DataType dataType, Shape shape, Tensor values) {
        this.name = name;
        this.dataType = dataType;
        this.shape = shape;
        this.values = values;
    }

    static TorchWeight of(HostTensor tensor) {
        long[] dimensions =
                tensor.shape().dimensions().stream().mapToLong(Long::longValue).toArray();
        try (PointerScope _ = new PointerScope()) {
            Tensor values = Native.floats(tensor.toFloats(), dimensions);
            values.retainReference();
            return new TorchWeight(tensor.name(), tensor.dataType(), tensor.shape(), values);
        }
    }

    /** @throws IllegalArgumentException where another back end loaded the weight */
    static TorchWeight of(Weight weight) {
        if (weight instanceof TorchWeight own) {
            return own;
        }
        throw new IllegalArgumentException("weight %s was loaded by another back end".formatted(weight.name()));
    }

    @Override
    public String name() {
        return name;
    }

    /** Of the checkpoint; computed is in float32. */
    @Override
    public DataType dataType() {
        return dataType;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /** A copy of the elements. */
    public HostTensor toHost() {
        try (PointerScope _ = new PointerScope()) {
            return HostTensor.of(name, shape, Native.toFloats(values));
        }
    }

    /**
     * Replaces the elements.
     *
     * @throws IllegalArgumentException where the shape is another one
     */
    public void set(HostTensor tensor) {
        if (!tensor.shape().equals(shape)) {
            throw new IllegalArgumentException("%s: need %s, found %s".formatted(name, shape, tensor.shape()));
        }
        GradMode.set_enabled(false);
        try (PointerScope _ = new PointerScope()) {
            values.copy_(Native.floats(tensor.toFloats(), tensor.elements()).view_as(values));
        }
    }

    /** Whether passes with gradients collect one for it. */
    public boolean isTrained() {
        return values.requires_grad();
    }

    /** Has it trained from now on, or kept as it is; its gradient is forgotten. */
    public void train(boolean trained) {
        try (PointerScope _ = new PointerScope()) {
            values.mutable_grad().reset();
            values.set_requires_grad(trained);
        }
    }

    Tensor values() {
        return values;
    }

    void close() {
        values.close();
    }
}
