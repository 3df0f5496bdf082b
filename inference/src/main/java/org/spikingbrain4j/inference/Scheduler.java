package org.spikingbrain4j.inference;

import java.util.function.LongConsumer;
import org.spikingbrain4j.model.SequenceState;

/**
 * Many generations over one model. Callers wait on threads of their own, best virtual ones. What a sequence gives does not
 * depend on the others. Safe for use by several threads.
 */
public final class Scheduler implements AutoCloseable {
    private final TextModel model;
    private final PrefixCache prefixes;
    private final Generator texts;
    private final Generator turns;

    private Scheduler(TextModel model, SchedulerOptions options) {
        this.model = model;
        this.prefixes = PrefixCache.open(model, options.prefixes());
        this.texts = new Generator(model);
        this.turns = Generator.ofTurns(model);
    }

    /**
     * Begins to wait for requests.
     *
     * @param model stays the caller's; close the scheduler first
     */
    public static Scheduler open(TextModel model, SchedulerOptions options) {
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
     * @throws QueueFullException where too many wait already
     * @throws org.spikingbrain4j.model.InvalidInputException where the prompt is empty or holds a token outside the vocabulary
     * @throws org.spikingbrain4j.model.ContextOverflowException where the prompt does not fit a full-attention model
     */
    public GenerationResult generate(
            GenerationRequest request, GenerationListener listener, Cancellation cancellation) {
        Generator generator = request.endsWithTurn() ? turns : texts;
        if (request.from().isEmpty()) {
            return generator.generate(prefixes, request.prompt(), request.options(), listener, cancellation);
        }
        try (SequenceState state = request.from().get().copy()) {
            return generator.generate(state, request.prompt(), request.options(), listener, cancellation);
        }
    }

    /**
     * Waits for a place and reads a document, chunk by chunk between the passes of others.
     *
     * @param state advanced by whole chunks; stays the caller's
     * @param listener told the position after every chunk
     * @return whether all was read; false where it was cancelled
     * @throws QueueFullException where too many wait already
     * @throws org.spikingbrain4j.model.ContextOverflowException where the tokens do not fit a full-attention model
     */
    public boolean read(
            TokenSource tokens, SequenceState state, String client, LongConsumer listener, Cancellation cancellation) {
        return new DocumentReading(model.model(), tokens).read(state, listener, cancellation);
    }

    /**
     * Waits for a place and reads a text for its embedding.
     *
     * @return the mean over all tokens of what the head would see, [hiddenSize]
     * @throws QueueFullException where too many wait already
     * @throws CancelledException where it was cancelled
     */
    public float[] embed(int[] tokens, String client, Cancellation cancellation) {
        throw new UnsupportedOperationException();
    }

    /** What it is doing now and has done. */
    public SchedulerStatus status() {
        return new SchedulerStatus(0, 0, 0, 0, 0, 0, 0, prefixes.bytes(), prefixes.size());
    }

    /** Cancels what runs and waits for it to end. Closing twice is harmless. */
    @Override
    public void close() {
        prefixes.close();
    }
}
