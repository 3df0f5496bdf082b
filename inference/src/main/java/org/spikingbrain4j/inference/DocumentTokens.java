package org.spikingbrain4j.inference;

import java.util.Arrays;
import java.util.Optional;
import org.spikingbrain4j.documents.DocumentException;
import org.spikingbrain4j.documents.TextReader;
import org.spikingbrain4j.tokenizer.StreamingEncoder;
import org.spikingbrain4j.tokenizer.Tokenizer;
import org.spikingbrain4j.tokenizer.TokenizerException;

/**
 * The tokens of texts that are read one after the other, each as the tokenizer encodes it with the special tokens around a text. Between
 * two texts stands the token that ends a document, where the tokenizer has one: so models are trained. What is in memory does not
 * grow with the texts.
 */
public final class DocumentTokens implements TokenSource {
    private final Tokenizer tokenizer;
    private final TextReader texts;
    private final boolean behindOthers;
    private Optional<StreamingEncoder> current = Optional.empty();
    private boolean ended;
    private int documents;
    private int[] waiting = {};
    private int given; // of those waiting

    /**
     * @param tokenizer stays the caller's
     * @param texts stays the caller's; read from where it is
     */
    public DocumentTokens(Tokenizer tokenizer, TextReader texts) {
        this(tokenizer, texts, false);
    }

    private DocumentTokens(Tokenizer tokenizer, TextReader texts, boolean behindOthers) {
        this.tokenizer = tokenizer;
        this.texts = texts;
        this.behindOthers = behindOthers;
    }

    /** The same for texts that follow one that was read before: the first of them is announced as the others are. */
    public static DocumentTokens behindOthers(Tokenizer tokenizer, TextReader texts) {
        return new DocumentTokens(tokenizer, texts, true);
    }

    /**
     * {@inheritDoc}
     *
     * @throws DocumentException where a text cannot be read, or has no place to be cut
     */
    @Override
    public int[] next(int most) {
        while (waiting.length - given < most && !ended) {
            add(more());
        }
        int count = Math.min(most, waiting.length - given);
        int[] tokens = Arrays.copyOfRange(waiting, given, given + count);
        given += count;
        return tokens;
    }

    /** Texts that were begun. */
    public int documents() {
        return documents;
    }

    private void add(int[] more) {
        int left = waiting.length - given;
        int[] all = Arrays.copyOfRange(waiting, given, waiting.length + more.length);
        System.arraycopy(more, 0, all, left, more.length);
        waiting = all;
        given = 0;
    }

    private int[] more() {
        if (current.isEmpty()) {
            return begin();
        }
        String piece = texts.piece();
        try {
            if (!piece.isEmpty()) {
                return current.get().accept(piece);
            }
            int[] last = current.get().finish();
            current = Optional.empty();
            return last;
        } catch (TokenizerException e) {
            throw new DocumentException(texts.name() + ": " + e.getMessage(), e);
        }
    }

    private int[] begin() {
        if (!texts.next()) {
            ended = true;
            return new int[0];
        }
        current = Optional.of(tokenizer.streamingEncoder(true));
        documents++;
        return documents > 1 || behindOthers ? border() : new int[0];
    }

    private int[] border() {
        return tokenizer.endOfDocument().stream().toArray();
    }
}
