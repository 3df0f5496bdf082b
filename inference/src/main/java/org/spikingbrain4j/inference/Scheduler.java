package org.spikingbrain4j.inference;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.SequenceState;

/**
 * Many generations over one model at once: some run, their tokens in common passes ({@link PassBatcher}), others wait for a place. Callers
 * wait on threads of their own, best virtual ones. What a sequence gives is the same bits whatever runs beside it; only
 * where reuse of prefixes shifts the places at which a prompt is cut, the last bits may differ. Safe for use by
 * several threads.
 */
public final class Scheduler implements AutoCloseable {
    private final TextModel model;
    private final PrefixCache prefixes;
    private final Admission admission;
    private final PassBatcher batcher;
    private final Generator texts;
    private final Generator turns;
    /** Of the requests that run or wait, by the threads that wait for them. */
    private final Map<Thread, Cancellation> cancellations = new ConcurrentHashMap<>();

    private Scheduler(TextModel model, SchedulerOptions options) {
        this.model = model;
        this.prefixes = PrefixCache.open(model, options.prefixes());
        this.admission = new Admission(options.maxRunning(), options.maxWaiting());
        this.texts = new Generator(model);
        this.turns = Generator.ofTurns(model);
        this.batcher = new PassBatcher(model.model());
    }

    /**
     * Begins to wait for requests.
     *
     * @param model stays the caller's; close the scheduler first
     * @throws org.spikingbrain4j.operators.SpikeException where the model's sink tokens cannot become spikes
     */
    public static Scheduler open(TextModel model, SchedulerOptions options) {
        model.model().newState().close(); // reads the sink tokens, if any: not beside the passes of the first request
        return new Scheduler(model, options);
    }

    /** What it runs. */
    public TextModel model() {
        return model;
    }

    /**
     * Waits for a place, reads the prompt and generates. The listener is called on the calling thread; others do not wait for it.
     *
     * @return with {@link FinishReason#CANCELLED} also where it was cancelled while it waited
     * @throws QueueFullException where too many wait already, or it is being closed
     * @throws InvalidInputException where the prompt is empty or holds a token outside the vocabulary, or the state is another model's
     * @throws org.spikingbrain4j.model.ContextOverflowException where the prompt does not fit a full-attention model
     */
    public GenerationResult generate(
            GenerationRequest request, GenerationListener listener, Cancellation cancellation) {
        Generator generator = (request.endsWithTurn() ? turns : texts).reading(batcher);
        Supplier<GenerationResult> work = request.from()
                .<Supplier<GenerationResult>>map(
                        from -> () -> generateFrom(from, generator, request, listener, cancellation))
                .orElse(() ->
                        generator.generate(prefixes, request.prompt(), request.options(), listener, cancellation));
        return atAPlace(request.client(), cancellation, work).orElseGet(Scheduler::cancelled);
    }

    private GenerationResult generateFrom(
            SequenceState from,
            Generator generator,
            GenerationRequest request,
            GenerationListener listener,
            Cancellation cancellation) {
        try (SequenceState state = from.copy()) {
            return generator.generate(state, request.prompt(), request.options(), listener, cancellation);
        }
    }

    /**
     * Waits for a place and reads a document, chunk by chunk between the passes of others.
     *
     * @param state advanced by whole chunks; stays the caller's
     * @param listener told the position after every chunk
     * @return whether all was read; false where it was cancelled
     * @throws QueueFullException where too many wait already, or it is being closed
     * @throws org.spikingbrain4j.model.ContextOverflowException where the tokens do not fit a full-attention model
     */
    public boolean read(
            TokenSource tokens, SequenceState state, String client, LongConsumer listener, Cancellation cancellation) {
        DocumentReading reading = new DocumentReading(model.model(), batcher, tokens);
        return atAPlace(client, cancellation, () -> reading.read(state, listener, cancellation))
                .orElse(false);
    }

    /**
     * Waits for a place and reads a text for its embedding.
     *
     * @return the mean over all tokens of what the head would see, [hiddenSize]
     * @throws QueueFullException where too many wait already, or it is being closed
     * @throws InvalidInputException where there is no token or one outside the vocabulary
     * @throws CancelledException where it was cancelled
     */
    public float[] embed(int[] tokens, String client, Cancellation cancellation) {
        return atAPlace(client, cancellation, () -> meanHidden(tokens, cancellation))
                .orElseThrow(Scheduler::cancelledEmbedding);
    }

    private float[] meanHidden(int[] tokens, Cancellation cancellation) {
        LanguageModel reader = model.model();
        int size = reader.config().hiddenSize();
        double[] sums = new double[size];
        try (SequenceState state = reader.newState()) {
            reader.requireValid(tokens, state);
            for (int start = 0; start < tokens.length; start += reader.chunkTokens()) {
                if (cancellation.cancelled()) {
                    throw cancelledEmbedding();
                }
                int[] chunk = Arrays.copyOfRange(
                        tokens, start, (int) Math.min(tokens.length, start + (long) reader.chunkTokens()));
                float[] hidden = batcher.inTurn(chunk.length, () -> reader.finalHidden(chunk, state));
                for (int i = 0; i < hidden.length; i++) {
                    sums[i % size] += hidden[i];
                }
            }
        }
        float[] mean = new float[size];
        for (int i = 0; i < size; i++) {
            mean[i] = (float) (sums[i] / tokens.length);
        }
        return mean;
    }

    /** What it is doing now and has done. */
    public SchedulerStatus status() {
        PassCounts counts = batcher.counts();
        return new SchedulerStatus(
                admission.running(),
                admission.waiting(),
                counts.decodePasses(),
                counts.decodedTokens(),
                counts.prefillPasses(),
                counts.prefilledTokens(),
                prefixes.bytes(),
                prefixes.size());
    }

    /** Takes no more requests, cancels those that run or wait and waits for them to end. Closing twice is harmless. */
    @Override
    public void close() {
        admission.close();
        cancellations.values().forEach(Cancellation::cancel);
        admission.awaitEmpty();
        batcher.close();
        prefixes.close();
    }

    /** Empty where it was cancelled while it waited. */
    private <T> Optional<T> atAPlace(String client, Cancellation cancellation, Supplier<T> work) {
        Thread caller = Thread.currentThread();
        cancellations.put(caller, cancellation);
        try {
            Optional<Admission.Place> place = admission.enter(client, cancellation);
            if (place.isEmpty()) {
                return Optional.empty();
            }
            try (Admission.Place _ = place.get()) {
                return Optional.of(work.get());
            }
        } finally {
            cancellations.remove(caller);
        }
    }

    private static GenerationResult cancelled() {
        return new GenerationResult(
                "", new int[0], FinishReason.CANCELLED, 0, 0, List.of(), List.of(), Duration.ZERO, Duration.ZERO);
    }

    private static CancelledException cancelledEmbedding() {
        return new CancelledException("the embedding was cancelled; send the text again");
    }
}
