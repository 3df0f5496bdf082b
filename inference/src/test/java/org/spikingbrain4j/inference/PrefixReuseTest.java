package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.PrefillListener;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Generating with a cache: the same results as without, and nothing read twice. */
class PrefixReuseTest {
    private static final int VOCABULARY = 320;
    private static final int MESSAGE_END = 3;
    private static final GenerationOptions FIVE_TOKENS =
            GenerationOptions.builder().maxTokens(5).build();

    private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
    private final LanguageModel model = load(backend);
    private final PrefixCache cache = cache(1L << 30, 4096);
    private final Generator generator = new Generator(model, Silence::new, _ -> false);

    @AfterEach
    @AfterProperty
    void close() {
        cache.close();
        assertThat(backend.openStates()).as("states that nobody closed").isZero();
        model.close();
        backend.close();
    }

    /** Prompts that share prefixes, under budgets from nothing to all, by logits and by tokens read. */
    @Property(tries = 30)
    void logitsAreThoseOfAFreshReading(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 8) int states,
            @ForAll @IntRange(min = 1, max = 40) int everyTokens) {
        Random random = new Random(seed);
        List<int[]> prompts = new ArrayList<>();
        long budget = states * bytes(60);
        try (PrefixCache limited = cache(budget, everyTokens)) {
            for (int i = 0; i < 8; i++) {
                int[] prompt = prompt(random, prompts);
                prompts.add(prompt);
                assertThat(cached(model, limited, prompt)).containsExactly(fresh(model, prompt), within(1e-6f));
                assertThat(limited.bytes()).isLessThanOrEqualTo(budget);
            }
        }
    }

    /** The back end that people run on, with a window that has been filled and room that a copy does not have. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logitsAreThoseOfAFreshReadingOnTheCpu(boolean mixture, @TempDir Path folder) {
        Path directory = mixture
                ? RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 6).write(folder)
                : Fixtures.GLA_SWA_F32.directory();
        Random random = new Random(5);
        int[] text = random.ints(1500, 4, VOCABULARY).toArray();
        try (Backend cpu = CpuBackend.create(CpuOptions.builder().threads(2).build());
                LanguageModel fast = load(directory, cpu);
                PrefixCache kept = new PrefixCache(fast, Set.of(), new PrefixCacheOptions(1L << 30, 100))) {
            for (int length : new int[] {700, 650, 1500, 1500, 1100}) {
                int[] prompt = Arrays.copyOf(text, length);
                assertThat(cached(fast, kept, prompt)).containsExactly(fresh(fast, prompt), within(1e-5f));
            }
        }
    }

    @Test
    void theSamePromptAgainReadsNothing() {
        int[] prompt = text(50);
        GenerationResult first = generate(prompt);
        long read = backend.tokens();
        GenerationResult second = generate(prompt);

        assertThat(first.reusedTokens()).isZero();
        assertThat(first.readTokens()).isEqualTo(50);
        assertThat(second.promptTokens()).isEqualTo(50);
        assertThat(second.reusedTokens()).isEqualTo(50);
        assertThat(second.readTokens()).isZero();
        assertThat(second.tokens()).isEqualTo(first.tokens());
        assertThat(backend.tokens() - read).as("only its own tokens").isEqualTo(FIVE_TOKENS.maxTokens() - 1);
    }

    @Test
    void theNextTurnReadsOnFromTheAnswer() {
        int[] prompt = text(50);
        int[] answer = generate(prompt).tokens();
        int[] next = Arrays.copyOf(prompt, 60);
        System.arraycopy(answer, 0, next, 50, answer.length);

        assertThat(generate(next).reusedTokens()).isEqualTo(50 + answer.length - 1);
    }

    @Test
    void aQuestionAskedOtherwiseGoesOnFromTheMessageBefore() {
        int[] prompt = text(120);
        for (int end : new int[] {20, 60, 90, 110}) {
            prompt[end - 1] = MESSAGE_END;
        }
        generate(prompt);
        int[] edited = prompt.clone();
        edited[100]++;
        int[] otherConversation = prompt.clone();
        otherConversation[25]++;

        assertThat(generate(edited).reusedTokens()).isEqualTo(90);
        assertThat(generate(otherConversation).reusedTokens()).isEqualTo(20);
    }

    @Test
    void twoShortQuestionsShareTheLongMessageBeforeThem() {
        int[] prompt = text(110);
        prompt[99] = MESSAGE_END;
        generate(prompt);
        int[] otherQuestion = prompt.clone();
        otherQuestion[103]++;

        assertThat(generate(otherQuestion).reusedTokens()).isEqualTo(100);
    }

    @Test
    void progressCountsWhatIsRead() {
        try (PrefixCache every = cache(1L << 30, 20)) {
            int[] prompt = text(100);
            generate(every, Arrays.copyOf(prompt, 50), GenerationListener.NONE, Cancellation.none());
            List<String> told = new ArrayList<>();
            GenerationListener progress = new GenerationListener() {
                @Override
                public void onPrefill(int read, int total) {
                    told.add(read + "/" + total);
                }
            };
            generate(every, prompt, progress, Cancellation.none());

            assertThat(told).containsExactly("16/50", "30/50", "46/50", "50/50");
        }
    }

    @Test
    void anInterruptedPromptGoesOnWhereItStopped() {
        int[] prompt = text(50);
        Cancellation afterTwoChunks = new Cancellation();
        GenerationListener impatient = new GenerationListener() {
            @Override
            public void onPrefill(int read, int total) {
                if (read >= 32) {
                    afterTwoChunks.cancel();
                }
            }
        };
        GenerationResult cut = generate(cache, prompt, impatient, afterTwoChunks);
        GenerationResult whole = generate(prompt);

        assertThat(cut.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(cut.promptTokens()).isEqualTo(32);
        assertThat(whole.reusedTokens()).isEqualTo(32);
        assertThat(backend.tokens()).as("the prompt once").isEqualTo(50 + FIVE_TOKENS.maxTokens() - 1);
    }

    @Test
    void aFailureInTheMiddleOfAPassLeavesWhatWasReadBefore() {
        try (PrefixCache every = cache(1L << 30, 20)) {
            int[] prompt = text(50);
            backend.failAfter(45);
            assertThatThrownBy(() -> generate(every, prompt, GenerationListener.NONE, Cancellation.none()))
                    .hasMessage("power cut");
            backend.failNoMore();
            GenerationResult again = generate(every, prompt, GenerationListener.NONE, Cancellation.none());

            assertThat(again.reusedTokens()).isEqualTo(20);
            assertThat(cached(model, every, prompt)).containsExactly(fresh(model, prompt), within(1e-6f));
        }
    }

    @Test
    void aPromptThatCannotBeReadIsRefusedBeforeItsFirstPiece() {
        try (PrefixCache every = cache(1L << 30, 20)) {
            int[] prompt = text(50);
            prompt[49] = VOCABULARY;
            assertThatThrownBy(() -> generate(every, prompt, GenerationListener.NONE, Cancellation.none()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("vocabulary");
            assertThatThrownBy(() -> generate(every, new int[0], GenerationListener.NONE, Cancellation.none()))
                    .isInstanceOf(InvalidInputException.class);
            assertThat(backend.tokens()).isZero();
        }
    }

    @Test
    void sequencesThatShareACacheDoNotDisturbEachOther() throws Exception {
        List<int[]> prompts = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 6; i++) {
            prompts.add(prompt(random, prompts));
        }
        List<int[]> expected = prompts.stream().map(this::withoutCache).toList();
        try (PrefixCache small = cache(3 * bytes(60), 10);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<int[]>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int[] prompt = prompts.get(i % prompts.size());
                answers.add(threads.submit(() -> generate(small, prompt, GenerationListener.NONE, Cancellation.none())
                        .tokens()));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(expected.get(i % prompts.size()));
            }
            assertThat(small.bytes()).isPositive().isLessThanOrEqualTo(3 * bytes(60));
        }
    }

    private GenerationResult generate(int[] prompt) {
        return generate(cache, prompt, GenerationListener.NONE, Cancellation.none());
    }

    private GenerationResult generate(
            PrefixCache from, int[] prompt, GenerationListener listener, Cancellation cancellation) {
        return generator.generate(from, prompt, FIVE_TOKENS, listener, cancellation);
    }

    private int[] withoutCache(int[] prompt) {
        try (SequenceState state = model.newState()) {
            return generator
                    .generate(state, prompt, FIVE_TOKENS, GenerationListener.NONE, Cancellation.none())
                    .tokens();
        }
    }

    private PrefixCache cache(long bytes, int everyTokens) {
        return new PrefixCache(model, Set.of(MESSAGE_END), new PrefixCacheOptions(bytes, everyTokens));
    }

    private long bytes(int tokens) {
        try (SequenceState state = model.newState()) {
            model.forward(text(tokens), state, LogitsWanted.NONE);
            return state.bytes();
        }
    }

    private static LanguageModel load(Backend backend) {
        return load(Fixtures.GLA_SWA_F32.directory(), backend);
    }

    private static LanguageModel load(Path directory, Backend backend) {
        return LanguageModel.load(Checkpoint.open(directory), backend, ModelOptions.DEFAULT.withChunkTokens(16));
    }

    private static float[] cached(LanguageModel reader, PrefixCache from, int[] prompt) {
        try (CachedSequence sequence = new CachedSequence(reader, reader::forward, from)) {
            return sequence.readPrompt(prompt, PrefillListener.NONE);
        }
    }

    private static float[] fresh(LanguageModel reader, int[] prompt) {
        try (SequenceState state = reader.newState()) {
            return reader.forward(prompt, state, LogitsWanted.LAST).values();
        }
    }

    /** New, or one of those before, cut, and continued by other tokens or not at all. */
    private static int[] prompt(Random random, List<int[]> before) {
        int[] start = before.isEmpty() ? new int[0] : before.get(random.nextInt(before.size()));
        int[] shared = Arrays.copyOf(start, random.nextInt(start.length + 1));
        int more = random.nextInt(60 - shared.length / 2);
        int[] prompt =
                IntStream.concat(IntStream.of(shared), random.ints(more, 0, 10)).toArray();
        return prompt.length > 0 ? prompt : new int[] {1};
    }

    private static int[] text(int tokens) {
        return IntStream.range(0, tokens).map(i -> 4 + i * i % 97).toArray();
    }

    /** Tokens without text. */
    private static final class Silence implements TextDecoder {
        @Override
        public String accept(int token) {
            return "";
        }

        @Override
        public String finish() {
            return "";
        }
    }
}
