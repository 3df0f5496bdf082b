package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.InsufficientMemoryException;

class ChunkedLogitsTest {

    @Test
    void chunksFollowEachOther() {
        ChunkedLogits logits = new ChunkedLogits(3, 2);
        logits.add(new float[] {1, 2, 3, 4});
        logits.add(new float[] {5, 6});
        assertThat(logits.logits().values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(logits.logits().last()).containsExactly(5, 6);
    }

    @Test
    void theOnlyLogitsAreNotCopied() {
        ChunkedLogits logits = new ChunkedLogits(1, 2);
        float[] last = {1, 2};
        logits.add(new float[0]);
        logits.add(last);
        assertThat(logits.logits().values()).isSameAs(last);
    }

    @Test
    void moreThanAnArrayHoldsIsOneLineThatSaysWhatToDo() {
        assertThatThrownBy(() -> new ChunkedLogits(100_000, 152_064))
                .isInstanceOf(InsufficientMemoryException.class)
                .hasMessage("logits of 100000 tokens over a vocabulary of 152064 need 60.8 GB; "
                        + "ask for those of the last token, or pass fewer tokens at once");
    }
}
