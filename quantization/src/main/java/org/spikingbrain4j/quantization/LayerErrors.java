package org.spikingbrain4j.quantization;

/**
 * What the calibration texts say of a quantised layer. Errors are of what the layer adds to the residual stream under spikes, relative
 * to what the float layer adds to the same: |difference| / |float|, root mean squares over tokens and channels.
 *
 * @param largestScales error with scales that clip nothing
 * @param chosenScales error with the scales that were chosen, never above the other
 * @param silentShare share of the linears' inputs that do not spike
 * @param sparsity 1 - spikes per channel / 3 (spec 6.6)
 */
public record LayerErrors(double largestScales, double chosenScales, double silentShare, double sparsity) {}
