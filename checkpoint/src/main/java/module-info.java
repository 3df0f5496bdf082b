/** Reads and writes checkpoints: safetensors, PyTorch files, {@code config.json}. */
module org.spikingbrain4j.checkpoint {
    requires transitive org.spikingbrain4j.operators;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;

    exports org.spikingbrain4j.checkpoint;
}
