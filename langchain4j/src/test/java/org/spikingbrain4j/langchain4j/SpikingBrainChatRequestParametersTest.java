package org.spikingbrain4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SpikingBrainChatRequestParametersTest {
    private final SpikingBrainChatRequestParameters defaults = SpikingBrainChatRequestParameters.builder()
            .temperature(1.0)
            .seed(1)
            .minP(0.1)
            .build();

    @Test
    void aRequestOverridesWhatItSays() {
        ChatRequestParameters request = SpikingBrainChatRequestParameters.builder()
                .seed(2)
                .repetitionPenalty(1.1)
                .build();
        SpikingBrainChatRequestParameters merged = defaults.overrideWith(request);

        assertThat(merged.seed()).isEqualTo(OptionalLong.of(2));
        assertThat(merged.minP()).isEqualTo(OptionalDouble.of(0.1));
        assertThat(merged.repetitionPenalty()).isEqualTo(OptionalDouble.of(1.1));
        assertThat(merged.temperature()).isEqualTo(1.0);
        assertThat(request.defaultedBy(defaults)).isEqualTo(merged);
    }

    @Test
    void commonParametersLeaveTheOthersAlone() {
        ChatRequestParameters common =
                ChatRequestParameters.builder().temperature(0.5).build();

        for (ChatRequestParameters merged : new ChatRequestParameters[] {
            defaults.overrideWith(common), common.defaultedBy(defaults), common.overrideWith(onlyOwn())
        }) {
            assertThat(merged).isInstanceOf(SpikingBrainChatRequestParameters.class);
            assertThat(merged.temperature()).isEqualTo(0.5);
            assertThat(((SpikingBrainChatRequestParameters) merged).seed()).isEqualTo(OptionalLong.of(1));
        }
    }

    private static ChatRequestParameters onlyOwn() {
        return SpikingBrainChatRequestParameters.builder().seed(1).build();
    }

    @Test
    void equalityKnowsThemAll() {
        assertThat(defaults)
                .isEqualTo(defaults.overrideWith(ChatRequestParameters.builder().build()))
                .isNotEqualTo(defaults.overrideWith(
                        SpikingBrainChatRequestParameters.builder().seed(3).build()))
                .isNotEqualTo(ChatRequestParameters.builder().temperature(1.0).build());
        assertThat(defaults.toString()).contains("temperature=1.0", "minP=OptionalDouble[0.1]");
    }
}
