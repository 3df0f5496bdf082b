/** Layers, blocks, {@code LanguageModel} and the state of a sequence. */
module org.spikingbrain4j.model {
    requires transitive org.spikingbrain4j.operators;
    requires transitive org.spikingbrain4j.checkpoint;
    requires transitive org.spikingbrain4j.spiking;

    exports org.spikingbrain4j.model;
}
