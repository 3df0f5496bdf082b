package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.annotation.JsonValue;

/** What runs a model. */
enum Engine {
    /** {@code gla_swa}: window attention and gated linear attention in turn. */
    SPIKINGBRAIN("SpikingBrain", "spikingbrain"),
    /** Full attention in every layer, the same sizes, this engine. */
    TRANSFORMER("Transformer, this engine", "transformer"),
    /** The same Transformer in llama.cpp. */
    LLAMA_CPP("Transformer, llama.cpp", "llama.cpp");

    private final String title;
    private final String key;

    Engine(String title, String key) {
        this.title = title;
        this.key = key;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** In files. */
    @JsonValue
    String key() {
        return key;
    }
}
