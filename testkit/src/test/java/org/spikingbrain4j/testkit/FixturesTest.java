package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Shape;

class FixturesTest {

    @ParameterizedTest
    @EnumSource(value = Fixtures.class, mode = EnumSource.Mode.EXCLUDE, names = "GLA_KERNEL")
    void modelsOpen(Fixtures fixture) {
        try (Checkpoint checkpoint = Checkpoint.open(fixture.directory())) {
            assertThat(checkpoint.contains("model.norm.weight")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GLA_SWA_F32", "GLA_SWA_BF16"})
    void goldensAreComplete(Fixtures fixture) {
        try (Golden golden = Golden.open(fixture)) {
            assertThat(golden.sequences()).hasSize(3);
            assertThat(golden.greedy()).hasSize(3).allMatch(tokens -> tokens.length == 24);
            assertThat(golden.meanCrossEntropy().getFirst()).isEmpty();
            assertThat(golden.meanCrossEntropy().getLast()).isPresent();
            for (int i = 0; i < 3; i++) {
                long length = golden.sequences().get(i).length;
                Shape shape = golden.logits(i).shape();
                assertThat(shape.dimension(0)).isEqualTo(length);
                assertThat(golden.logitsWindowPlusOne(i).shape()).isEqualTo(shape);
            }
            assertThat(golden.tensorNames()).contains("tap.layer0.q_proj", "hidden.0");
        }
    }

    @Test
    void goldensOfW8ASpikeAreComplete() {
        try (Golden golden = Golden.open(Fixtures.W8ASPIKE)) {
            assertThat(golden.sequences()).hasSize(3);
            assertThat(golden.greedyPrompt()).hasSize(4);
            assertThat(golden.greedy()).hasSize(1).allMatch(tokens -> tokens.length == 12);
            assertThat(golden.logitsIntendedMlp(1).shape())
                    .isEqualTo(golden.logits(1).shape());
            assertThat(golden.spikeStatistics().at("/linears/channels").intValue())
                    .isEqualTo(66_560);
            assertThat(golden.tensorNames()).contains("counts.query.layer1", "ql.w_int");
        }
    }

    @Test
    void copiesAreTheCallersOwn(@TempDir Path parent) {
        Path copy = Fixtures.GLA_SWA_F32.copyTo(parent);
        assertThat(copy).startsWith(parent);
        assertThat(copy.resolve("config.json"))
                .hasSameBinaryContentAs(Fixtures.GLA_SWA_F32.directory().resolve("config.json"));
    }
}
