package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.model.Logits;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;

class PromptLogprobsTest {
    private static final GenerationOptions TOLD = GenerationOptions.builder()
            .maxTokens(2)
            .logprobs(3)
            .promptLogprobs(true)
            .build();
    private static final GenerationOptions UNTOLD =
            GenerationOptions.builder().maxTokens(2).build();

    @TempDir
    Path directory;

    private final Backend backend = new ReferenceBackend();
    private TextModel model;
    private PrefixCache cache;
    private int[] prompt;

    @BeforeEach
    void open() throws IOException {
        model = TinyChatModel.open(directory, backend, true);
        cache = PrefixCache.open(model, PrefixCacheOptions.DEFAULT);
        prompt = model.encodePrompt("A prompt of more than one chunk of sixteen tokens, and some.");
    }

    @AfterEach
    void close() {
        cache.close();
        model.close();
        backend.close();
    }

    @Test
    void areTheModelsAtEveryToken() {
        List<PositionLogprobs> found = generate(TOLD).promptLogprobs();

        assertThat(found).hasSize(prompt.length - 1);
        try (SequenceState state = model.model().newState()) {
            Logits all = model.model().forward(prompt, state, LogitsWanted.ALL);
            for (int i = 1; i < prompt.length; i++) {
                PositionLogprobs expected = TopLogprobs.of(all.row(i - 1), prompt[i], 3);
                PositionLogprobs position = found.get(i - 1);
                assertThat(position.chosen().token()).isEqualTo(prompt[i]);
                assertThat(position.chosen().logprob())
                        .isEqualTo(expected.chosen().logprob(), within(1e-4));
                assertThat(position.top().stream().map(TokenLogprob::token))
                        .containsExactlyElementsOf(
                                expected.top().stream().map(TokenLogprob::token).toList());
            }
        }
    }

    /** Not only near: clients compare them. */
    @Test
    void theChosenTokenHasTheValueOfItsEntryAmongTheBest() {
        int vocabulary = model.model().config().vocabularySize();
        GenerationOptions all = GenerationOptions.builder()
                .maxTokens(3)
                .logprobs(vocabulary)
                .promptLogprobs(true)
                .build();
        GenerationResult result = generate(all);
        List<PositionLogprobs> positions = new ArrayList<>(result.promptLogprobs());
        positions.addAll(result.logprobs());

        assertThat(positions).hasSize(prompt.length - 1 + 3).allSatisfy(position -> {
            assertThat(position.top()).hasSize(vocabulary);
            assertThat(position.top().stream()
                            .filter(top -> top.token() == position.chosen().token())
                            .mapToLong(top -> Double.doubleToRawLongBits(top.logprob())))
                    .containsExactly(
                            Double.doubleToRawLongBits(position.chosen().logprob()));
        });
    }

    @Test
    void readsAllOfItAndKeepsIt() {
        GenerationResult untold = generate(UNTOLD);
        GenerationResult told = generate(TOLD);
        assertThat(told.reusedTokens()).isZero();
        assertThat(told.promptTokens()).isEqualTo(prompt.length);
        assertThat(told.tokens()).isEqualTo(untold.tokens());
        assertThat(told.logprobs()).hasSize(2);

        cache.clear();
        generate(TOLD);
        assertThat(generate(UNTOLD).reusedTokens()).isEqualTo(prompt.length);
    }

    @Test
    void withoutTheBestOnesThereAreThoseOfThePromptAlone() {
        GenerationOptions alone =
                GenerationOptions.builder().maxTokens(0).promptLogprobs(true).build();
        GenerationResult result = generate(alone);

        assertThat(result.promptLogprobs())
                .hasSize(prompt.length - 1)
                .allSatisfy(position -> assertThat(position.top()).isEmpty());
        assertThat(result.logprobs()).isEmpty();
        assertThat(generate(UNTOLD).promptLogprobs()).isEmpty();
    }

    @Test
    void goesOnFromAState() {
        try (SequenceState state = model.model().newState()) {
            GenerationResult result =
                    new Generator(model).generate(state, prompt, TOLD, GenerationListener.NONE, Cancellation.none());

            assertThat(result.promptLogprobs()).isEqualTo(generate(TOLD).promptLogprobs());
        }
    }

    @Test
    void toldChunkByChunkUntilCancelled() {
        Cancellation cancellation = new Cancellation();
        GenerationResult result = new Generator(model)
                .generate(
                        cache,
                        prompt,
                        TOLD,
                        new GenerationListener() {
                            @Override
                            public void onPrefill(int read, int total) {
                                assertThat(total).isEqualTo(prompt.length);
                                cancellation.cancel();
                            }
                        },
                        cancellation);

        assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.promptLogprobs()).hasSizeBetween(1, 16);
    }

    private GenerationResult generate(GenerationOptions options) {
        return new Generator(model).generate(cache, prompt, options, GenerationListener.NONE, Cancellation.none());
    }
}
