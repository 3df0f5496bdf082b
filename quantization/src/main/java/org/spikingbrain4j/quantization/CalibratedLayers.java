package org.spikingbrain4j.quantization;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.spiking.SpikeHistogram;
import org.spikingbrain4j.spiking.SpikeStatistics;

/**
 * Quantises a layer while the calibration texts pass through it: when a linear is about to be computed its scales are chosen for the
 * very input that it gets, and it goes on with the integers. So every linear sees what it will see in the quantised
 * model, the errors of all layers and linears before it included; they do not pile up unseen.
 */
final class CalibratedLayers implements LayerQuantizer {
    private final Backend backend;
    private final SpikesPerChannel k;
    private final Runnable afterLinear;
    private HiddenStates states;

    /**
     * @param states what the first layer sees
     * @param afterLinear called after each linear; an exception ends the work
     */
    CalibratedLayers(Backend backend, HiddenStates states, SpikesPerChannel k, Runnable afterLinear) {
        this.backend = backend;
        this.states = states;
        this.k = k;
        this.afterLinear = afterLinear;
    }

    @Override
    public Quantized layer(int layer, List<QuantizedLinear> linears, Checkpoint checkpoint, Arena arena) {
        LayerRunner runner = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
        LinearRounding rounding = new LinearRounding(checkpoint, arena);
        HiddenStates sample = states.first();
        HiddenStates exact = runner.layer(layer, sample, UnaryOperator.identity());
        Map<String, Weight> plain = linears.stream()
                .collect(Collectors.toMap(QuantizedLinear::weight, linear -> backend.load(rounding.plain(linear))));
        SpikedPass.Integers unclipped = (tensor, _) -> Optional.ofNullable(plain.get(tensor));
        Map<Double, Double> errors = new HashMap<>();
        DoubleUnaryOperator error = candidate -> errors.computeIfAbsent(
                candidate,
                average -> relativeError(
                        sample, exact, runner.layer(layer, sample, pass -> new SpikedPass(pass, average, unclipped))));
        double chosenK = k.choose(error);
        Search search = new Search(linears, rounding);
        states = runner.layer(layer, states, pass -> new SpikedPass(pass, chosenK, search));
        SpikeStatistics spikes = SpikeStatistics.of(search.counts);
        LayerErrors measured = new LayerErrors(
                error.applyAsDouble(chosenK),
                relativeError(sample, exact, states.first()),
                spikes.silentShare(),
                spikes.sparsityOver3());
        return new Quantized(chosenK, Map.copyOf(search.found), Optional.of(measured));
    }

    @Override
    public Int8Matrix head(QuantizedLinear head, Checkpoint checkpoint, Arena arena) {
        HiddenStates seen =
                LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT).finalNorm(states);
        InputMoments moments = InputMoments.dense(seen.values(), seen.size(), head.groupSize());
        Int8Matrix integers = new LinearRounding(checkpoint, arena).searched(head, moments);
        afterLinear.run();
        return integers;
    }

    private static double relativeError(HiddenStates before, HiddenStates exact, HiddenStates found) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < exact.values().length; i++) {
            double difference = found.values()[i] - exact.values()[i];
            double added = exact.values()[i] - before.values()[i];
            error += difference * difference;
            size += added * added;
        }
        return Math.sqrt(error / size);
    }

    /** Chooses scales as the pass comes to each linear. */
    private final class Search implements SpikedPass.Integers {
        private final Map<String, QuantizedLinear> linears;
        private final LinearRounding rounding;
        private final Map<String, Int8Matrix> found = new HashMap<>();
        private final SpikeHistogram counts = new SpikeHistogram();

        Search(List<QuantizedLinear> linears, LinearRounding rounding) {
            this.linears = linears.stream().collect(Collectors.toMap(QuantizedLinear::weight, Function.identity()));
            this.rounding = rounding;
        }

        @Override
        public Optional<Weight> of(String tensor, SpikedInput input) {
            return Optional.ofNullable(linears.get(tensor)).map(linear -> integers(linear, input));
        }

        private Weight integers(QuantizedLinear linear, SpikedInput input) {
            Int8Matrix integers = rounding.searched(linear, input.moments(linear.groupSize()));
            found.put(linear.name(), integers);
            int[] spikes = input.hostSpikes().counts();
            counts.add(spikes, 0, spikes.length);
            afterLinear.run();
            return backend.load(integers);
        }
    }
}
