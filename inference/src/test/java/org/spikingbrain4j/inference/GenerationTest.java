package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.model.ContextOverflowException;
import org.spikingbrain4j.model.PrefillListener;

/** The loop against a scripted model: token t of the script is the best one after t tokens of text were read. */
class GenerationTest {
    private static final int[] PROMPT = {100, 101, 102};
    private static final int STOP_TOKEN = '.';

    private final List<Integer> read = new ArrayList<>();
    private final StringBuilder streamed = new StringBuilder();
    private final Cancellation cancellation = new Cancellation();

    @Test
    void endsAtAStopTokenThatIsATokenButNoText() {
        GenerationResult result = run("abc.def", GenerationOptions.DEFAULT);

        assertThat(result.text()).isEqualTo("abc").isEqualTo(streamed.toString());
        assertThat(result.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(result.tokens()).containsExactly('a', 'b', 'c', '.');
        assertThat(result.promptTokens()).isEqualTo(3);
        assertThat(read).as("all but the last").containsExactly(100, 101, 102, (int) 'a', (int) 'b', (int) 'c');
    }

    @Test
    void ignoresStopTokensOnDemand() {
        GenerationOptions options =
                GenerationOptions.builder().ignoreEos(true).maxTokens(5).build();
        GenerationResult result = run("abc.def", options);

        assertThat(result.text()).isEqualTo("abc.d");
        assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(read).hasSize(PROMPT.length + 4);
    }

    @Test
    void endsBeforeAStopStringMadeOfSeveralTokens() {
        GenerationOptions options =
                GenerationOptions.builder().stop(List.of("cde")).build();
        GenerationResult result = run("abccdef", options);

        assertThat(result.text()).isEqualTo("abc").isEqualTo(streamed.toString());
        assertThat(result.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(result.tokens()).hasSize(6);
    }

    @Test
    void givesOutWhatWasHeldBackWhenTheLengthIsReached() {
        GenerationOptions options =
                GenerationOptions.builder().stop(List.of("cde")).maxTokens(4).build();

        assertThat(run("abcdef", options).text()).isEqualTo("abcd").isEqualTo(streamed.toString());
    }

    @Test
    void noTokensOnlyReadsThePrompt() {
        GenerationResult result =
                run("abc", GenerationOptions.builder().maxTokens(0).build());

        assertThat(result.tokens()).isEmpty();
        assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(read).hasSize(PROMPT.length);
    }

    @Test
    void cancelledBetweenTokens() {
        GenerationResult result = run("abcdef", GenerationOptions.DEFAULT, new GenerationListener() {
            @Override
            public void onToken(int token) {
                if (token == 'b') {
                    cancellation.cancel();
                }
            }
        });

        assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.text()).isEqualTo("ab");
        assertThat(read).as("all but the last").hasSize(PROMPT.length + 1);
    }

    @Test
    void cancelledWhileReadingThePrompt() {
        GenerationResult result = run("abc", GenerationOptions.DEFAULT, new GenerationListener() {
            @Override
            public void onPrefill(int tokensRead, int total) {
                cancellation.cancel();
            }
        });

        assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.text()).isEmpty();
        assertThat(result.promptTokens()).isEqualTo(1);
        assertThat(read).hasSize(1);
    }

    @Test
    void cancelledBeforehandReadsNothing() {
        cancellation.cancel();

        assertThat(run("abc", GenerationOptions.DEFAULT).finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(read).isEmpty();
    }

    @Test
    void anExceptionOfTheListenerReachesTheCaller() {
        GenerationListener failing = new GenerationListener() {
            @Override
            public void onText(String piece) {
                throw new IllegalStateException("pipe closed");
            }
        };

        assertThatThrownBy(() -> run("abc", GenerationOptions.DEFAULT, failing)).hasMessage("pipe closed");
        assertThat(read).as("the prompt, not the token whose text failed").hasSize(PROMPT.length);
    }

    @Test
    void aFullContextEndsTheText() {
        GenerationResult result = run("ab", GenerationOptions.DEFAULT);

        assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(result.text()).isEqualTo("ab");
    }

    @Test
    void logprobsAreOfTheModelNotOfThePenalties() {
        GenerationOptions options = GenerationOptions.builder()
                .logprobs(2)
                .maxTokens(3)
                .sampling(SamplingOptions.builder().presencePenalty(2).build())
                .build();
        List<PositionLogprobs> told = new ArrayList<>();
        GenerationResult result = run("aaa", options, new GenerationListener() {
            @Override
            public void onLogprobs(PositionLogprobs logprobs) {
                told.add(logprobs);
            }
        });

        assertThat(result.logprobs()).hasSize(3).isEqualTo(told).allSatisfy(position -> {
            assertThat(position.chosen()).isEqualTo(position.top().getFirst());
            assertThat(position.chosen().logprob())
                    .isEqualTo(told.getFirst().chosen().logprob());
        });
    }

    private GenerationResult run(String script, GenerationOptions options) {
        return run(script, options, GenerationListener.NONE);
    }

    private GenerationResult run(String script, GenerationOptions options, GenerationListener listener) {
        Generation generation = new Generation(
                new Scripted(script),
                new Characters(),
                token -> token == STOP_TOKEN,
                options,
                new Streaming(listener),
                cancellation);
        return generation.run(PROMPT);
    }

    private final class Scripted implements NextLogits {
        private final String script;

        Scripted(String script) {
            this.script = script;
        }

        @Override
        public float[] readPrompt(int[] prompt, PrefillListener prefill) {
            for (int i = 0; i < prompt.length; i++) {
                read.add(prompt[i]);
                prefill.chunkRead(i + 1, prompt.length);
            }
            return logits();
        }

        @Override
        public float[] readPrompt(int[] prompt, PrefillListener prefill, PromptLogprobs logprobs) {
            throw new AssertionError("nobody asked for the log-probabilities of the prompt");
        }

        @Override
        public float[] read(int token) {
            if (read.size() + 1 - PROMPT.length >= script.length()) {
                throw new ContextOverflowException("full");
            }
            read.add(token);
            return logits();
        }

        @Override
        public int reusedTokens() {
            return 0;
        }

        private float[] logits() {
            float[] logits = new float[128];
            logits[script.charAt(read.size() - PROMPT.length)] = 10;
            return logits;
        }
    }

    private final class Streaming implements GenerationListener {
        private final GenerationListener listener;

        Streaming(GenerationListener listener) {
            this.listener = listener;
        }

        @Override
        public void onPrefill(int tokensRead, int total) {
            listener.onPrefill(tokensRead, total);
        }

        @Override
        public void onToken(int token) {
            listener.onToken(token);
        }

        @Override
        public void onLogprobs(PositionLogprobs logprobs) {
            listener.onLogprobs(logprobs);
        }

        @Override
        public void onText(String piece) {
            streamed.append(piece);
            listener.onText(piece);
        }
    }

    /** A token is a character. */
    private static final class Characters implements TextDecoder {
        @Override
        public String accept(int token) {
            return String.valueOf((char) token);
        }

        @Override
        public String finish() {
            return "";
        }
    }
}
