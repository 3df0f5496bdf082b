package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.Fixtures;

class TokenHashTest {

    @Property
    void doesNotDependOnTheCut(@ForAll @Size(max = 30) int[] tokens) {
        int cut = tokens.length / 3;
        TokenHash whole = TokenHash.EMPTY.append(tokens);

        assertThat(TokenHash.EMPTY.append(tokens, 0, cut).append(tokens, cut, tokens.length))
                .isEqualTo(whole);
        assertThat(whole.append(new int[] {0})).isNotEqualTo(whole);
        assertThat(whole.append(tokens, cut, cut)).isEqualTo(whole);
    }

    @Test
    void isTheHashOfStates() {
        try (Backend backend = TestBackend.REFERENCE.open();
                LanguageModel model = LanguageModel.load(
                        Checkpoint.open(Fixtures.GLA_SWA_F32.directory()), backend, ModelOptions.DEFAULT);
                SequenceState state = model.newState()) {
            assertThat(state.tokenHash()).isEqualTo(TokenHash.EMPTY.hex());
            model.forward(new int[] {5, 6}, state, LogitsWanted.NONE);
            assertThat(state.tokenHash())
                    .isEqualTo(TokenHash.EMPTY.append(new int[] {4, 5, 6}, 1, 3).hex());
        }
    }

    @Test
    void refusesWhatIsNoHash() {
        assertThatThrownBy(() -> new TokenHash("12")).hasMessageContaining("expected 64 hexadecimal digits, found 12");
        assertThatThrownBy(() -> new TokenHash("x".repeat(64))).hasMessageContaining("expected 64 hexadecimal digits");
    }
}
