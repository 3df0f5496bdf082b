package org.spikingbrain4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;

/** The file form of a {@link SequenceState}. */
final class SequenceStateFile {
    private static final String FORMATS = "spikingbrain4j-state-";
    private static final String FORMAT = FORMATS + 3;
    private static final String FORMAT_KEY = "format";
    private static final String WRITER_KEY = "written_by";
    private static final String FINGERPRINT_KEY = "model_fingerprint";
    private static final String POSITION_KEY = "position";
    private static final String HASH_KEY = "token_hash";
    private static final String SHA256_KEY = "sha256"; // of all else in the file
    private static final String REMEDY = "read the text again";

    private SequenceStateFile() {}

    static void write(SequenceState state, Path file, StatePrecision precision) {
        StateTensors tensors = StateTensors.of(state.layers(), precision);
        SortedMap<String, String> metadata = new TreeMap<>(Map.of(
                FORMAT_KEY, FORMAT,
                WRITER_KEY, "SpikingBrain4J " + version(),
                FINGERPRINT_KEY, state.fingerprint(),
                POSITION_KEY, Long.toString(state.position()),
                HASH_KEY, state.tokenHash()));
        metadata.put(SHA256_KEY, tensors.digest(metadata));
        SafetensorsWriter.write(file, tensors.all(), metadata);
    }

    private static String version() {
        String version = SequenceStateFile.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    /**
     * @param layers new states of the model, filled from the file; the caller closes them where this fails
     * @throws CheckpointException where the file is no state, is damaged, or belongs to another model
     */
    static SequenceState read(Path file, ModelFingerprint model, List<LayerState> layers) {
        try (SafetensorsFile opened = SafetensorsFile.open(file, REMEDY)) {
            Map<String, String> metadata = opened.metadata();
            requireFormat(file, metadata);
            requireModel(file, metadata, model);
            requireWhole(file, opened);
            long position = position(file, metadata);
            for (int i = 0; i < layers.size(); i++) {
                restore(file, opened, position, layers.get(i), StateTensors.prefix(i));
            }
            return new SequenceState(model, layers, position, hash(file, metadata));
        }
    }

    static StateSummary summary(Path file) {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            Map<String, String> metadata = opened.metadata();
            requireFormat(file, metadata);
            return new StateSummary(
                    metadata.getOrDefault(FINGERPRINT_KEY, "nothing"),
                    position(file, metadata),
                    hash(file, metadata).hex());
        }
    }

    private static void requireFormat(Path file, Map<String, String> metadata) {
        String found = metadata.getOrDefault(FORMAT_KEY, "nothing");
        if (found.equals(FORMAT)) {
            return;
        }
        String writer = metadata.getOrDefault(WRITER_KEY, "another program");
        throw new CheckpointException("%s: metadata %s: expected %s, found %s (written by %s); %s"
                .formatted(
                        file,
                        FORMAT_KEY,
                        FORMAT,
                        found,
                        writer,
                        found.startsWith(FORMATS)
                                ? "states of other versions cannot be gone on from, " + REMEDY
                                : "this is not a state file"));
    }

    /** A fingerprint begins with that of the weights; behind the first plus is how they are run. */
    private static void requireModel(Path file, Map<String, String> metadata, ModelFingerprint model) {
        String found = metadata.getOrDefault(FINGERPRINT_KEY, "nothing");
        String expected = model.value();
        if (found.equals(expected)) {
            return;
        }
        if (weights(found).equals(weights(expected))) {
            throw new CheckpointException(
                    "%s: the state is of this model, run otherwise: expected %s, found %s; use the same --spiking, --k, --mlp and --window-plus-one"
                            .formatted(file, run(expected), run(found)));
        }
        throw new CheckpointException(
                "%s: metadata %s: expected %s, found %s; the state belongs to another model: give the one that read the text with --model"
                        .formatted(file, FINGERPRINT_KEY, expected, found));
    }

    static String weights(String fingerprint) {
        return fingerprint.replaceFirst("\\+.*", "");
    }

    private static String run(String fingerprint) {
        int plus = fingerprint.indexOf('+');
        String how = plus < 0 ? "dense" : fingerprint.substring(plus + 1).replace("w1", "--window-plus-one");
        return "'%s'".formatted(how);
    }

    private static void requireWhole(Path file, SafetensorsFile opened) {
        StateTensors tensors = new StateTensors(
                opened.tensorNames().stream().map(opened::tensor).toList());
        SortedMap<String, String> metadata = new TreeMap<>(opened.metadata());
        String expected = metadata.remove(SHA256_KEY);
        if (!tensors.digest(metadata).equals(expected)) {
            throw new CheckpointException(
                    "%s: the contents do not have the SHA-256 in the metadata %s; the file is damaged, %s"
                            .formatted(file, SHA256_KEY, REMEDY));
        }
    }

    private static void restore(Path file, SafetensorsFile opened, long position, LayerState layer, String prefix) {
        try {
            layer.restore(prefix, position, opened::tensor);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    "%s: %s: %s; the file is damaged, %s".formatted(file, prefix, e.getMessage(), REMEDY), e);
        }
    }

    private static long position(Path file, Map<String, String> metadata) {
        String found = metadata.getOrDefault(POSITION_KEY, "nothing");
        if (!found.matches("\\d{1,18}")) {
            throw new CheckpointException(
                    "%s: metadata %s: expected a number of tokens, found %s; the file is damaged, %s"
                            .formatted(file, POSITION_KEY, found, REMEDY));
        }
        return Long.parseLong(found);
    }

    private static TokenHash hash(Path file, Map<String, String> metadata) {
        String found = metadata.getOrDefault(HASH_KEY, "nothing");
        if (!found.matches("[0-9a-f]{64}")) {
            throw new CheckpointException("%s: metadata %s: expected 64 hex digits, found %s; the file is damaged, %s"
                    .formatted(file, HASH_KEY, found, REMEDY));
        }
        return new TokenHash(found);
    }
}
