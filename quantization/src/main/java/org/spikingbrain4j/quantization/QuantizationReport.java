package org.spikingbrain4j.quantization;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a quantisation did.
 *
 * @param layers in their order
 * @param head empty where it is the embedding, which stays
 * @param bytesBefore of all tensors
 * @param bytesAfter of all tensors
 * @param tooSmallScales groups whose own scale would have needed more than a byte; they got one of their own size
 * @param oldModel folder of a replaced model that could not be removed
 */
public record QuantizationReport(
        List<Layer> layers,
        Optional<Part> head,
        long bytesBefore,
        long bytesAfter,
        long tooSmallScales,
        Optional<Path> oldModel,
        Duration time) {

    public QuantizationReport {
        layers = List.copyOf(layers);
    }

    /**
     * The linears of a layer, or the head.
     *
     * @param bytesBefore as floats, their own scales included
     * @param bytesAfter as integers with scales
     */
    public record Part(long bytesBefore, long bytesAfter, Duration time) {}

    /**
     * @param k spikes of a channel on average that it is for
     * @param measured empty without calibration
     */
    public record Layer(int index, double k, Optional<LayerErrors> measured, Part linears) {}
}
