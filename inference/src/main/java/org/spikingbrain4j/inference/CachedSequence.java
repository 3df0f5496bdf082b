package org.spikingbrain4j.inference;

import java.util.Arrays;
import java.util.Optional;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.PrefillListener;
import org.spikingbrain4j.model.SequenceState;

/**
 * A sequence that begins with the longest prefix a cache keeps, and leaves there what later prompts may begin with: snapshots
 * at the borders of the prompt, and in the end its own state, however far it came.
 */
final class CachedSequence implements NextLogits, AutoCloseable {
    private final LanguageModel model;
    private final SequenceReader reader;
    private final PrefixCache cache;
    private Optional<SequenceState> state = Optional.empty();
    private Optional<PromptLogprobs> told = Optional.empty();
    private int reusedTokens;

    CachedSequence(LanguageModel model, SequenceReader reader, PrefixCache cache) {
        this.model = model;
        this.reader = reader;
        this.cache = cache;
    }

    @Override
    public float[] readPrompt(int[] prompt, PrefillListener listener) {
        KeptPrefix prefix = cache.lookup(prompt);
        state = Optional.of(prefix.state());
        reusedTokens = prefix.tokens();
        return prefix.logits().orElseGet(() -> readRest(prompt, prefix.state(), listener));
    }

    /** What is kept has no log-probabilities: nothing is looked up, but all is kept as ever. */
    @Override
    public float[] readPrompt(int[] prompt, PrefillListener listener, PromptLogprobs logprobs) {
        told = Optional.of(logprobs);
        SequenceState beginning = model.newState();
        state = Optional.of(beginning);
        return readRest(prompt, beginning, listener);
    }

    @Override
    public float[] read(int token) {
        return new StateSequence(model, reader, state.orElseThrow()).read(token);
    }

    @Override
    public int reusedTokens() {
        return reusedTokens;
    }

    /** Gives the state away: the next turn of a conversation, or the same prompt after an interruption, goes on from it. */
    @Override
    public void close() {
        state.ifPresent(cache::give);
        state = Optional.empty();
    }

    /** Checks the whole rest before its first piece: a prompt that does not fit is refused before any of it is read. */
    private float[] readRest(int[] prompt, SequenceState rest, PrefillListener listener) {
        int known = reusedTokens;
        model.requireValid(Arrays.copyOfRange(prompt, known, prompt.length), rest);
        int from = known;
        for (int border : cache.borders(prompt, known)) {
            read(prompt, from, border, rest, LogitsWanted.NONE, listener);
            cache.keep(rest, Optional.empty());
            from = border;
        }
        float[] logits = read(prompt, from, prompt.length, rest, LogitsWanted.LAST, listener);
        cache.keep(rest, Optional.of(logits));
        return logits;
    }

    private float[] read(
            int[] prompt, int from, int to, SequenceState rest, LogitsWanted wanted, PrefillListener listener) {
        int before = from - reusedTokens;
        int total = prompt.length - reusedTokens;
        PrefillListener whole = (read, _) -> listener.chunkRead(before + read, total);
        if (told.isPresent()) {
            return told.get().read(model, reader, rest, from, to, whole);
        }
        return reader.forward(Arrays.copyOfRange(prompt, from, to), rest, wanted, whole)
                .values();
    }
}
