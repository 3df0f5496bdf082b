package org.spikingbrain4j.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Prepares texts for the native library, which takes neither every string nor long ones gladly. Safe for many threads. */
final class TextEncoder implements AutoCloseable {
    /** The native library takes text of fewer than 2^31 bytes, at up to three bytes per character. */
    private static final int MAX_CHARACTERS = Integer.MAX_VALUE / 3;

    private static final String PROBE = "a";

    private final NativeTokenizer encoder;
    private final TextCuts cuts;
    private final int pieceLength;

    /**
     * @param encoder closed with this
     * @param pieceLength a longer text is cut into pieces of about as many characters, where that is possible
     */
    TextEncoder(NativeTokenizer encoder, TextCuts cuts, int pieceLength) {
        this.encoder = encoder;
        this.cuts = cuts;
        this.pieceLength = pieceLength;
    }

    /** What the tokenizer puts around a text. */
    private record Around(int[] before, int[] after) {
        static final Around NOTHING = new Around(new int[0], new int[0]);
    }

    /** See {@link Tokenizer#encode(String, boolean, Pace)}. */
    int[] encode(String text, boolean addSpecialTokens, Pace pace) {
        if (text.length() > MAX_CHARACTERS) {
            throw new TokenizerException("text: expected at most " + MAX_CHARACTERS + " characters in one call, found "
                    + text.length() + "; encode it in parts");
        }
        boolean inPieces = text.length() > pieceLength && cuts.possible();
        Optional<Around> around = inPieces ? around(addSpecialTokens) : Optional.empty();
        return around.map(known -> encodeInPieces(text, known, pace))
                .orElseGet(() -> pace.get(() -> encoder.encode(wellFormed(text), addSpecialTokens)));
    }

    private int[] encodeInPieces(String text, Around around, Pace pace) {
        StreamingEncoder streaming =
                new StreamingEncoder(encoder, cuts, around.before(), around.after(), pieceLength, Integer.MAX_VALUE);
        List<int[]> pieces = new ArrayList<>();
        for (int start = 0; start < text.length(); start += pieceLength) {
            String piece = text.substring(start, (int) Math.min(text.length(), start + (long) pieceLength));
            pieces.add(pace.get(() -> streaming.accept(piece)));
        }
        pieces.add(pace.get(streaming::finish));
        return pieces.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /** See {@link Tokenizer#streamingEncoder(boolean)}. */
    StreamingEncoder stream(boolean addSpecialTokens) {
        Around around = around(addSpecialTokens)
                .orElseThrow(
                        () -> new TokenizerException(
                                "tokenizer: what it puts around a text depends on the text, which therefore cannot be read in pieces"));
        return new StreamingEncoder(encoder, cuts, around.before(), around.after(), pieceLength);
    }

    /** Empty where the tokens of a text are not found among those around it. */
    private Optional<Around> around(boolean addSpecialTokens) {
        if (!addSpecialTokens) {
            return Optional.of(Around.NOTHING);
        }
        int[] plain = encoder.encode(PROBE, false);
        int[] whole = encoder.encode(PROBE, true);
        for (int start = 0; start <= whole.length - plain.length; start++) {
            int end = start + plain.length;
            if (Arrays.equals(whole, start, end, plain, 0, plain.length)) {
                return Optional.of(
                        new Around(Arrays.copyOf(whole, start), Arrays.copyOfRange(whole, end, whole.length)));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** Native code must never see half a surrogate pair. */
    static String wellFormed(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (mended == null) {
                mended = new StringBuilder(text);
            }
            mended.setCharAt(i, '\uFFFD');
        }
        return mended == null ? text : mended.toString();
    }
}
