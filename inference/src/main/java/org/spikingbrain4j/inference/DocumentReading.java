package org.spikingbrain4j.inference;

import java.util.function.LongConsumer;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.PrefillListener;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.TokenHash;

/**
 * Reads tokens of any number into a state. Memory does not depend on how many there are, where the model's state does not; the
 * state depends neither on the pieces nor on where a reading was stopped and gone on with.
 */
public final class DocumentReading {
    private final LanguageModel model;
    private final SequenceReader reader;
    private final TokenSource tokens;

    /**
     * @param model stays the caller's
     * @param tokens read from where they are
     */
    public DocumentReading(LanguageModel model, TokenSource tokens) {
        this(model, model::forward, tokens);
    }

    DocumentReading(LanguageModel model, SequenceReader reader, TokenSource tokens) {
        this.model = model;
        this.reader = reader;
        this.tokens = tokens;
    }

    /** What a sequence had read when a reading began. */
    public record Start(long position, TokenHash hash) {
        /** Nothing. */
        public static final Start BEGINNING = new Start(0, TokenHash.EMPTY);

        public static Start of(SequenceState state) {
            return new Start(state.position(), new TokenHash(state.tokenHash()));
        }
    }

    /**
     * Passes over the tokens that a stopped reading has read, from its start on.
     *
     * @param stopped its state
     * @param listener told the position from time to time
     * @throws InvalidInputException where these are other tokens, or fewer
     * @throws CancelledException where the caller cancelled
     */
    public void passOver(Start start, SequenceState stopped, LongConsumer listener, Cancellation cancellation) {
        TokenHash hash = start.hash();
        long position = start.position();
        while (position < stopped.position()) {
            if (cancellation.cancelled()) {
                throw new CancelledException("reading: cancelled behind %d of %d tokens that were read before"
                        .formatted(position, stopped.position()));
            }
            int[] passed = tokens.next((int) Math.min(model.chunkTokens(), stopped.position() - position));
            if (passed.length == 0) {
                break;
            }
            hash = hash.append(passed);
            position += passed.length;
            listener.accept(position);
        }
        if (position != stopped.position() || !hash.hex().equals(stopped.tokenHash())) {
            throw new InvalidInputException(
                    "the state has read %d tokens that are not the first ones of these documents; give the same documents in the same order"
                            .formatted(stopped.position()));
        }
    }

    /**
     * Reads until the tokens end or the caller cancels. However it ends, the state has read whole chunks and can be kept.
     *
     * @param state advanced
     * @param listener told the position after every chunk
     * @return whether all was read
     * @throws org.spikingbrain4j.model.ContextOverflowException where the tokens do not fit a full-attention model
     */
    public boolean read(SequenceState state, LongConsumer listener, Cancellation cancellation) {
        while (!cancellation.cancelled()) {
            int[] chunk = tokens.next(model.chunkTokens());
            if (chunk.length == 0) {
                return true;
            }
            reader.forward(chunk, state, LogitsWanted.NONE, PrefillListener.NONE);
            listener.accept(state.position());
        }
        return false;
    }
}
