package org.spikingbrain4j.tokenizer;

import java.util.Optional;

/**
 * Turns the tokens of one sequence into text as they come. Holds back the bytes of an unfinished character, at most
 * three, and nothing else; bytes that can no longer become a character come out as U+FFFD. The cost of a token is that
 * of its own text. Not for use by several threads at once.
 */
public final class StreamingDecoder {
    private final Vocabulary vocabulary;
    private final PieceDecoder pieces;
    private final boolean skipSpecial;
    private final Utf8Decoder utf8 = new Utf8Decoder();
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
        StringBuilder text = new StringBuilder();
        utf8.decode(pieces.bytes(piece.get()), text);
        return withoutLeading(text.toString());
    }

    /**
     * Ends the sequence and makes the decoder ready for another.
     *
     * @return what an unfinished character at the end becomes: U+FFFD, or nothing if there is none
     */
    public String finish() {
        StringBuilder rest = new StringBuilder();
        utf8.finish(rest);
        leadingLeft = pieces.leading().count();
        return rest.toString();
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
