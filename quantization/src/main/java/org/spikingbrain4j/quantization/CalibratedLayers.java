package org.spikingbrain4j.quantization;

import java.lang.foreign.Arena;
import java.util.BitSet;
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
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.spiking.SpikeHistogram;
import org.spikingbrain4j.spiking.SpikeStatistics;

/**
 * Quantises a layer while the calibration texts pass through it: when a linear is about to be computed its scales are chosen for the
 * very input that it gets, and it goes on with the integers. So every linear sees what it will see in the quantised
 * model, the errors of all layers and linears before it included. Where the layer is then no closer to that of floats
 * than with scales that clip nothing, it keeps these; so does an expert that gets no token of the texts.
 *
 * <p>Sink tokens are read before every text here, but once by the model: what is measured counts them once.
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
        BitSet counted = counted(states, runner.sinkTokens());
        Map<String, Int8Matrix> plain =
                linears.stream().collect(Collectors.toMap(QuantizedLinear::name, rounding::plain));
        SpikedPass.Integers unclipped = loaded(linears, plain);
        Map<Double, Double> errors = new HashMap<>();
        DoubleUnaryOperator error = candidate -> errors.computeIfAbsent(
                candidate,
                average -> relativeError(
                        sample,
                        exact,
                        runner.layer(
                                layer,
                                sample,
                                spiked(layer, average, counted(sample, runner.sinkTokens()), unclipped))));
        double chosenK = k.choose(error);
        double largest = error.applyAsDouble(chosenK);
        Search search = new Search(linears, rounding);
        Counted spikes = new Counted(search);
        HiddenStates searched = runner.layer(layer, states, spiked(layer, chosenK, counted, spikes));
        search.skipped().forEach(_ -> afterLinear.run());
        double chosen = relativeError(sample, exact, searched.first());
        if (chosen < largest) {
            states = searched;
            return quantized(chosenK, search.foundOr(plain), spikes, largest, chosen);
        }
        // The search judges linears one by one and leaves products between groups out: the layer as a whole has the
        // last word.
        Counted again = new Counted(unclipped);
        states = runner.layer(layer, states, spiked(layer, chosenK, counted, again));
        return quantized(chosenK, plain, again, largest, largest);
    }

    private static UnaryOperator<Operators> spiked(int layer, double k, BitSet counted, SpikedPass.Integers integers) {
        return pass -> new SpikedPass(pass, layer, k, counted, integers);
    }

    /** The rows of the texts, and those of the sinks before the first. */
    static BitSet counted(HiddenStates states, int sinks) {
        BitSet rows = new BitSet();
        int from = 0;
        for (int length : states.lengths()) {
            rows.set(from == 0 ? 0 : from + sinks, from + length);
            from += length;
        }
        return rows;
    }

    private SpikedPass.Integers loaded(List<QuantizedLinear> linears, Map<String, Int8Matrix> integers) {
        Map<String, Weight> weights = linears.stream()
                .collect(
                        Collectors.toMap(QuantizedLinear::weight, linear -> backend.load(integers.get(linear.name()))));
        return (tensor, _) -> Optional.ofNullable(weights.get(tensor));
    }

    private static Quantized quantized(
            double k, Map<String, Int8Matrix> integers, Counted counted, double largestScales, double chosenScales) {
        SpikeStatistics spikes = SpikeStatistics.of(counted.counts);
        LayerErrors measured =
                new LayerErrors(largestScales, chosenScales, spikes.silentShare(), spikes.sparsityOver3());
        return new Quantized(k, Map.copyOf(integers), Optional.of(measured));
    }

    /** What the next layer sees, or the final norm after the last. */
    HiddenStates states() {
        return states;
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

        Search(List<QuantizedLinear> linears, LinearRounding rounding) {
            this.linears = linears.stream().collect(Collectors.toMap(QuantizedLinear::weight, Function.identity()));
            this.rounding = rounding;
        }

        /** The linears that were not computed: those of experts that got no token. */
        List<QuantizedLinear> skipped() {
            return linears.values().stream()
                    .filter(linear -> !found.containsKey(linear.name()))
                    .toList();
        }

        Map<String, Int8Matrix> foundOr(Map<String, Int8Matrix> plain) {
            Map<String, Int8Matrix> all = new HashMap<>(plain);
            all.putAll(found);
            return all;
        }

        @Override
        public Optional<Weight> of(String tensor, SpikedInput input) {
            return Optional.ofNullable(linears.get(tensor)).map(linear -> integers(linear, input));
        }

        private Weight integers(QuantizedLinear linear, SpikedInput input) {
            Int8Matrix integers = rounding.searched(linear, input.moments(linear.groupSize()));
            found.put(linear.name(), integers);
            afterLinear.run();
            return backend.load(integers);
        }
    }

    /** Counts the spikes that each linear is fed. */
    private static final class Counted implements SpikedPass.Integers {
        private final SpikedPass.Integers integers;
        private final SpikeHistogram counts = new SpikeHistogram();

        Counted(SpikedPass.Integers integers) {
            this.integers = integers;
        }

        @Override
        public Optional<Weight> of(String tensor, SpikedInput input) {
            Optional<Weight> weight = integers.of(tensor, input);
            if (weight.isPresent()) {
                int[] spikes = input.hostSpikes().counts();
                counts.add(spikes, 0, spikes.length);
            }
            return weight;
        }
    }
}
