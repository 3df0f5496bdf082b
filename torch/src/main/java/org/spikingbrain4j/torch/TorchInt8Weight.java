package org.spikingbrain4j.torch;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Weight;

/** An integer matrix: to run quantised models beside the other back ends. Group sums are whole numbers of float64, thus exact. */
final class TorchInt8Weight implements Weight {
    private final String name;
    private final Shape shape;
    private final Tensor codes;
    private final Tensor scales;

    private TorchInt8Weight(String name, Shape shape, Tensor codes, Tensor scales) {
        this.name = name;
        this.shape = shape;
        this.codes = codes;
        this.scales = scales;
    }

    static TorchInt8Weight of(Int8Matrix matrix) {
        int groups = matrix.in() / matrix.groupSize();
        double[] codes = matrix.codes().toDoubles();
        for (int channel = 0; channel < matrix.in(); channel++) {
            for (int i = matrix.excess().starts()[channel]; i < matrix.excess().starts()[channel + 1]; i++) {
                codes[channel * matrix.out() + matrix.excess().outputs()[i]] +=
                        matrix.excess().amounts()[i];
            }
        }
        try (PointerScope _ = new PointerScope()) {
            Tensor whole = AbstractTensor.create(codes, groups, matrix.groupSize(), matrix.out());
            Tensor scales = Native.floats(matrix.scales().toFloats(), groups, 1, matrix.out());
            whole.retainReference();
            scales.retainReference();
            return new TorchInt8Weight(matrix.name(), Shape.of(matrix.out(), matrix.in()), whole, scales);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DataType dataType() {
        return DataType.I8;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /** The weights as floats, [out, in]. */
    Tensor dequantized() {
        return codes.to(ScalarType.Float)
                .mul(scales)
                .view(shape.dimension(1), shape.dimension(0))
                .t();
    }

    /** threshold · Σ_g scale_g · (integer dot product of group g) + bias (spec 6.2), the groups added in their order. */
    Tensor times(TorchSpikes spikes, Optional<Tensor> bias) {
        long groups = codes.size(0);
        Tensor counts = spikes.counts()
                .to(ScalarType.Double)
                .view(spikes.rows(), groups, codes.size(1))
                .transpose(0, 1);
        Tensor sums = counts.bmm(codes).to(ScalarType.Float); // [groups, rows, out]
        Tensor y = torch.zeros(spikes.rows(), shape.dimension(0));
        for (long group = 0; group < groups; group++) {
            y.add_(sums.select(0, group).mul(scales.select(0, group)));
        }
        Tensor scaled = y.mul(spikes.thresholds().view(spikes.rows(), 1));
        return bias.map(scaled::add).orElse(scaled);
    }
}
