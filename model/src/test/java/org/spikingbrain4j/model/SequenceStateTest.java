package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Deviation;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Copying, keeping and restoring what a model remembers. */
class SequenceStateTest {
    private final Backend backend = TestBackend.VECTOR_2_THREADS.open();
    private LanguageModel model;
    private int[] tokens;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() {
        model = load(Fixtures.GLA_SWA_F32, ModelOptions.DEFAULT);
        try (Golden golden = Golden.open(Fixtures.GLA_SWA_F32)) {
            tokens = golden.sequences().getLast();
        }
    }

    @AfterEach
    void close() {
        model.close();
        backend.close();
    }

    private LanguageModel load(Fixtures fixture, ModelOptions options) {
        return load(fixture.directory(), options);
    }

    private LanguageModel load(Path folder, ModelOptions options) {
        return LanguageModel.load(Checkpoint.open(folder), backend, options);
    }

    /** A model that remembers. */
    private enum Kind {
        GLA_SWA,
        MIXTURE,
        SPIKING_MIXTURE,
        INT8_MIXTURE
    }

    private void use(Kind kind) {
        if (kind != Kind.GLA_SWA) {
            model.close();
            DataType type = kind == Kind.INT8_MIXTURE ? DataType.I8 : DataType.F32;
            Path folder = RandomCheckpoint.of(CheckpointShape.TINY_MOE, type, 4).write(directory.resolve("mixture"));
            SpikingMode mode = kind == Kind.SPIKING_MIXTURE ? SpikingMode.EVENTS : SpikingMode.CHECKPOINT;
            model = load(folder, ModelOptions.DEFAULT.withSpiking(SpikingOptions.DEFAULT.withMode(mode)));
        }
    }

    /** Also with pinned keys of sinks, two states per layer, spikes. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCopyGoesItsOwnWay(Kind kind) {
        use(kind);
        try (SequenceState original = read(40);
                SequenceState copy = original.copy()) {
            float[] first = next(original);
            assertThat(original.position()).isEqualTo(41);
            assertThat(copy.position()).isEqualTo(40);
            assertThat(next(copy)).isEqualTo(first);
            assertThat(copy.tokenHash()).isEqualTo(original.tokenHash());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRestoredStateContinuesBitForBit(Kind kind) {
        use(kind);
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(40)) {
            state.write(file);
            try (SequenceState restored = model.readState(file)) {
                assertThat(restored.position()).isEqualTo(40);
                assertThat(restored.tokenHash()).isEqualTo(state.tokenHash());
                assertThat(next(restored)).isEqualTo(next(state));
            }
        }
    }

    @Test
    void aStateInHalfTheSizeContinuesNearlyAlike() {
        Path exact = directory.resolve("exact.safetensors");
        Path half = directory.resolve("half.safetensors");
        try (SequenceState state = read(1100)) {
            state.write(exact);
            state.write(half, StatePrecision.BF16);
            assertThat(half.toFile().length()).isLessThan(exact.toFile().length() * 55 / 100);
            try (SequenceState restored = model.readState(half)) {
                assertThat(restored.tokenHash()).isEqualTo(state.tokenHash());
                restored.write(directory.resolve("again.safetensors"), StatePrecision.BF16);
                assertThat(directory.resolve("again.safetensors")).hasSameBinaryContentAs(half);
                Deviation deviation = Deviation.between(next(state), next(restored));
                System.out.println("logits after a BF16 state: " + deviation);
                assertThat(deviation.relativeRms()).isPositive().isLessThan(1e-2);
            }
        }
    }

    @Test
    void theFileSaysWhatItHolds() {
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(40)) {
            state.write(file);
            try (SafetensorsFile opened = SafetensorsFile.open(file)) {
                assertThat(opened.metadata())
                        .containsEntry("position", "40")
                        .containsEntry("token_hash", state.tokenHash())
                        .containsEntry("model_fingerprint", model.fingerprint())
                        .hasEntrySatisfying(
                                "written_by", writer -> assertThat(writer).startsWith("SpikingBrain4J "));
            }
        }
    }

    @Test
    void aFileInWhichABitHasChangedIsRefused() throws IOException {
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(10)) {
            state.write(file);
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 100] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> model.readState(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("state.safetensors: the contents do not have the SHA-256")
                .hasMessageContaining("damaged");
    }

    @Test
    void aFileOfWhichADigitOfTheMetadataHasChangedIsRefused() throws IOException {
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(10)) {
            state.write(file);
        }
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> entry : metadata(file).entrySet()) {
            Files.writeString(file, bytes.replace(field(entry), field(changed(entry))), StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> model.readState(file))
                    .as(entry.getKey())
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("state.safetensors: ");
        }
        Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
        try (SequenceState whole = model.readState(file)) {
            assertThat(whole.position()).isEqualTo(10);
        }
    }

    private static String field(Map.Entry<String, String> entry) {
        return "\"%s\":\"%s\"".formatted(entry.getKey(), entry.getValue());
    }

    /** The last letter or digit by another one. */
    private static Map.Entry<String, String> changed(Map.Entry<String, String> entry) {
        String value = entry.getValue();
        int last = value.length() - (value.endsWith(")") ? 2 : 1);
        char other = value.charAt(last) == '1' ? '2' : '1';
        return Map.entry(entry.getKey(), value.substring(0, last) + other + value.substring(last + 1));
    }

