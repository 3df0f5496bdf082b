package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.DataType;

/** Many requests at once: each as if it were alone, in fair order, and none left behind. */
@Timeout(60)
class SchedulerTest {
    private static final String CLIENT = "a client";

    @TempDir
    Path folder;

    private final WatchedBackend backend =
            new WatchedBackend(CpuBackend.create(CpuOptions.builder().threads(2).build()));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private TextModel model;
    private Scheduler scheduler;

    @BeforeEach
    void open() throws IOException {
        model = TinyChatModel.open(folder, backend, true);
        scheduler = Scheduler.open(model, SchedulerOptions.DEFAULT.withMaxRunning(24));
    }

    @AfterEach
    void close() {
        scheduler.close();
        threads.close();
        model.close();
        assertThat(backend.openStates()).as("states that nobody closed").isZero();
        backend.close();
    }

    /** A model whose sequences are read together. */
    private enum Kind {
        GLA_SWA,
        MIXTURE,
        INT8_MIXTURE
    }

    private void use(Kind kind) throws IOException {
        if (kind != Kind.GLA_SWA) {
            model.close();
            model = TinyChatModel.openMixture(folder, backend, kind == Kind.INT8_MIXTURE ? DataType.I8 : DataType.BF16);
        }
    }

    /** To the bit without reuse of prefixes, which shifts where prompts are cut into passes. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void everySequenceIsWhatItIsAlone(Kind kind) throws Exception {
        scheduler.close();
        use(kind);
        scheduler = Scheduler.open(
                model, SchedulerOptions.DEFAULT.withMaxRunning(24).withPrefixes(PrefixCacheOptions.NONE));
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            SamplingOptions.Builder sampling = SamplingOptions.builder();
            if (i % 2 == 1) {
                sampling.temperature(1).topP(0.9).seed(i);
            }
            requests.add(GenerationRequest.completion(
                    prompt(random, 1 + random.nextInt(60)),
                    GenerationOptions.builder()
                            .maxTokens(1 + random.nextInt(20))
                            .sampling(sampling.build())
                            .logprobs(2)
                            .build(),
                    CLIENT));
        }
        List<Future<GenerationResult>> together = requests.stream()
                .map(request -> threads.submit(() -> generate(request)))
                .toList();
        for (int i = 0; i < requests.size(); i++) {
            GenerationResult found = together.get(i).get();
            GenerationResult alone = alone(requests.get(i));
            assertThat(found.tokens()).isEqualTo(alone.tokens());
            assertThat(found.logprobs()).isEqualTo(alone.logprobs());
            assertThat(found.finishReason()).isEqualTo(alone.finishReason());
        }
        assertThat(scheduler.status().decodePasses())
                .isLessThan(scheduler.status().decodedTokens());
    }

    @Test
    void goesOnFromWhatWasReadBeforeAndLeavesIt() {
        Random random = new Random(3);
        int[] document = prompt(random, 50);
        int[] question = prompt(random, 7);
        try (SequenceState read = model.model().newState();
                SequenceState all = model.model().newState()) {
            assertThat(scheduler.read(source(document), read, CLIENT, _ -> {}, Cancellation.none()))
                    .isTrue();
            String hash = read.tokenHash();
            GenerationRequest request = new GenerationRequest(question, Optional.of(read), false, options(5), CLIENT);
            int[] first = generate(request).tokens();
            assertThat(generate(request).tokens()).isEqualTo(first);
            assertThat(read.tokenHash()).isEqualTo(hash);
            model.model().forward(document, all, LogitsWanted.NONE);
            GenerationResult direct = new Generator(model)
                    .generate(all, question, options(5), GenerationListener.NONE, Cancellation.none());
            assertThat(first).isEqualTo(direct.tokens());
        }
    }

    @Test
    void readsAPromptOnce() {
        GenerationRequest request = GenerationRequest.completion(prompt(new Random(1), 60), options(3), CLIENT);
        GenerationResult first = generate(request);
        GenerationResult second = generate(request);
        assertThat(first.reusedTokens()).isZero();
        assertThat(second.reusedTokens()).isEqualTo(60);
        assertThat(second.tokens()).isEqualTo(first.tokens());
    }

    @Test
    void embeddingIsTheMeanOverAllTokens() {
        int[] text = prompt(new Random(2), 40);
        float[] mean = scheduler.embed(text, CLIENT, Cancellation.none());
        try (SequenceState state = model.model().newState()) {
            float[] hidden = model.model().finalHidden(text, state);
            for (int channel = 0; channel < mean.length; channel++) {
                double sum = 0;
                for (int token = 0; token < text.length; token++) {
                    sum += hidden[token * mean.length + channel];
                }
                assertThat(mean[channel])
                        .isCloseTo((float) (sum / text.length), org.assertj.core.api.Assertions.within(1e-5f));
            }
        }
        assertThatThrownBy(() -> scheduler.embed(new int[0], CLIENT, Cancellation.none()))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aLongPromptDoesNotStopOthers() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        Cancellation cancellation = new Cancellation();
        GenerationListener listener = new GenerationListener() {
            @Override
            public void onPrefill(int read, int total) {
                reading.countDown();
            }
        };
        GenerationRequest endless = GenerationRequest.completion(prompt(new Random(4), 200_000), options(1), CLIENT);
        Future<GenerationResult> long_ = threads.submit(() -> scheduler.generate(endless, listener, cancellation));
        reading.await();
        generate(GenerationRequest.completion(prompt(new Random(5), 20), options(10), CLIENT));
        assertThat(long_.isDone()).isFalse();
        cancellation.cancel();
        assertThat(long_.get().finishReason()).isEqualTo(FinishReason.CANCELLED);
    }

    @Test
    void aListenerThatWaitsHoldsUpNobody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        GenerationListener slow = new GenerationListener() {
            @Override
            public void onToken(int token) {
                waiting.countDown();
                awaitOrFail(release);
            }
        };
        GenerationRequest request = GenerationRequest.completion(prompt(new Random(6), 5), options(4), CLIENT);
        Future<GenerationResult> slowOne = threads.submit(() -> scheduler.generate(request, slow, Cancellation.none()));
        waiting.await();
        assertThat(generate(request).tokens()).hasSize(4);
        release.countDown();
        assertThat(slowOne.get().tokens()).hasSize(4);
    }

    @Test
    void placesGoToTheClientsInTurnAndTheLineIsBounded() throws Exception {
        scheduler.close();
        scheduler =
                Scheduler.open(model, SchedulerOptions.DEFAULT.withMaxRunning(1).withMaxWaiting(4));
        List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        all.add(threads.submit(() -> note("first", order, listener(running, release), Cancellation.none())));
        running.await();
        Cancellation impatient = new Cancellation();
        AtomicInteger expected = new AtomicInteger();
        for (String client : List.of("greedy", "greedy", "modest", "impatient")) {
            Cancellation cancellation = client.equals("impatient") ? impatient : Cancellation.none();
            all.add(threads.submit(() -> note(client, order, GenerationListener.NONE, cancellation)));
            int waiting = expected.incrementAndGet();
            await(() -> scheduler.status().waiting() == waiting);
        }
        assertThatThrownBy(() -> generate(GenerationRequest.completion(new int[] {5}, options(1), "late")))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("4 wait");
        impatient.cancel();
        await(() -> scheduler.status().waiting() == 3);
        release.countDown();
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(order).containsExactly("first", "greedy", "modest", "greedy");
        assertThat(scheduler.status().running()).isZero();
    }

    @Test
    void aRefusedPromptAndAFailingListenerFreeTheirPlaces() {
        assertThatThrownBy(() -> generate(GenerationRequest.completion(new int[] {1 << 20}, options(1), CLIENT)))
                .isInstanceOf(InvalidInputException.class);
        GenerationListener failing = new GenerationListener() {
            @Override
            public void onToken(int token) {
                throw new IllegalStateException("connection lost");
            }
        };
        assertThatThrownBy(() -> scheduler.generate(
                        GenerationRequest.completion(new int[] {5}, options(3), CLIENT), failing, Cancellation.none()))
                .hasMessage("connection lost");
        assertThat(scheduler.status().running()).isZero();
    }

    @Test
    void closingCancelsWhatRuns() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Future<GenerationResult> endless = threads.submit(() -> scheduler.generate(
                new GenerationRequest(
                        new int[] {5},
                        Optional.empty(),
                        false,
                        GenerationOptions.builder()
                                .maxTokens(1 << 30)
                                .ignoreEos(true)
                                .build(),
                        CLIENT),
                listener(running, new CountDownLatch(0)),
                Cancellation.none()));
        running.await();
        scheduler.close();
        assertThat(endless.get().finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThatThrownBy(() -> generate(GenerationRequest.completion(new int[] {5}, options(1), CLIENT)))
                .isInstanceOf(QueueFullException.class);
    }

    private GenerationResult note(
            String client, List<String> order, GenerationListener listener, Cancellation cancellation) {
        GenerationResult result = scheduler.generate(
                GenerationRequest.completion(new int[] {5}, options(2), client), listener, cancellation);
        if (result.finishReason() != FinishReason.CANCELLED) {
            order.add(client);
        }
        return result;
    }

    private static GenerationListener listener(CountDownLatch running, CountDownLatch release) {
        return new GenerationListener() {
            @Override
            public void onToken(int token) {
                running.countDown();
                awaitOrFail(release);
            }
        };
    }

    private GenerationResult generate(GenerationRequest request) {
        return scheduler.generate(request, GenerationListener.NONE, Cancellation.none());
    }

    private GenerationResult alone(GenerationRequest request) {
        try (SequenceState state = model.model().newState()) {
            return new Generator(model)
                    .generate(state, request.prompt(), request.options(), GenerationListener.NONE, Cancellation.none());
        }
    }

    private static GenerationOptions options(int maxTokens) {
        return GenerationOptions.builder().maxTokens(maxTokens).ignoreEos(true).build();
    }

    private int[] prompt(Random random, int length) {
        return random.ints(length, 0, model.tokenizer().vocabularySize()).toArray();
    }

    private static TokenSource source(int[] tokens) {
        AtomicInteger at = new AtomicInteger();
        return most -> {
            int from = at.get();
            int to = at.addAndGet(Math.min(most, tokens.length - from));
            return java.util.Arrays.copyOfRange(tokens, from, to);
        };
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(Duration.ofMillis(2));
        }
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
