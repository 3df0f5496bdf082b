package org.spikingbrain4j.spiking;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * A raster plot: time from left to right, neurons from bottom to top, one mark per spike, its colour the sign.
 *
 * @param title above the plot
 * @param train the spikes
 * @param stepsPerToken consecutive steps that belong to one token; 1 draws plain time steps
 * @param firstNeuron the number of the lowest neuron at the axis
 */
public record SpikeRaster(String title, SpikeTrain train, int stepsPerToken, int firstNeuron) {
    private static final int MARGIN = 140;

    public SpikeRaster {
        if (train.steps() == 0 || train.neurons() == 0) {
            throw new IllegalArgumentException("raster: nothing to draw in " + train);
        }
        if (stepsPerToken < 1 || train.steps() % stepsPerToken != 0) {
            throw new IllegalArgumentException(
                    "raster: %d steps per token do not divide %d steps".formatted(stepsPerToken, train.steps()));
        }
    }

    /** The raster of one train. */
    public static SpikeRaster of(String title, SpikeTrain train) {
        return new SpikeRaster(title, train, 1, 0);
    }

    /**
     * The raster of counts [tokens, channels], one token after the other, each with the steps that the largest count of
     * all needs.
     *
     * @throws SpikingBrainException as {@link SpikeCoding#encode(int[])}
     */
    public static SpikeRaster of(String title, int[][] counts, SpikeCoding coding) {
        int channels = counts.length == 0 ? 0 : counts[0].length;
        for (int[] token : counts) {
            if (token.length != channels) {
                throw new IllegalArgumentException(
                        "raster: tokens have %d and %d channels".formatted(channels, token.length));
            }
        }
        int steps =
                Math.max(1, Arrays.stream(counts).mapToInt(coding::steps).max().orElse(0));
        SpikeTrain[] trains =
                Arrays.stream(counts).map(token -> coding.encode(token, steps)).toArray(SpikeTrain[]::new);
        int allSteps = Math.multiplyExact(steps, counts.length);
        SpikeTrain all =
                SpikeTrain.of(allSteps, channels, (step, neuron) -> trains[step / steps].spike(step % steps, neuron));
        return new SpikeRaster(title, all, steps, 0);
    }

    /** The same, of neurons that are a part of more and begin there. */
    public SpikeRaster withFirstNeuron(int first) {
        return new SpikeRaster(title, train, stepsPerToken, first);
    }

    /**
     * Draws it to a file, PNG or SVG by the extension; replaces what is there.
     *
     * @throws SpikingBrainException if the extension is another or the file cannot be written
     */
    public void write(Path file) {
        PlotFile.write(chart(), file);
    }

    private XYChart chart() {
        int width = Math.clamp(train.steps() * 7L + MARGIN, 520, 1600);
        int height = Math.clamp(train.neurons() * 6L + MARGIN, 300, 1000);
        String time = stepsPerToken == 1 ? "time step" : "token (%d time steps each)".formatted(stepsPerToken);
        XYChart chart = PlotStyle.chart(
                width,
                height,
                title,
                PlotStyle.Axis.numbers(time, train.steps() / stepsPerToken),
                new PlotStyle.Axis("neuron", firstNeuron - 0.5, firstNeuron + train.neurons() - 0.5));
        long negative = negativeSpikes();
        PlotStyle.legend(chart, legend("+1", train.spikeCount() - negative), PlotStyle.BLUE);
        if (negative > 0) {
            PlotStyle.legend(chart, legend("\u22121", negative), PlotStyle.ORANGE);
        }
        chart.addAnnotation(new RasterMarks(train, stepsPerToken));
        return chart;
    }

    /** Its share is that of all places of the raster, neurons times steps. */
    private String legend(String spike, long count) {
        double share = 100.0 * count / ((double) train.steps() * train.neurons());
        return String.format(Locale.ROOT, "%s: %,d spikes (%.1f %%)", spike, count, share);
    }

    private long negativeSpikes() {
        long negative = 0;
        for (int step = 0; step < train.steps(); step++) {
            for (int neuron = 0; neuron < train.neurons(); neuron++) {
                negative += train.spike(step, neuron) < 0 ? 1 : 0;
            }
        }
        return negative;
    }
}
