package org.spikingbrain4j.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "10",
                "1.50",
                "1e5",
                "0E-07",
                "true",
                "null",
                "\"\"",
                "{}",
                "[]",
                "[1, 2,3]",
                "{\"a\": {\"b\":[]}}",
                "\"\\u0041\\n\\/\"",
                "\"\\ud83D\\uDE00\"",
                "\"日😀\u007F\"",
                "{\"a\":1,\"a\":2}"
            })
    void json(String text) {
        assertThat(Grammar.json().matches(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "+1",
                "1.",
                ".5",
                "1e",
                "-",
                "1 ",
                " 1",
                "True",
                "\"",
                "\"\n\"",
                "\"\\x\"",
                "\"\\ud83d\"",
                "\"\\ude00\"",
                "\"\\ud83d\\u0041\"",
                "\"\\ud83dx\"",
                "[1,]",
                "[,1]",
                "{a:1}",
                "{\"a\"}",
                "{\"a\":1,}",
                "[1 ,2]",
                "[1,  2]",
                "{ }",
                "12345678901234567",
                "1e100"
            })
    void notJson(String text) {
        assertThat(Grammar.json().matches(text)).isFalse();
    }

    @Test
    void nestingHasALimit() {
        assertThat(Grammar.json().matches("[".repeat(32) + "]".repeat(32))).isTrue();
        assertThat(Grammar.json().matches("[".repeat(33) + "]".repeat(33))).isFalse();
    }

    @Test
    void anObjectIsNothingElse() {
        assertThat(Grammar.jsonObject().matches("{\"a\":[1]}")).isTrue();
        assertThat(Grammar.jsonObject().matches("[1]")).isFalse();
        assertThat(Grammar.jsonObject().beginsWith('{')).isTrue();
        assertThat(Grammar.json().beginsWith('{')).isFalse();
    }

    @Test
    void textsGrammarsAndRepetitionsInARow() {
        Grammar call = Grammar.sequence(
                Grammar.text("<f>"),
                Grammar.choice(List.of(Grammar.jsonObject(), Grammar.text("no"))),
                Grammar.text("</f>"));
        Grammar calls = call.repeated("\n", 1, 2);

        assertThat(calls.matches("<f>no</f>")).isTrue();
        assertThat(calls.matches("<f>{}</f>\n<f>no</f>")).isTrue();
        assertThat(calls.matches("<f>{}</f>\n")).isFalse();
        assertThat(calls.matches("<f>no</f>\n<f>no</f>\n<f>no</f>")).isFalse();
        assertThat(calls.matches("")).isFalse();
    }

    @Property
    void integersWithinLimitsAndNoOthers(
            @ForAll @IntRange(min = -1200, max = 1200) int from,
            @ForAll @IntRange(min = 0, max = 1200) int width,
            @ForAll @IntRange(min = -3000, max = 3000) int value) {
        Grammar grammar =
                Grammar.jsonSchema(Map.of("type", "integer", "minimum", from, "exclusiveMaximum", from + width + 1));

        assertThat(grammar.matches(String.valueOf(value))).isEqualTo(value >= from && value <= from + width);
    }

    @Property
    void numbersWithinLimitsAndNoOthers(
            @ForAll @IntRange(min = -1200, max = 1200) int from,
            @ForAll @IntRange(min = 1, max = 1200) int width,
            @ForAll @IntRange(min = -3000, max = 3000) int hundredths) {
        BigDecimal lower = BigDecimal.valueOf(from, 2);
        BigDecimal upper = BigDecimal.valueOf(from + width, 2);
        BigDecimal value = BigDecimal.valueOf(hundredths, 2);
        Grammar grammar = Grammar.jsonSchema(Map.of("type", "number", "exclusiveMinimum", lower, "maximum", upper));

        assertThat(grammar.matches(value.toPlainString()))
                .isEqualTo(value.compareTo(lower) > 0 && value.compareTo(upper) <= 0);
        assertThat(grammar.matches(value.toPlainString() + "0001"))
                .isEqualTo(new BigDecimal(value.toPlainString() + "0001").compareTo(lower) > 0
                        && new BigDecimal(value.toPlainString() + "0001").compareTo(upper) <= 0);
    }

    @Test
    void limitsOfLimits() {
        assertThat(Grammar.jsonSchema(Map.of("type", "number", "minimum", 1e-14, "exclusiveMaximum", 2e-14))
                        .matches("0.00000000000001"))
                .isTrue();
        assertThatThrownBy(() -> Grammar.jsonSchema(Map.of("type", "number", "minimum", 1e20)))
                .isInstanceOf(SchemaException.class)
                .hasMessage("schema: /minimum: no number of at most 15 digits is within the limits");
    }
}
