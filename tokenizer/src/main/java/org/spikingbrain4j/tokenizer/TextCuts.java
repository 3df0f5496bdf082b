package org.spikingbrain4j.tokenizer;

import java.util.List;

/**
 * Where a long text may be cut so that the tokens of its pieces, one after the other, are those of the whole. The native
 * library takes some 200 bytes of memory for each byte of text that it is given at once.
 *
 * @param places what a tokenizer allows, see {@link CutRules}
 * @param literals contents of the added tokens, none of which may be cut
 */
record TextCuts(Places places, List<String> literals) {
    static final TextCuts NONE = new TextCuts(Places.NONE, List.of());

    /** Kinds of places. */
    enum Places {
        /** There is none. */
        NONE,
        /**
         * Where a word ends for Qwen2 and Llama 3: between a line feed and a visible character, because white space that ends
         * in a line feed is one word; and between a visible character and a blank, which words only begin with. A character
         * never composes with a line feed or with what follows a blank.
         */
        WORDS,
        /**
         * The same places, but not behind an added token, for a tokenizer that merges over the whole text, where no piece
         * reaches over them. What follows is encoded behind a line feed, because a text begins with a blank of its own.
         */
        PIECES,
        /** Before every ASCII character: a token a byte. */
        BYTES
    }

    boolean possible() {
        return places != Places.NONE;
    }

    /** What a piece that does not begin the text is to be encoded behind; its tokens do not count. */
    String context() {
        return places == Places.PIECES ? "\n" : "";
    }

    /**
     * The last place of a text that goes on.
     *
     * @param from places before it are not looked at
     * @return characters before the place, or -1 where there is none
     */
    int last(CharSequence text, int from) {
        for (int place = text.length() - 1; place >= Math.max(1, from); place--) {
            if (isPlace(text, place)) {
                return place;
            }
        }
        return -1;
    }

    private boolean isPlace(CharSequence text, int place) {
        char before = text.charAt(place - 1);
        char after = text.charAt(place);
        return switch (places) {
            case NONE -> false;
            case WORDS -> isBetweenWords(before, after);
            case PIECES -> isBetweenWords(before, after) && endsNoLiteral(text, place);
            case BYTES -> after < 0x80 && cutsNoLiteral(text, place);
        };
    }

    private static boolean isBetweenWords(char before, char after) {
        return (before == '\n' && isVisible(after)) || (isVisible(before) && after == ' ');
    }

    /** Of characters that appear in old and new versions of Unicode alike. */
    private static boolean isVisible(char c) {
        return (c > ' ' && c < 0x7F) || (c >= 0xC0 && !Character.isSurrogate(c) && Character.isLetterOrDigit(c));
    }

    /** A token whose end is not in the text yet counts as one. */
    private boolean cutsNoLiteral(CharSequence text, int place) {
        for (String literal : literals) {
            for (int start = Math.max(0, place - literal.length() + 1); start < place; start++) {
                if (begins(literal, text, start)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Behind an added token a text begins anew. */
    private boolean endsNoLiteral(CharSequence text, int place) {
        return literals.stream()
                .noneMatch(literal -> place >= literal.length() && begins(literal, text, place - literal.length()));
    }

    private static boolean begins(String literal, CharSequence text, int start) {
        int length = Math.min(literal.length(), text.length() - start);
        return CharSequence.compare(text.subSequence(start, start + length), literal.substring(0, length)) == 0;
    }
}
