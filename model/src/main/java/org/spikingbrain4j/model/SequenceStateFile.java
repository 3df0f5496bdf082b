package org.spikingbrain4j.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.HostTensor;

/** The file form of a {@link SequenceState}. */
final class SequenceStateFile {
    private static final String FORMAT = "spikingbrain4j-state-1";
    private static final String FORMAT_KEY = "format";
    private static final String FINGERPRINT_KEY = "model_fingerprint";
    private static final String POSITION_KEY = "position";
    private static final String HASH_KEY = "token_hash";

    private SequenceStateFile() {}

    static void write(SequenceState state, Path file) {
        List<HostTensor> tensors = new ArrayList<>();
        for (int i = 0; i < state.layers().size(); i++) {
            tensors.addAll(state.layers().get(i).export(prefix(i)));
        }
        Map<String, String> metadata = new TreeMap<>(Map.of(
                FORMAT_KEY, FORMAT,
                FINGERPRINT_KEY, state.fingerprint(),
                POSITION_KEY, Long.toString(state.position()),
                HASH_KEY, state.tokenHash()));
        SafetensorsWriter.write(file, tensors, metadata);
    }

    /**
     * @param layers new states of the model, filled from the file; the caller closes them where this fails
     * @throws CheckpointException where the file is no state, is damaged, or belongs to another model
     */
    static SequenceState read(Path file, ModelFingerprint model, List<LayerState> layers) {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            Map<String, String> metadata = opened.metadata();
            require(file, FORMAT_KEY, FORMAT, metadata, "this is not a state file of this version");
            require(
                    file,
                    FINGERPRINT_KEY,
                    model.value(),
                    metadata,
                    "the state belongs to another model, or to other --spiking, --k, --mlp or --window-plus-one");
            long position = position(file, metadata);
            for (int i = 0; i < layers.size(); i++) {
                restore(file, opened, position, layers.get(i), prefix(i));
            }
            return new SequenceState(model, layers, position, hash(file, metadata));
        }
    }

    private static void restore(Path file, SafetensorsFile opened, long position, LayerState layer, String prefix) {
        try {
            layer.restore(prefix, position, opened::tensor);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    "%s: %s: %s; the file is damaged, read the text again".formatted(file, prefix, e.getMessage()), e);
        }
    }

    private static void require(
            Path file, String key, String expected, Map<String, String> metadata, String otherwise) {
        String found = metadata.getOrDefault(key, "nothing");
        if (!found.equals(expected)) {
            throw new CheckpointException(
                    "%s: metadata %s: expected %s, found %s; %s".formatted(file, key, expected, found, otherwise));
        }
    }

    private static long position(Path file, Map<String, String> metadata) {
        String found = metadata.getOrDefault(POSITION_KEY, "nothing");
        if (!found.matches("\\d{1,18}")) {
            throw new CheckpointException("%s: metadata %s: expected a number of tokens, found %s; the file is damaged"
                    .formatted(file, POSITION_KEY, found));
        }
        return Long.parseLong(found);
    }

    private static TokenHash hash(Path file, Map<String, String> metadata) {
        String found = metadata.getOrDefault(HASH_KEY, "nothing");
        if (!found.matches("[0-9a-f]{64}")) {
            throw new CheckpointException("%s: metadata %s: expected 64 hex digits, found %s; the file is damaged"
                    .formatted(file, HASH_KEY, found));
        }
        return new TokenHash(found);
    }

    private static String prefix(int layer) {
        return "layers." + layer;
    }
}
