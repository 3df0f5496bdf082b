package org.spikingbrain4j.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Prepares texts for the native library, which takes neither every string nor long ones gladly. Safe for many threads. */
final class TextEncoder implements AutoCloseable {
    /** The native library takes text of fewer than 2^31 bytes, at up to three bytes per character. */
    private static final int MAX_CHARACTERS = Integer.MAX_VALUE / 3;

    private static final String PROBE = "a";

    private final NativeTokenizer encoder;
    private final boolean cuttable;
    private final int pieceLength;

    /**
     * @param encoder closed with this
     * @param cuttable whether {@link TextCuts} in a text leave its tokens as they are
     * @param pieceLength a longer text is cut into pieces of about as many characters, where that is possible
     */
    TextEncoder(NativeTokenizer encoder, boolean cuttable, int pieceLength) {
        this.encoder = encoder;
        this.cuttable = cuttable;
        this.pieceLength = pieceLength;
    }

    /** See {@link Tokenizer#encode(String, boolean)}. */
    int[] encode(String text, boolean addSpecialTokens) {
        if (text.length() > MAX_CHARACTERS) {
            throw new TokenizerException("text: expected at most " + MAX_CHARACTERS + " characters in one call, found "
                    + text.length() + "; encode it in parts");
        }
        String mended = wellFormed(text);
        boolean whole = !cuttable || text.length() <= pieceLength || (addSpecialTokens && addsTokensAfterAText());
        return whole ? encoder.encode(mended, addSpecialTokens) : encodePieces(mended, addSpecialTokens);
    }

    private int[] encodePieces(String text, boolean addSpecialTokens) {
        List<String> pieces = TextCuts.pieces(text, pieceLength);
        IntStream.Builder ids = IntStream.builder();
        for (int i = 0; i < pieces.size(); i++) {
            Arrays.stream(encoder.encode(pieces.get(i), addSpecialTokens && i == 0))
                    .forEach(ids);
        }
        return ids.build().toArray();
    }

    private boolean addsTokensAfterAText() {
        int[] plain = encoder.encode(PROBE, false);
        int[] with = encoder.encode(PROBE, true);
        return !Arrays.equals(with, with.length - plain.length, with.length, plain, 0, plain.length);
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** Native code must never see half a surrogate pair. */
    private static String wellFormed(String text) {
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
