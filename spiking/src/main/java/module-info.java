/**
 * Spikes without a model: neurons, codings, statistics, operations and energy, measured power, plots.
 *
 * <p>An activation becomes a signed integer, its <em>count</em>: how often an adaptive-threshold neuron fires
 * ({@link org.spikingbrain4j.spiking.AdaptiveThresholdNeuron}, and step by step
 * {@link org.spikingbrain4j.spiking.IntegrateAndFire}). A {@link org.spikingbrain4j.spiking.SpikeCoding} writes counts as
 * spikes over time and reads them back. {@link org.spikingbrain4j.spiking.SpikeStatistics} says how sparse counts are,
 * {@link org.spikingbrain4j.spiking.OperationCount} what they cost in operations,
 * {@link org.spikingbrain4j.spiking.EnergyModel} what those would cost in joules at published prices, and
 * {@link org.spikingbrain4j.spiking.PowerMeter} what the machine itself reports. {@link
 * org.spikingbrain4j.spiking.SpikeRaster} and {@link org.spikingbrain4j.spiking.CountHistogramPlot} draw them.
 *
 * <p>"spec" in the Javadoc is {@code docs/spec/spikingbrain-7b.md}; "the report" is the SpikingBrain technical report,
 * arXiv 2509.05276.
 */
module org.spikingbrain4j.spiking {
    requires transitive org.spikingbrain4j.operators;
    requires java.desktop;
    requires xchart;

    exports org.spikingbrain4j.spiking;
}
