package org.spikingbrain4j.model;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.SpikeRule;

/**
 * How a model spikes: {@link SpikingOptions} with all that they left open taken from the checkpoint.
 *
 * @param mode one that spikes
 * @param k spikes of a channel on average, per layer
 * @param weights how the checkpoint holds the linears; all but floats are integers when they meet spikes
 */
public record Spiking(SpikingMode mode, List<Double> k, MlpSpiking mlp, WeightFormat weights) {
    private static final String DOWN = ".down_proj";

    /** @throws IllegalArgumentException where the mode does not spike */
    public Spiking {
        if (!mode.spikes()) {
            throw new IllegalArgumentException("mode: expected one that spikes, found " + mode);
        }
        k = List.copyOf(k);
    }

    /**
     * Empty where nothing spikes.
     *
     * @throws InvalidInputException where the options contradict each other or the checkpoint
     */
    static Optional<Spiking> of(Checkpoint checkpoint, SpikingOptions options) {
        WeightFormat weights = checkpoint.weightFormat();
        SpikingMode mode = mode(options.mode(), weights);
        if (!mode.spikes()) {
            requireNothingAsked(options);
            return Optional.empty();
        }
        MlpSpiking mlp = options.mlp().orElse(weights == WeightFormat.W8ASPIKE ? MlpSpiking.OFFICIAL : MlpSpiking.ALL);
        if (mlp == MlpSpiking.OFFICIAL) {
            requireFloatDown(checkpoint);
        }
        return Optional.of(new Spiking(mode, k(checkpoint, options), mlp, weights));
    }

    private static SpikingMode mode(SpikingMode asked, WeightFormat weights) {
        if (asked != SpikingMode.CHECKPOINT) {
            return asked;
        }
        return weights == WeightFormat.FLOAT ? SpikingMode.OFF : SpikingMode.AUTO;
    }

    private static void requireNothingAsked(SpikingOptions options) {
        if (options.k().isPresent() || options.mlp().isPresent()) {
            throw new InvalidInputException("%s: nothing spikes here; add --spiking auto, or leave it out"
                    .formatted(options.k().isPresent() ? "--k" : "--mlp"));
        }
    }

    private static void requireFloatDown(Checkpoint checkpoint) {
        checkpoint.tensorNames().stream()
                .filter(name -> name.endsWith(DOWN + WeightFormat.CODES))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidInputException(
                            "--mlp official: needs down_proj in floats, but %s: tensor %s holds integers; use --mlp all, or the model before quantization"
                                    .formatted(checkpoint.directory(), name));
                });
    }

    private static List<Double> k(Checkpoint checkpoint, SpikingOptions options) {
        int layers = checkpoint.config().layers();
        if (options.k().isPresent()) {
            return Collections.nCopies(layers, options.k().getAsDouble());
        }
        return checkpoint
                .config()
                .quantization()
                .map(Int8Quantization::k)
                .orElseGet(() -> Collections.nCopies(layers, SpikeRule.DEFAULT_K));
    }

    /** Whether spikes meet integers, so that counts and events give the same bits. */
    public boolean integerWeights() {
        return weights != WeightFormat.FLOAT;
    }

    /** Of the keys and values of softmax attention: they are integers where the weights are (spec 6.3). */
    public KeyValuePrecision keyValuePrecision() {
        return integerWeights() ? KeyValuePrecision.INT8 : KeyValuePrecision.EXACT;
    }

    /** For people, such as "spiking auto, k 3, mlp all". */
    public String description() {
        double least = Collections.min(k);
        double most = Collections.max(k);
        String range = least == most ? number(least) : number(least) + " to " + number(most);
        return "spiking %s, k %s, mlp %s".formatted(name(mode), range, name(mlp));
    }

    /** What a state depends on. On integer weights that is not the execution. */
    String fingerprint() {
        String execution = integerWeights() ? "" : " " + name(mode);
        return "spiking%s k=%s mlp=%s".formatted(execution, k, name(mlp));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
