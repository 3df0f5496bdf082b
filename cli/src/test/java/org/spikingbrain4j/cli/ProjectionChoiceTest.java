package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProjectionChoiceTest {
    private static final List<String> NAMES =
            List.of("model.layers.0.attn.q_proj", "model.layers.0.attn.gk_proj.0", "model.layers.10.mlp.up_proj");

    @Test
    void namesAreMatchedByTheirEnd() {
        assertThat(matching(Optional.empty(), Optional.of("q_proj"))).containsExactly(NAMES.get(0));
        assertThat(matching(Optional.empty(), Optional.of("gk_proj.0"))).containsExactly(NAMES.get(1));
        assertThat(matching(Optional.empty(), Optional.of("mlp.up_proj"))).containsExactly(NAMES.get(2));
        assertThat(matching(Optional.empty(), Optional.of("proj"))).isEmpty();
        assertThat(matching(Optional.of(10), Optional.empty())).containsExactly(NAMES.get(2));
        assertThat(matching(Optional.of(1), Optional.empty())).isEmpty();
        assertThat(matching(Optional.empty(), Optional.empty())).isEqualTo(NAMES);
    }

    @Test
    void whatIsMissingIsSaidWithWhatThereIs() {
        assertThatCode(() -> new ProjectionChoice(Optional.of(0), Optional.of("q_proj")).requireFound(NAMES))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new ProjectionChoice(Optional.of(11), Optional.of("q_proj")).requireFound(NAMES))
                .hasMessage("--layer: the model has the layers 0 to 10, found 11");
        assertThatThrownBy(() -> new ProjectionChoice(Optional.of(0), Optional.of("up_proj")).requireFound(NAMES))
                .hasMessage("--projection: expected one that spikes in layer 0 (q_proj, gk_proj.0), found up_proj");
    }

    private static List<String> matching(Optional<Integer> layer, Optional<String> projection) {
        ProjectionChoice choice = new ProjectionChoice(layer, projection);
        return NAMES.stream().filter(choice::matches).toList();
    }
}
