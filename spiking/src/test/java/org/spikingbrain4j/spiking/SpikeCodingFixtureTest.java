package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Spike trains and errors recorded from the official code (spec 7). */
class SpikeCodingFixtureTest {
    private static final JsonNode FIXTURE = Fixtures.read("spike_coding.json");

    static Stream<JsonNode> cases() {
        return elements("cases");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void encodesAndDecodesAsTheOfficialCode(JsonNode recorded) {
        assertSame(recorded);
    }

    @Test
    void noCaseIsMissing() {
        assertThat(cases()).hasSize(121);
        assertThat(elements("errors")).hasSize(14);
    }

    /** Two more give a T that is no int, which the types exclude here; one is within the tolerance and no error. */
    static Stream<JsonNode> errors() {
        return elements("errors").filter(SpikeCodingFixtureTest::hasIntSteps).filter(recorded -> recorded.has("error"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void refusesWhatTheOfficialCodeRefuses(JsonNode recorded) {
        assertThatThrownBy(() -> encode(recorded)).isInstanceOf(SpikingBrainException.class);
    }

    @Test
    void theOtherErrorsAreTwoTypesAndOneToleratedNumber() {
        assertThat(errors()).hasSize(11);
        assertThat(elements("errors").filter(recorded -> !hasIntSteps(recorded)))
                .hasSize(2);
        elements("errors").filter(recorded -> !recorded.has("error")).forEach(SpikeCodingFixtureTest::assertSame);
    }

    static Stream<JsonNode> fakeQuantizations() {
        return elements("fake_quant").filter(recorded -> recorded.has("reconstructed"));
    }

    /** Encoding and decoding in the official pipeline, where x is what was decoded less a zero point. */
    @ParameterizedTest
    @MethodSource("fakeQuantizations")
    void reconstructs(JsonNode recorded) {
        SpikeCoding coding = coding(recorded);
        double[] x = numbers(recorded.get("x"));
        double[] shift = shift(coding, x);
        SpikeTrain train = coding.encode(sum(x, shift));
        double[] decoded =
                Arrays.stream(coding.decodeUnsigned(train)).asDoubleStream().toArray();
        assertThat(train.steps()).isEqualTo(recorded.get("T").asInt());
        assertThat(decoded).containsExactly(numbers(recorded.get("reconstructed")));
        if (!recorded.get("x_zero_in").isNull()) {
            double[] zero = numbers(recorded.get("x_zero_out"));
            assertThat(decoded).containsExactly(sum(x, zero));
        } else {
            assertThat(decoded).containsExactly(x);
        }
    }

    /** Bidirectional codings move counts without a negative down by half, unsigned ones move negatives up to 0. */
    private static double[] shift(SpikeCoding coding, double[] x) {
        boolean negative = Arrays.stream(x).anyMatch(value -> value < 0);
        return switch (coding) {
            case BITWISE_BIDIRECTIONAL ->
                Arrays.stream(x)
                        .map(value -> negative ? 0 : -Math.ceil(value / 2))
                        .toArray();
            case BINARY, BITWISE -> {
                double least = Arrays.stream(x).min().orElseThrow();
                yield Arrays.stream(x).map(value -> negative ? -least : 0).toArray();
            }
            case TERNARY, BITWISE_TWOS_COMPLEMENT -> new double[x.length];
        };
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        Arrays.setAll(sum, i -> a[i] + b[i]);
        return sum;
    }

    private static void assertSame(JsonNode recorded) {
        SpikeTrain train = encode(recorded);
        assertThat(train).isEqualTo(train(recorded));
        if (recorded.get("firing_rate").isTextual()) {
            assertThat(train.firingRate()).isNaN();
        } else {
            assertThat(train.firingRate()).isCloseTo(recorded.get("firing_rate").asDouble(), within(1e-6));
        }
        double[] decoded = numbers(recorded.get("decoded"));
        assertThat(Arrays.stream(coding(recorded).decodeUnsigned(train))
                        .asDoubleStream()
                        .toArray())
                .containsExactly(decoded);
        if (coding(recorded) != SpikeCoding.BITWISE_TWOS_COMPLEMENT) {
            assertThat(Arrays.stream(coding(recorded).decode(train))
                            .asDoubleStream()
                            .toArray())
                    .containsExactly(decoded);
        } else if (recorded.get("T_given").isNull()) {
            assertThat(coding(recorded).decode(train))
                    .containsExactly(SpikeCoding.wholeCounts(numbers(recorded.get("x"))));
        }
    }

    private static SpikeTrain encode(JsonNode recorded) {
        double[] x = numbers(recorded.get("x"));
        JsonNode steps = recorded.get("T_given");
        return steps.isNull() ? coding(recorded).encode(x) : coding(recorded).encode(x, steps.asInt());
    }

    private static SpikeTrain train(JsonNode recorded) {
        int steps = recorded.get("T").asInt();
        double[] spikes = numbers(recorded.get("spikes"));
        int neurons = numbers(recorded.get("x")).length;
        return SpikeTrain.of(steps, neurons, (step, neuron) -> (int) spikes[step * neurons + neuron]);
    }

    private static SpikeCoding coding(JsonNode recorded) {
        return SpikeCoding.valueOf(recorded.get("encoding").asText().toUpperCase(Locale.ROOT));
    }

    private static boolean hasIntSteps(JsonNode recorded) {
        return recorded.get("T_given").isNull() || recorded.get("T_given").isInt();
    }

    private static Stream<JsonNode> elements(String part) {
        return StreamSupport.stream(FIXTURE.get(part).spliterator(), false);
    }

    /** All numbers below a node, whatever its shape. */
    private static double[] numbers(JsonNode node) {
        return flatten(node).toArray();
    }

    private static DoubleStream flatten(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false).flatMapToDouble(SpikeCodingFixtureTest::flatten)
                : DoubleStream.of(node.asDouble());
    }
}
