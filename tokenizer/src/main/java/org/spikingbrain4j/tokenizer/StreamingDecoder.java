package org.spikingbrain4j.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Turns the tokens of one sequence into text as they come. Holds back the bytes of an unfinished character, at most
 * three, and nothing else; bytes that can no longer become a character come out as U+FFFD. The cost of a token is that
 * of its own text. Not for use by several threads at once.
 */
public final class StreamingDecoder {
    private static final int LONGEST_PENDING = 3;

    private final Vocabulary vocabulary;
    private final PieceDecoder pieces;
    private final boolean skipSpecial;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final byte[] pending = new byte[LONGEST_PENDING];
    private int pendingCount;
    private int leadingLeft;

    StreamingDecoder(Vocabulary vocabulary, PieceDecoder pieces, boolean skipSpecial) {
        this.vocabulary = vocabulary;
        this.pieces = pieces;
        this.skipSpecial = skipSpecial;
        this.leadingLeft = pieces.leading().count();
    }

    /**
     * Takes the next token of the sequence.
     *
     * @param token its id; an id without text adds nothing
     * @return the text that has become certain, often empty
     * @throws TokenizerException if the id is negative
     */
    public String accept(int token) {
        if (token < 0) {
            throw new TokenizerException("token id: expected zero or more, found " + token);
        }
        Optional<String> piece = vocabulary.piece(token);
        if (piece.isEmpty() || skipSpecial && vocabulary.isSpecial(token)) {
            return "";
        }
        return decode(pieces.bytes(piece.get()), false);
    }

    /**
     * Ends the sequence and makes the decoder ready for another.
     *
     * @return what an unfinished character at the end becomes: U+FFFD, or nothing if there is none
     */
    public String finish() {
        String rest = decode(new byte[0], true);
        utf8.reset();
        leadingLeft = pieces.leading().count();
        return rest;
    }

    private String decode(byte[] bytes, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(pendingCount + bytes.length);
        in.put(pending, 0, pendingCount).put(bytes).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining()); // UTF-8 has no fewer bytes than UTF-16 has characters
        utf8.reset();
        utf8.decode(in, out, last);
        pendingCount = in.remaining();
        in.get(pending, 0, pendingCount);
        return withoutLeading(out.flip().toString());
    }

    private String withoutLeading(String text) {
        int start = 0;
        while (leadingLeft > 0 && start < text.length()) {
            if (text.charAt(start) == pieces.leading().character()) {
                start++;
                leadingLeft--;
            } else {
                leadingLeft = 0;
            }
        }
        return text.substring(start);
    }
}
