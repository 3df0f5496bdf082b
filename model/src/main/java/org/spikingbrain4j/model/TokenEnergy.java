package org.spikingbrain4j.model;

import java.util.function.Function;
import org.spikingbrain4j.spiking.EnergyEstimate;
import org.spikingbrain4j.spiking.EnergyModel;
import org.spikingbrain4j.spiking.EnergyRange;
import org.spikingbrain4j.spiking.OperationCount;

/**
 * What the linears of one token would cost at published prices ({@link EnergyModel}), for three ways to compute one model.
 *
 * @param spiking as event-driven hardware with INT8 weights would run it, whatever ran here (float weights, a product of all
 *     counts): an addition per spike, silent channels read nothing; what is not fed spikes is computed in half precision, on
 *     weights of a byte where they are integers and of two where they are floats
 * @param int8 all linears dense in INT8
 * @param fp16 all linears dense in half precision
 */
public record TokenEnergy(Part spiking, Part int8, Part fp16) {

    /**
     * The energy of one way.
     *
     * @param spikingLinears of the linears that are fed spikes where the model spikes
     * @param denseLinears of those that never are
     */
    public record Part(EnergyEstimate spikingLinears, EnergyEstimate denseLinears) {
        /** Reading the weights of all linears. */
        public EnergyRange memory() {
            return spikingLinears.plus(denseLinears).memory();
        }

        /** Arithmetic and memory of all linears. */
        public EnergyRange total() {
            return spikingLinears.plus(denseLinears).total();
        }
    }

    /**
     * The mean over all tokens that were read.
     *
     * @throws IllegalArgumentException where none was
     */
    public static TokenEnergy of(SpikeActivity activity, EnergyModel model) {
        OperationCount spiking = activity.linears().totalOperations();
        Function<EnergyEstimate, EnergyEstimate> mean = sum -> sum.perToken(activity.tokens());
        return new TokenEnergy(
                new Part(
                        mean.apply(model.spiking(spiking)),
                        mean.apply(sum(activity, linear -> halfPrecision(linear, model)))),
                new Part(
                        mean.apply(model.int8Dense(spiking)),
                        mean.apply(sum(activity, linear -> model.int8Dense(linear.operations())))),
                new Part(
                        mean.apply(model.fp16Dense(spiking)),
                        mean.apply(sum(activity, linear -> model.fp16Dense(linear.operations())))));
    }

    private static EnergyEstimate halfPrecision(DenseLinear linear, EnergyModel model) {
        EnergyEstimate floats = model.fp16Dense(linear.operations());
        return linear.integerWeights()
                ? new EnergyEstimate(
                        floats.arithmetic(),
                        model.int8Dense(linear.operations()).memory())
                : floats;
    }

    private static EnergyEstimate sum(SpikeActivity activity, Function<DenseLinear, EnergyEstimate> energy) {
        return activity.denseLinears().values().stream().map(energy).reduce(EnergyEstimate.NONE, EnergyEstimate::plus);
    }
}
