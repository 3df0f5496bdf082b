package org.spikingbrain4j.inference;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.SequenceState;

/** Generates text: token by token, from a prompt and what a sequence has read before. Safe for use by several threads. */
public final class Generator {
    private final LanguageModel model;
    private final SequenceReader reader;
    private final Supplier<TextDecoder> decoders;
    private final IntPredicate stopTokens;

    /** Ends at the stop tokens of the model. */
    public Generator(TextModel textModel) {
        this(textModel.model(), textModel::newDecoder, textModel.stopTokens()::contains);
    }

    /** Ends also where a turn of a conversation does, by the model's chat template. */
    public static Generator ofTurns(TextModel textModel) {
        return new Generator(textModel.model(), textModel::newDecoder, turnEnds(textModel)::contains);
    }

    static Set<Integer> turnEnds(TextModel textModel) {
        Set<Integer> ends = new HashSet<>(textModel.stopTokens());
        ends.addAll(textModel.tokenizer().endOfTurnTokens());
        return ends;
    }

    Generator(LanguageModel model, Supplier<TextDecoder> decoders, IntPredicate stopTokens) {
        this(model, model::forward, decoders, stopTokens);
    }

    private Generator(
            LanguageModel model, SequenceReader reader, Supplier<TextDecoder> decoders, IntPredicate stopTokens) {
        this.model = model;
        this.reader = reader;
        this.decoders = decoders;
        this.stopTokens = stopTokens;
    }

    /** One whose passes somebody else runs. */
    Generator reading(SequenceReader newReader) {
        return new Generator(model, newReader, decoders, stopTokens);
    }

    /**
     * Reads the prompt and generates until a stop token, a stop string, the maximum of tokens, the end of the positions a
     * full-attention model was trained for, or the caller ends it. However it ends, also by an exception of the listener, the
     * state has read whole tokens: the prompt and every token chosen but the last.
     *
     * @param state of a sequence of this model; advanced
     * @param promptTokens the next tokens of the sequence, at least one
     * @throws org.spikingbrain4j.model.InvalidInputException where the prompt is empty or holds a token outside the vocabulary
     * @throws org.spikingbrain4j.model.ContextOverflowException where the prompt does not fit a full-attention model; the state
     *     is unchanged
     */
    public GenerationResult generate(
            SequenceState state,
            int[] promptTokens,
            GenerationOptions options,
            GenerationListener listener,
            Cancellation cancellation) {
        return run(new StateSequence(model, reader, state), promptTokens, options, listener, cancellation);
    }

    /**
     * As {@link #generate(SequenceState, int[], GenerationOptions, GenerationListener, Cancellation)} for a sequence of its own,
     * which reads only what no earlier prompt or answer in the cache began with: nothing of a prompt that was read to its end.
     * However it ends, the cache keeps what was read.
     *
     * @param cache of this model
     * @param prompt all tokens of the sequence, at least one
     * @throws org.spikingbrain4j.model.InvalidInputException where the prompt is empty or holds a token outside the vocabulary,
     *     or the cache is another model's
     * @throws org.spikingbrain4j.model.ContextOverflowException where the prompt does not fit a full-attention model; nothing
     *     was read
     */
    public GenerationResult generate(
            PrefixCache cache,
            int[] prompt,
            GenerationOptions options,
            GenerationListener listener,
            Cancellation cancellation) {
        try (CachedSequence sequence = new CachedSequence(model, reader, cache)) {
            return run(sequence, prompt, options, listener, cancellation);
        }
    }

    private GenerationResult run(
            NextLogits sequence,
            int[] prompt,
            GenerationOptions options,
            GenerationListener listener,
            Cancellation cancellation) {
        return new Generation(sequence, decoders.get(), stopTokens, options, listener, cancellation).run(prompt);
    }
}
