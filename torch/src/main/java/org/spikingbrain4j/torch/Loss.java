package org.spikingbrain4j.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A number to be made smaller. It dies with its pass. */
public final class Loss {
    private final PassScope scope;
    private final double value;
    private final Tensor gradientSource;

    /**
     * @param gradientSource a scalar whose gradients are those of the loss, whatever its own value
     */
    Loss(PassScope scope, double value, Tensor gradientSource) {
        this.scope = scope;
        this.value = value;
        this.gradientSource = gradientSource;
    }

    /** A loss that libtorch computes and differentiates. */
    static Loss of(PassScope scope, Supplier<Tensor> scalar) {
        Tensor result = scope.keep(scalar);
        return new Loss(scope, scope.compute(result::item_double), result);
    }

    public double value() {
        return value;
    }

    public Loss plus(Loss other) {
        return new Loss(scope, value + other.value, scope.keep(() -> gradientSource.add(other.gradientSource)));
    }

    public Loss times(double factor) {
        return new Loss(scope, factor * value, scope.keep(() -> gradientSource.mul(new Scalar(factor))));
    }

    Tensor gradientSource() {
        scope.requireOpen();
        return gradientSource;
    }
}
