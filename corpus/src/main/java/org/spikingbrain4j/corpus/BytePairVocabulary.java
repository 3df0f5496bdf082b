package org.spikingbrain4j.corpus;

import java.util.List;

/**
 * What a {@link BytePairTrainer} found.
 *
 * @param pieces spelt in the byte-level alphabet, by id: the 256 bytes, then the merges' results
 * @param merges two pieces with a space between them, in the order found
 * @param tokens of the training text, without special tokens
 */
public record BytePairVocabulary(List<String> pieces, List<String> merges, long tokens) {
    public BytePairVocabulary {
        pieces = List.copyOf(pieces);
        merges = List.copyOf(merges);
    }
}
