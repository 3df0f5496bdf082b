package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Sequences that decode in one pass get the bits that each gets alone, on the back end that people run on. */
class ManySequencesTest {
    private static final int SEQUENCES = 33;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "TINY_GLA_SWA, F32, OFF",
        "TINY_GLA_SWA, BF16, OFF",
        "TINY_GLA_SWA, F16, OFF",
        "TINY_GLA_SWA, BF16, COUNTS",
        "TINY_GLA_SWA, F32, EVENTS",
        "TINY_GLA_SWA, F32, AUTO",
        "WIDE, I8, OFF",
        "WIDE, I8, COUNTS",
        "WIDE, I8, EVENTS",
        "TINY_MOE, F32, OFF",
        "TINY_MOE, BF16, COUNTS",
        "TINY_MOE, F32, EVENTS",
        "TINY_MOE, F32, AUTO",
        "WIDE_MOE, I8, OFF",
        "WIDE_MOE, I8, COUNTS",
        "WIDE_MOE, I8, AUTO",
        "TINY_LLAMA, F32, OFF",
        "TINY_QWEN2, BF16, COUNTS"
    })
    void decodeTheBitsThatEachGetsAlone(String shape, DataType type, SpikingMode mode) {
        Path directory = RandomCheckpoint.of(shape(shape), type, 3).write(folder.resolve("model"));
        ModelOptions options =
                ModelOptions.DEFAULT.withChunkTokens(32).withSpiking(SpikingOptions.DEFAULT.withMode(mode));
        try (Backend backend = CpuBackend.create(CpuOptions.builder().threads(2).build());
                LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options)) {
            Random random = new Random(5);
            List<SequenceState> together = new ArrayList<>();
            List<SequenceState> alone = new ArrayList<>();
            for (int i = 0; i < SEQUENCES; i++) {
                int[] prompt = random.ints(
                                1 + random.nextInt(70), 0, model.config().vocabularySize())
                        .toArray();
                SequenceState state = model.newState();
                model.forward(prompt, state, LogitsWanted.NONE);
                together.add(state);
                alone.add(state.copy());
            }
            for (int step = 0; step < 3; step++) {
                int[] tokens = random.ints(SEQUENCES, 0, model.config().vocabularySize())
                        .toArray();
                List<Segment> segments = new ArrayList<>();
                for (int i = 0; i < SEQUENCES; i++) {
                    segments.add(new Segment(new int[] {tokens[i]}, together.get(i), LogitsWanted.LAST));
                }
                List<Logits> logits = model.forward(segments);
                for (int i = 0; i < SEQUENCES; i++) {
                    Logits expected = model.forward(new int[] {tokens[i]}, alone.get(i), LogitsWanted.LAST);
                    assertThat(logits.get(i).values())
                            .as("sequence %d, step %d", i, step)
                            .isEqualTo(expected.values());
                }
            }
            together.forEach(SequenceState::close);
            alone.forEach(SequenceState::close);
        }
    }

    /** Where a text is cut into passes does not show, as long as the pieces are whole and not short. */
    @ParameterizedTest
    @CsvSource({
        "TINY_GLA_SWA, F32, OFF",
        "TINY_GLA_SWA, BF16, COUNTS",
        "WIDE, I8, COUNTS",
        "WIDE, I8, OFF",
        "TINY_MOE, F32, OFF",
        "TINY_MOE, BF16, COUNTS",
        "WIDE_MOE, I8, OFF",
        "WIDE_MOE, I8, AUTO",
        "TINY_LLAMA, F32, OFF"
    })
    void piecesOfAlignedLengthGiveTheBitsOfOnePass(String shape, DataType type, SpikingMode mode) {
        Path directory = RandomCheckpoint.of(shape(shape), type, 3).write(folder.resolve("model"));
        ModelOptions options = ModelOptions.DEFAULT.withSpiking(SpikingOptions.DEFAULT.withMode(mode));
        try (Backend backend = CpuBackend.create(CpuOptions.builder().threads(2).build());
                LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options);
                SequenceState whole = model.newState();
                SequenceState pieces = model.newState()) {
            int[] text = new Random(5).ints(64 * 5 + 33, 0, 300).toArray();
            Logits expected = model.forward(text, whole, LogitsWanted.LAST);
            model.forward(java.util.Arrays.copyOfRange(text, 0, 64), pieces, LogitsWanted.NONE);
            model.forward(java.util.Arrays.copyOfRange(text, 64, 256), pieces, LogitsWanted.NONE);
            Logits found =
                    model.forward(java.util.Arrays.copyOfRange(text, 256, text.length), pieces, LogitsWanted.LAST);
            assertThat(found.values()).isEqualTo(expected.values());
        }
    }

    private static CheckpointShape shape(String name) {
        return switch (name) {
            case "TINY_GLA_SWA" -> CheckpointShape.TINY_GLA_SWA;
            case "TINY_MOE" -> CheckpointShape.TINY_MOE;
            case "TINY_LLAMA" -> CheckpointShape.TINY_LLAMA;
            case "TINY_QWEN2" -> CheckpointShape.TINY_QWEN2;
            case "WIDE" -> // integers come in groups of 128 channels
                new CheckpointShape("gla_swa", 3, new AttentionHeads(4, 2, 64), 384, 320, 16, false);
            case "WIDE_MOE" ->
                new CheckpointShape(
                        "gla_swa_moe",
                        2,
                        new AttentionHeads(4, 2, 64),
                        384,
                        320,
                        16,
                        false,
                        Optional.of(new MixtureShape(List.of(1), List.of(), 5, 2, 1, 7)));
            default -> throw new IllegalArgumentException(name);
        };
    }
}
