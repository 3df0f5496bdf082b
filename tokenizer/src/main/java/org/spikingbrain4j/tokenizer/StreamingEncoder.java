package org.spikingbrain4j.tokenizer;

import java.util.stream.IntStream;

/**
 * Encodes one text that comes in pieces, of any length; all tokens together are those of {@link Tokenizer#encode} of the
 * whole. What is in memory is some 64 000 characters, unless a text has no places where it may be cut. Not safe for use by several
 * threads.
 */
public final class StreamingEncoder {
    /** Most characters without a place to cut: the native library takes 200 bytes of memory for each. */
    private static final int LONGEST_STRETCH = 1 << 22;

    private final NativeTokenizer encoder;
    private final TextCuts cuts;
    private final int[] after;
    private final int pieceLength;
    private final int longestStretch;
    private final StringBuilder rest = new StringBuilder();
    private int[] before;
    private String context = "";
    private int searched;
    private boolean finished;

    /**
     * @param before tokens that begin the text
     * @param after tokens that end it
     * @param pieceLength characters that are encoded at once, where there is a place to cut
     */
    StreamingEncoder(NativeTokenizer encoder, TextCuts cuts, int[] before, int[] after, int pieceLength) {
        this(encoder, cuts, before, after, pieceLength, LONGEST_STRETCH);
    }

    StreamingEncoder(
            NativeTokenizer encoder, TextCuts cuts, int[] before, int[] after, int pieceLength, int longestStretch) {
        this.encoder = encoder;
        this.cuts = cuts;
        this.before = before;
        this.after = after;
        this.pieceLength = pieceLength;
        this.longestStretch = longestStretch;
    }

    /**
     * Takes the next piece of the text, which may end anywhere, and returns the tokens that are certain by now.
     *
     * @throws TokenizerException where a long stretch of the text has no place to cut, or the tokenizer is closed
     */
    public int[] accept(String piece) {
        requireOpen();
        IntStream.Builder tokens = IntStream.builder();
        for (int start = 0; start < piece.length(); ) {
            int end = (int) Math.min(piece.length(), start + (long) Math.max(1, pieceLength - rest.length()));
            rest.append(piece, start, end);
            start = end;
            if (rest.length() >= pieceLength) {
                cut(tokens);
            }
        }
        return tokens.build().toArray();
    }

    /** Ends the text and returns its last tokens. */
    public int[] finish() {
        requireOpen();
        finished = true;
        IntStream.Builder tokens = IntStream.builder();
        encode(rest.toString(), tokens);
        addAll(after, tokens);
        return tokens.build().toArray();
    }

    private void cut(IntStream.Builder tokens) {
        int place = cuts.last(rest, searched);
        if (place >= 0) {
            encode(rest.substring(0, place), tokens);
            rest.delete(0, place);
            context = cuts.context();
            searched = 0;
        } else {
            searched = Math.max(0, rest.length() - 1);
            requireShortStretch();
        }
    }

    private void encode(String text, IntStream.Builder tokens) {
        addAll(before, tokens);
        before = new int[0];
        int[] encoded = encoder.encode(TextEncoder.wellFormed(context + text), false);
        int known = context.isEmpty() ? 0 : encoder.encode(context, false).length;
        for (int i = known; i < encoded.length; i++) {
            tokens.add(encoded[i]);
        }
    }

    private static void addAll(int[] all, IntStream.Builder tokens) {
        for (int token : all) {
            tokens.add(token);
        }
    }

    private void requireShortStretch() {
        if (rest.length() > longestStretch) {
            throw new TokenizerException(longStretch().formatted(longestStretch));
        }
    }

    private String longStretch() {
        if (!cuts.possible()) {
            return "text: expected at most %d characters, since this tokenizer's texts cannot be cut into pieces; split the text";
        }
        if (rest.chars().filter(Character::isWhitespace).count() > rest.length() / 2) {
            return "text: expected a visible character within %d characters, found white space alone; shorten it";
        }
        return "text: expected a blank between words or a line end within %d characters, found none; break the line, or where letters have no"
                + " blanks, as in FASTA, use a model whose tokenizer is byte-level without merges";
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("streaming encoder: used after finish");
        }
    }
}
