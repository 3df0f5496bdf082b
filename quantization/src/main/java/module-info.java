/** Makes spiking INT8 checkpoints of float ones. */
module org.spikingbrain4j.quantization {
    requires transitive org.spikingbrain4j.model;
    requires org.spikingbrain4j.spiking;

    exports org.spikingbrain4j.quantization;
}
