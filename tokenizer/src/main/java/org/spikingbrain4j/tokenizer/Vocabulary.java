package org.spikingbrain4j.tokenizer;

import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which id stands for which piece, as the tokenizer's files spell pieces, and which ids are special. */
final class Vocabulary {
    /** More than any published model has; a larger id is a damaged file, not a reason to allocate. */
    static final int MAX_SIZE = 1 << 24;

    private final String[] pieces; // [size], null where an id has no text
    private final Map<String, Integer> added;
    private final BitSet special;

    /**
     * @param model the pieces of the model, by content
     * @param addedTokens the added tokens; where both know an id, the added token wins
     */
    Vocabulary(Map<String, Integer> model, List<AddedToken> addedTokens) {
        int size = 0;
        for (int id : model.values()) {
            size = Math.max(size, id + 1);
        }
        for (AddedToken token : addedTokens) {
            size = Math.max(size, token.id() + 1);
        }
        pieces = new String[size];
        added = HashMap.newHashMap(addedTokens.size());
        special = new BitSet(size);
        model.forEach((piece, id) -> pieces[id] = piece);
        for (AddedToken token : addedTokens) {
            pieces[token.id()] = token.content();
            added.put(token.content(), token.id());
            special.set(token.id(), token.special());
        }
    }

    /** One more than the highest id. */
    int size() {
        return pieces.length;
    }

    /** The piece of an id; empty for ids beyond the vocabulary, which models have when their embedding is padded. */
    Optional<String> piece(int id) {
        return id < pieces.length ? Optional.ofNullable(pieces[id]) : Optional.empty();
    }

    /** The ids of the added tokens, by content. */
    Map<String, Integer> added() {
        return Collections.unmodifiableMap(added);
    }

    boolean isSpecial(int id) {
        return special.get(id);
    }

    OptionalInt id(String piece) {
        Integer id = added.get(piece);
        if (id != null) {
            return OptionalInt.of(id);
        }
        // Asked for single tokens only, so a search costs less than an index of all pieces.
        for (int i = 0; i < pieces.length; i++) {
            if (piece.equals(pieces[i])) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
