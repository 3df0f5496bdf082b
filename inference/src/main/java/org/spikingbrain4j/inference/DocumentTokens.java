package org.spikingbrain4j.inference;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
    private long made; // with those given and waiting

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

    /**
     * Tokens still to come, as many for each byte of the input as there were so far; empty where its length is not known. The input that was
     * taken runs ahead of the tokens that were given by what is buffered: so those that wait count too.
     */
    public OptionalLong left() {
        OptionalDouble share = texts.share();
        if (share.isEmpty()) {
            return OptionalLong.empty();
        }
        int ready = waiting.length - given;
        if (ended || share.getAsDouble() == 0) {
            return ended ? OptionalLong.of(ready) : OptionalLong.empty();
        }
        return OptionalLong.of(ready + Math.round(made / share.getAsDouble()) - made);
    }

    /** Texts that were begun. */
    public int documents() {
        return documents;
    }

    private void add(int[] more) {
        made += more.length;
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
