/** Makes SpikingBrain checkpoints of Transformers by mapping their weights. */
module org.spikingbrain4j.conversion {
    requires transitive org.spikingbrain4j.model;

    exports org.spikingbrain4j.conversion;
}
