package org.spikingbrain4j.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TokenMasksTest {
    private static final List<Grammar> GRAMMARS = List.of(
            Grammar.json(),
            Grammar.jsonSchema(Map.of("type", "string", "maxLength", 4)),
            Grammar.jsonSchema(Map.of("type", "string", "minLength", 6, "maxLength", 30)),
            Grammar.jsonSchema(
                    Map.of("additionalProperties", true, "properties", Map.of("name", Map.of(), "é", Map.of()))),
            Grammar.jsonSchema(Map.of(
                    "anyOf",
                    List.of(
                            Map.of("type", "string", "maxLength", 3),
                            Map.of("const", "name\"123"),
                            Map.of("enum", List.of("éa"))))));

    /** The walk over the tree finds what following every token alone finds. */
    @Property(tries = 1000)
    void aMaskHoldsTheTokensThatCanFollow(@ForAll long seed) {
        Random random = new Random(seed);
        TokenMasks masks = TokenMasks.of(TinyVocabulary.TOKENS, GRAMMARS.get(random.nextInt(GRAMMARS.size())));
        State state = masks.start();
        for (int step = 0; step < 30; step++) {
            TokenMasks.Mask mask = masks.mask(state);
            int[] following = new int[TinyVocabulary.END + 1];
            int count = 0;
            for (int token = 0; token < following.length; token++) {
                boolean follows = !masks.after(state, token).dead();
                assertThat(mask.allows(token)).as("token %d", token).isEqualTo(follows);
                if (follows) {
                    following[count++] = token;
                }
            }
            if (count == 0) {
                assertThat(mask.empty()).isTrue();
                return;
            }
            state = masks.after(state, following[random.nextInt(count)]);
        }
    }

    @Test
    void theEndIsAllowedWhereTheTextCanEnd() {
        TokenConstraint constraint =
                TokenMasks.of(vocabulary("1", "2", ",", "x"), Grammar.json()).begin();

        assertThat(masked(constraint, 5)).containsExactly(1, 1, no(), no(), no(), no());
        constraint.accept(0);
        assertThat(constraint.mayEnd()).isTrue();
        assertThat(constraint.mustEnd()).isFalse();
        assertThat(masked(constraint, 5)).containsExactly(1, 1, no(), no(), no(), 1);
        assertThatThrownBy(() -> constraint.accept(2))
                .isInstanceOf(GrammarException.class)
                .hasMessage("grammar: token 2 cannot follow '1'");
    }

    @Test
    void aWholeTextMustEnd() {
        TokenConstraint constraint =
                TokenMasks.of(vocabulary("{}", "{", "}"), Grammar.jsonObject()).begin();
        assertThat(constraint.mustEnd()).isFalse();
        constraint.accept(1);
        assertThat(constraint.allows(2)).isTrue();
        assertThat(constraint.allows(0)).isFalse();
        constraint.accept(2);

        assertThat(constraint.mustEnd()).isTrue();
    }

    @Test
    void aVocabularyWithoutTheBytesNeededSaysSo() {
        TokenConstraint constraint =
                TokenMasks.of(vocabulary("{", "a"), Grammar.jsonObject()).begin();
        constraint.accept(0);

        assertThatThrownBy(() -> constraint.mask(new float[3], 2))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("no token of the vocabulary can follow '{'");
    }

    @Test
    void tokensThatShareBytesAreToldApart() {
        TokenConstraint constraint = TokenMasks.of(
                        vocabulary("ab", "a", "abc", "b", "ab", "abd"), Grammar.text("abdab"))
                .begin();

        assertThat(masked(constraint, 6)).containsExactly(1, 1, no(), no(), 1, 1, no());
        constraint.accept(5);
        assertThat(masked(constraint, 6)).containsExactly(1, 1, no(), no(), 1, no(), no());
    }

    /** One state for each length, more than the tables hold. */
    @Test
    void whatIsForgottenIsFoundAgain() {
        TokenMasks masks =
                TokenMasks.of(TinyVocabulary.TOKENS, Grammar.jsonSchema(Map.of("type", "string", "maxLength", 20_000)));
        TokenConstraint constraint = masks.begin();
        constraint.accept('"');
        for (int i = 0; i < 20_000; i++) {
            constraint.accept('x');
        }

        assertThat(constraint.allows('x')).isFalse();
        assertThat(constraint.allows('"')).isTrue();
    }

    private static float no() {
        return Float.NEGATIVE_INFINITY;
    }

    private static float[] masked(TokenConstraint constraint, int end) {
        float[] logits = new float[end + 1];
        Arrays.fill(logits, 1);
        constraint.mask(logits, end);
        return logits;
    }

    private static TokenVocabulary vocabulary(String... tokens) {
        List<byte[]> bytes = Stream.of(tokens)
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toList();
        return new TokenVocabulary(bytes);
    }
}
