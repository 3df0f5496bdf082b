package org.spikingbrain4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;

/** What a converted model computes before it is trained. */
class ConvertedModelTest {
    @TempDir
    private Path folder;

    static Stream<Backend> backends() {
        return Stream.of(
                new ReferenceBackend(),
                CpuBackend.create(CpuOptions.builder().threads(2).build()));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aWindowAsLongAsTheTextIsFullAttention(Backend backend) {
        int[] tokens = new Random(4).ints(33, 0, 300).toArray();
        ConversionOptions swa = ConversionOptions.DEFAULT
                .withLayout(Bases.windows(LayerChoice.Rule.ALL))
                .withWindow(33);
        try (backend) {
            Stream.concat(
                            Stream.of(Bases.llama(folder, DataType.F32), Bases.qwen2(folder, DataType.BF16)),
                            Bases.stories().stream())
                    .forEach(base -> {
                        Path out = convert(base, swa, backend);
                        assertThat(Bases.logits(out, backend, tokens))
                                .as(base.toString())
                                .isEqualTo(Bases.logits(base, backend, tokens));
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void theHybridRuns(Backend backend) {
        try (backend) {
            for (Path base : List.of(Bases.llama(folder, DataType.F32), Bases.qwen2(folder, DataType.F16))) {
                Path out = convert(base, ConversionOptions.DEFAULT.withWindow(4), backend);
                float[] logits = Bases.logits(
                        out, backend, new Random(5).ints(30, 0, 300).toArray());
                for (float logit : logits) {
                    assertThat(logit).isFinite();
                }
                assertThat(logits)
                        .isNotEqualTo(Bases.logits(
                                base, backend, new Random(5).ints(30, 0, 300).toArray()));
            }
        }
    }

    @Test
    void normsAreAsLargeAsTheAttentionOfTheBase() {
        Path base = Bases.llama(folder, DataType.F32);
        try (Backend backend = CpuBackend.create(CpuOptions.builder().build())) {
            ConversionOptions all = ConversionOptions.DEFAULT.withLayout(Bases.windows(LayerChoice.Rule.NONE));
            List<ConvertedLayer> layers = new Converter(
                            base, all, Optional.of(Bases.texts()), backend, ConversionListener.NONE)
                    .write(folder.resolve("gla"), false)
                    .layers();
            List<Double> expected = RecordedAttention.sizes(base, Bases.texts());
            try (Checkpoint checkpoint = Checkpoint.open(base);
                    Checkpoint after = Checkpoint.open(folder.resolve("gla"))) {
                assertThat(expected.getFirst()).isCloseTo(NaiveAttention.size(checkpoint, Bases.texts()), within(1e-9));
                for (int layer = 0; layer < 3; layer++) {
                    double norm = ((ConvertedLayer.Attention.GatedLinear)
                                    layers.get(layer).attention())
                            .headNorm();
                    assertThat(norm).isCloseTo(expected.get(layer), within(1e-5));
                    assertThat(after.tensor("model.layers.%d.attn.g_norm.weight".formatted(layer))
                                    .toFloats())
                            .hasSize(16)
                            .containsOnly((float) norm);
                }
            }
        }
    }

    @Test
    void layersAfterTheLastThatNeedsANormAreNotMeasured() {
        Path base = Bases.llama(folder, DataType.F32);
        StringBuilder measured = new StringBuilder();
        ConversionListener listener = new ConversionListener() {
            @Override
            public void layersMeasured(int done, int total) {
                measured.append("%d/%d ".formatted(done, total));
            }
        };
        LayerChoice listed = new LayerChoice.Listed("window layers", new TreeSet<>(List.of(0, 2)));
        try (Backend backend = new ReferenceBackend()) {
            new Converter(
                            base,
                            ConversionOptions.DEFAULT.withLayout(Bases.windows(listed)),
                            Optional.of(Bases.texts()),
                            backend,
                            listener)
                    .write(folder.resolve("out"), false);
        }
        assertThat(measured).hasToString("1/2 2/2 ");
    }

    private Path convert(Path base, ConversionOptions options, Backend backend) {
        Path out = folder.resolve("out-" + base.getFileName());
        new Converter(base, options, Optional.empty(), backend, ConversionListener.NONE).write(out, true);
        return out;
    }
}
