package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.spikingbrain4j.operators.DataType;

/** How all models of a comparison hold their linears, and with it whether they spike: both engines of ours do, or none. */
enum WeightKind {
    F32(DataType.F32, GgufType.F32, "F32 weights, nothing spikes; llama.cpp: F32"),
    BF16(DataType.BF16, GgufType.F16, "BF16 weights, nothing spikes; llama.cpp: F16"),
    INT8(DataType.I8, GgufType.Q8_0, "INT8 weights and spikes (auto, k 3) in both of ours; llama.cpp: Q8_0");

    private final DataType dataType;
    private final GgufType ggufType;
    private final String description;

    WeightKind(DataType dataType, GgufType ggufType, String description) {
        this.dataType = dataType;
        this.ggufType = ggufType;
        this.description = description;
    }

    DataType dataType() {
        return dataType;
    }

    /** The nearest that llama.cpp computes fast with. */
    GgufType ggufType() {
        return ggufType;
    }

    /** For people. */
    String description() {
        return description;
    }

    @JsonValue
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
