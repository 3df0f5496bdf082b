/** Makes spiking INT8 checkpoints of float ones. */
module org.spikingbrain4j.quantization {
    requires transitive org.spikingbrain4j.model;

    exports org.spikingbrain4j.quantization;
}