    @Test
    void aFileOfAnOlderVersionIsToBeReadAgain() throws IOException {
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(10)) {
            state.write(file);
        }
        rewrite(file, Map.of("format", "spikingbrain4j-state-2"));
        assertThatThrownBy(() -> model.readState(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected spikingbrain4j-state-3, found spikingbrain4j-state-2")
                .hasMessageEndingWith("states of other versions cannot be gone on from, read the text again");
    }

    @Test
    void positionsBeyondTheIntegersGoOn() throws IOException {
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(1100)) {
            state.write(file);
        }
        rewrite(file, Map.of("position", "3000000000"));
        try (SequenceState far = model.readState(file)) {
            assertThat(far.position()).isEqualTo(3_000_000_000L);
            for (float logit : next(far)) {
                assertThat(logit).isFinite();
            }
            far.write(file);
        }
        try (SequenceState again = model.readState(file)) {
            assertThat(again.position()).isEqualTo(3_000_000_001L);
        }
    }

    private static SortedMap<String, String> metadata(Path file) {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            return new TreeMap<>(opened.metadata());
        }
    }

    /** Changes what a file says, with the hash that fits. */
    private static void rewrite(Path file, Map<String, String> changes) throws IOException {
        Path changed = file.resolveSibling("changed.safetensors");
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            SortedMap<String, String> metadata = new TreeMap<>(opened.metadata());
            metadata.putAll(changes);
            metadata.remove("sha256");
            StateTensors tensors = new StateTensors(
                    opened.tensorNames().stream().map(opened::tensor).toList());
            metadata.put("sha256", tensors.digest(metadata));
            SafetensorsWriter.write(changed, tensors.all(), metadata);
        }
        Files.move(changed, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void theSizeDoesNotDependOnTheTextOnceTheCachesAreFull() {
        try (SequenceState shorter = read(1100);
                SequenceState longer = read(2100)) {
            assertThat(longer.bytes()).isEqualTo(shorter.bytes()).isPositive();
        }
    }

    @Test
    void theHashDependsOnTheTokensAndNotOnTheirCut() {
        try (SequenceState whole = read(40);
                SequenceState pieces = model.newState()) {
            model.forward(Arrays.copyOfRange(tokens, 0, 13), pieces, LogitsWanted.NONE);
            assertThat(pieces.tokenHash()).isNotEqualTo(whole.tokenHash());
            model.forward(Arrays.copyOfRange(tokens, 13, 40), pieces, LogitsWanted.NONE);
            assertThat(pieces.tokenHash()).isEqualTo(whole.tokenHash());
        }
    }

    @Test
    void statesOfOtherModelsAreRefused() {
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(10);
                LanguageModel other = load(Fixtures.GLA_SWA_BF16, ModelOptions.DEFAULT);
                LanguageModel otherWindow = load(Fixtures.GLA_SWA_F32, ModelOptions.DEFAULT.withWindowPlusOne(true))) {
            state.write(file);
            Map<LanguageModel, String> reasons = Map.of(
                    other, "another model",
                    otherWindow, "of this model, run otherwise: expected '--window-plus-one', found 'dense'");
            for (LanguageModel stranger : reasons.keySet()) {
                assertThatThrownBy(() -> stranger.readState(file))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("state.safetensors")
                        .hasMessageContaining(reasons.get(stranger));
                assertThatThrownBy(() -> stranger.forward(new int[] {1}, state, LogitsWanted.LAST))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("another model");
            }
        }
    }

    @Test
    void aFileThatIsNoStateOrIsCutShortIsRefused() throws IOException {
        assertThatThrownBy(
                        () -> model.readState(Fixtures.GLA_SWA_F32.directory().resolve("model.safetensors")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("not a state file");
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(10)) {
            state.write(file);
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {4, 100, bytes.length - 5}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> model.readState(file))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("state.safetensors: ")
                    .hasMessageEndingWith("read the text again");
        }
    }

    /** A file whose parts are each in order, but not of one moment. */
    @Test
    void aFileWhosePositionDoesNotFitItsCachesIsRefused() throws IOException {
        Path file = directory.resolve("state.safetensors");
        try (SequenceState state = read(10)) {
            state.write(file);
        }
        rewrite(file, Map.of("position", "11"));
        assertThatThrownBy(() -> model.readState(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "state.safetensors: layers.1: expected keys of 11 tokens at position 11, found 10");
    }

    @Test
    void aReaderWhoGivesUpBetweenChunksKeepsAUsableState() {
        ModelOptions small = ModelOptions.DEFAULT.withChunkTokens(16);
        try (LanguageModel chunked = load(Fixtures.GLA_SWA_F32, small);
                SequenceState state = chunked.newState();
                SequenceState expected = chunked.newState()) {
            assertThatThrownBy(() -> chunked.forward(tokens, state, LogitsWanted.LAST, (read, total) -> {
                        throw new IllegalStateException("enough after " + read + " of " + total);
                    }))
                    .hasMessage("enough after 16 of 70");
            chunked.forward(Arrays.copyOf(tokens, 16), expected, LogitsWanted.NONE);
            assertThat(state.position()).isEqualTo(16);
            assertThat(next(chunked, state, 16)).isEqualTo(next(chunked, expected, 16));
        }
    }

    private SequenceState read(int count) {
        SequenceState state = model.newState();
        int[] repeated =
                IntStream.range(0, count).map(i -> tokens[i % tokens.length]).toArray();
        model.forward(repeated, state, LogitsWanted.NONE);
        return state;
    }

    private float[] next(SequenceState state) {
        return next(model, state, 40);
    }

    private float[] next(LanguageModel reader, SequenceState state, int position) {
        return reader.forward(new int[] {tokens[position]}, state, LogitsWanted.LAST)
                .values();
    }
}
