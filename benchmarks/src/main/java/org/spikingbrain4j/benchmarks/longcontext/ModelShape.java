package org.spikingbrain4j.benchmarks.longcontext;

import java.util.Arrays;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.testkit.CheckpointShape;

/** Sizes that all engines of a comparison share. */
enum ModelShape {
    /** For tests: a run takes seconds and its numbers mean nothing. */
    TINY("tiny", 2, 2, 4, 2, 32, 256, 320, 16, Long.MAX_VALUE),
    /** The model that comes with the program (cli/src/main/bundled-model/config.json). */
    BUNDLED("bundled", 6, 6, 4, 2, 64, 704, 4096, 64, Long.MAX_VALUE),
    /** 100 million weights. */
    MEDIUM("100m", 12, 12, 12, 4, 64, 2048, 16_384, 512, Long.MAX_VALUE),
    /** SpikingBrain-7B: one layer of each kind is measured, embedding and head once, and scaled to all layers. */
    LARGE("7b", 28, 2, 28, 4, 128, 18_944, 152_064, 4096, 16_384);

    private final String key;
    private final int layers;
    private final int measuredLayers;
    private final int queryHeads;
    private final int kvHeads;
    private final int headDim;
    private final int intermediateSize;
    private final int vocabulary;
    private final int window;
    private final long longestReading;

    ModelShape(
            String key,
            int layers,
            int measuredLayers,
            int queryHeads,
            int kvHeads,
            int headDim,
            int intermediateSize,
            int vocabulary,
            int window,
            long longestReading) {
        this.key = key;
        this.layers = layers;
        this.measuredLayers = measuredLayers;
        this.queryHeads = queryHeads;
        this.kvHeads = kvHeads;
        this.headDim = headDim;
        this.intermediateSize = intermediateSize;
        this.vocabulary = vocabulary;
        this.window = window;
        this.longestReading = longestReading;
    }

    String key() {
        return key;
    }

    /** The shape of that key. */
    static ModelShape of(String key) {
        return Arrays.stream(values())
                .filter(shape -> shape.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new ReportException(
                        "--shapes: expected some of bundled, 100m and 7b, with commas, found '%s'".formatted(key)));
    }

    AttentionHeads heads() {
        return new AttentionHeads(queryHeads, kvHeads, headDim);
    }

    int intermediateSize() {
        return intermediateSize;
    }

    int vocabulary() {
        return vocabulary;
    }

    int measuredLayers() {
        return measuredLayers;
    }

    /** How many times the measured layers the model has. */
    double layerFactor() {
        return (double) layers / measuredLayers;
    }

    /** Whether only some layers are measured. */
    boolean scaled() {
        return layers != measuredLayers;
    }

    /** Tokens read before anything is timed, so that the JVM has compiled all kernels. */
    int warmUpTokens() {
        return this == TINY ? 512 : 4096;
    }

    /** Heap of a process that runs it, without keys and values of long texts. */
    long heapBytes() {
        return switch (this) {
            case TINY -> 96L << 20;
            case BUNDLED, MEDIUM -> 384L << 20;
            case LARGE -> 1024L << 20;
        };
    }

    /** Most tokens worth reading: where only a few layers are measured, a token's cost soon changes no more. */
    long longestReading() {
        return longestReading;
    }

    /** The measured layers as a checkpoint for one of our engines. */
    CheckpointShape checkpoint(Engine engine) {
        String type = engine == Engine.SPIKINGBRAIN ? "gla_swa" : "llama";
        return new CheckpointShape(type, measuredLayers, heads(), intermediateSize, vocabulary, window, false);
    }

    /** Weights of the linears of one layer, the gate left out. */
    long layerParameters() {
        long hidden = heads().queryColumns();
        return 2 * hidden * hidden + 2 * hidden * heads().kvColumns() + 3 * hidden * intermediateSize;
    }

    /** Bytes that a full-attention Transformer of the measured layers keeps of a token, in float32. */
    long keyValueBytes() {
        return 2L * Float.BYTES * measuredLayers * heads().kvColumns();
    }

    /** Multiplications and additions that reading a text takes the measured layers. */
    double operations(Engine engine, double tokens) {
        double products = 2.0 * measuredLayers * layerParameters() * tokens;
        double attended = engine == Engine.SPIKINGBRAIN ? Math.min(window, tokens / 2) / 2 : tokens / 2;
        return products + 4.0 * measuredLayers * heads().queryColumns() * attended * tokens;
    }

    /** For people. */
    String description() {
        double millions = ((double) layers * layerParameters() + 2.0 * vocabulary * heads().queryColumns()) / 1e6;
        return "%s: %d layers, %d channels, %d query and %d key/value heads of %d, MLP %d, vocabulary %d, window %d; %.0f M weights"
                .formatted(
                        key,
                        layers,
                        heads().queryColumns(),
                        queryHeads,
                        kvHeads,
                        headDim,
                        intermediateSize,
                        vocabulary,
                        window,
                        millions);
    }
}
