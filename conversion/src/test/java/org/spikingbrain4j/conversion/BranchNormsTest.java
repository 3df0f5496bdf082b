package org.spikingbrain4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;

/** Both branches of parallel attention begin as large as the attention in whose place they stand. */
class BranchNormsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void branchesAreAsLargeAsTheAttentionOfTheBase(int sinks) {
        Path base = Bases.llama(folder, DataType.F32);
        Path out = folder.resolve("out");
        List<ConvertedLayer> layers = convert(base, out, sinks).layers();
        List<Double> heads = RecordedAttention.sizes(base, Bases.texts());
        List<Double> added = RecordedBranches.added(base, Bases.texts());
        List<Double> mixed = RecordedBranches.mixed(out, Bases.texts());
        assertThat(mixed).hasSize(2 * layers.size());
        for (int layer = 0; layer < layers.size(); layer++) {
            double expected = added.get(2 * layer);
            ConvertedLayer.Attention.Parallel parallel =
                    (ConvertedLayer.Attention.Parallel) layers.get(layer).attention();
            assertThat(parallel.headNorm()).isCloseTo(heads.get(layer), withinPercentage(0.01));
            assertThat(parallel.branchNorm()).isCloseTo(expected, withinPercentage(0.01));
            assertThat(mixed.get(2 * layer)).isCloseTo(expected, withinPercentage(1));
            assertThat(mixed.get(2 * layer + 1)).isCloseTo(expected, withinPercentage(1));
        }
    }

    /** A norm of zeros would let no gradient through. */
    @Test
    void attentionThatAddsNothingIsRefused() {
        Path base = Bases.llama(folder, DataType.F32);
        Bases.rewrite(
                base,
                tensors -> tensors.stream()
                        .map(tensor -> tensor.name().equals("model.layers.1.self_attn.o_proj.weight")
                                ? HostTensor.of(tensor.name(), tensor.shape(), new float[(int) tensor.elements()])
                                : tensor)
                        .toList());
        assertThatThrownBy(() -> convert(base, folder.resolve("out"), 0))
                .hasMessageContaining(
                        "layer 1: expected attention outputs of a finite size above 0 on the text, found 0.0");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static ConversionReport convert(Path base, Path out, int sinks) {
        ConversionOptions options = ConversionOptions.DEFAULT.withLayout(
                ConversionLayout.GlaSwaMoe.DEFAULT.withExperts(4, 1, 1).withSinks(sinks));
        return new Converter(base, options, Optional.of(Bases.texts()), new ReferenceBackend(), ConversionListener.NONE)
                .write(out, false);
    }
}
