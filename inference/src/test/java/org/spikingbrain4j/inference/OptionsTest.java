package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.model.InvalidInputException;

class OptionsTest {

    @ParameterizedTest
    @MethodSource("badSampling")
    void namesTheFieldOutOfRange(String field, Consumer<SamplingOptions.Builder> change) {
        SamplingOptions.Builder builder = SamplingOptions.builder().temperature(1);
        change.accept(builder);

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(field + ": expected ")
                .hasMessageContaining(", found ");
    }

    static Stream<Arguments> badSampling() {
        return Stream.of(
                bad("temperature", options -> options.temperature(-0.1)),
                bad("temperature", options -> options.temperature(Double.NaN)),
                bad("temperature", options -> options.temperature(Double.POSITIVE_INFINITY)),
                bad("topK", options -> options.topK(-1)),
                bad("topP", options -> options.topP(0)),
                bad("topP", options -> options.topP(1.5)),
                bad("topP", options -> options.topP(Double.NaN)),
                bad("minP", options -> options.minP(-0.1)),
                bad("minP", options -> options.minP(1.1)),
                bad("logitBias", options -> options.logitBias(Map.of(1, 100.5))),
                bad("logitBias", options -> options.logitBias(Map.of(1, Double.NaN))),
                bad("repetitionPenalty", options -> options.repetitionPenalty(0)),
                bad("presencePenalty", options -> options.presencePenalty(2.5)),
                bad("frequencyPenalty", options -> options.frequencyPenalty(Double.NaN)));
    }

    @Test
    void truncationNeedsATemperature() {
        assertThatThrownBy(() -> SamplingOptions.builder().topP(0.9).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("temperature: expected ");
        assertThat(SamplingOptions.builder().topP(0.9).temperature(0).build().greedy())
                .isTrue();
    }

    @Test
    void generationOptionsAreChecked() {
        assertThatThrownBy(() -> GenerationOptions.builder().maxTokens(-1).build())
                .hasMessageStartingWith("maxTokens: expected 0 or more, found -1");
        assertThatThrownBy(() -> GenerationOptions.builder().logprobs(-1).build())
                .hasMessageStartingWith("logprobs: ");
        assertThatThrownBy(
                        () -> GenerationOptions.builder().stop(List.of("x", "")).build())
                .hasMessageStartingWith("stop: ");
    }

    private static Arguments bad(String field, Consumer<SamplingOptions.Builder> change) {
        return Arguments.of(field, change);
    }
}
