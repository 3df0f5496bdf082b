package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.spikingbrain4j.spiking.SpikeCoding;
import picocli.CommandLine.Option;

/** Which plots of spikes are drawn, and what they show. */
final class SpikePlotFlags {
    private static final int TOKENS = 32;

    @Option(
            names = "--histogram",
            paramLabel = "FILE",
            description = "Draw how often each count occurs, as PNG or SVG by the file's name; replaces the file."
                    + " Shows all linears that spike, or those that --layer and --projection choose.")
    private Path histogram;

    @Option(
            names = "--raster",
            paramLabel = "FILE",
            description =
                    "Draw spikes over time, as PNG or SVG; replaces the file. Shows the first linear, or the first"
                            + " that --layer and --projection choose.")
    private Path raster;

    @Option(names = "--layer", paramLabel = "N", description = "The layer that plots show, from 0.")
    private Integer layer;

    @Option(
            names = "--projection",
            paramLabel = "NAME",
            description = "The projection that plots show: q_proj, o_proj, up_proj …; query for the queries of"
                    + " softmax attention.")
    private String projection;

    @Option(
            names = "--neurons",
            paramLabel = "FROM-TO",
            description = "The neurons of the raster, from 0. Default: the first 96.")
    private String neurons;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "How many tokens of the text the raster shows, from its beginning. Default: 32.")
    private Integer tokens;

    @Option(
            names = "--coding",
            paramLabel = "NAME",
            description =
                    "How the raster writes counts as spikes over time: bitwise-bidirectional (bits of the magnitude,"
                            + " with its sign), bitwise-twos-complement, ternary (as many spikes as the count); bitwise and"
                            + " binary where no count is negative. Default: bitwise-bidirectional.")
    private String coding;

    /**
     * The plots to draw, which may be none.
     *
     * @throws InputException where a flag has no use or no sense
     */
    SpikePlots plots() {
        PlotFlag.requireWritable("--histogram", histogram);
        PlotFlag.requireWritable("--raster", raster);
        requireUse(histogram != null || raster != null, "--raster FILE or --histogram FILE", "--layer", layer);
        requireUse(
                histogram != null || raster != null, "--raster FILE or --histogram FILE", "--projection", projection);
        requireUse(raster != null, "--raster FILE", "--neurons", neurons);
        requireUse(raster != null, "--raster FILE", "--tokens", tokens);
        requireUse(raster != null, "--raster FILE", "--coding", coding);
        if (layer != null && layer < 0) {
            throw new InputException("--layer: expected at least 0, found " + layer);
        }
        ProjectionChoice choice = new ProjectionChoice(Optional.ofNullable(layer), Optional.ofNullable(projection));
        int shown = tokens == null ? TOKENS : Require.positive("--tokens", tokens);
        return new SpikePlots(
                Optional.ofNullable(histogram),
                Optional.ofNullable(raster),
                new RasterRows(choice, neurons == null ? NeuronRange.FIRST : NeuronRange.parse(neurons), shown),
                coding == null ? SpikeCoding.BITWISE_BIDIRECTIONAL : coding(coding));
    }

    private static void requireUse(boolean used, String missing, String flag, Object value) {
        if (value != null && !used) {
            throw new InputException(
                    "%s: says what a plot shows, and none is asked for; add %s".formatted(flag, missing));
        }
    }

    private static SpikeCoding coding(String name) {
        Map<String, SpikeCoding> codings = Arrays.stream(SpikeCoding.values())
                .collect(Collectors.toMap(
                        coding -> coding.label().replace('_', '-'), coding -> coding, (a, b) -> a, TreeMap::new));
        String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
        if (!codings.containsKey(wanted)) {
            throw new InputException(
                    "--coding: expected one of %s, found %s".formatted(String.join(", ", codings.keySet()), name));
        }
        return codings.get(wanted);
    }
}
