package org.spikingbrain4j.checkpoint;

import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Tokens with a meaning, as {@code generation_config.json} and, where it is silent, {@code config.json} name them.
 *
 * @param bos what a text starts with
 * @param eos any of these ends a text; may be empty
 */
public record TokenIds(OptionalInt bos, SortedSet<Integer> eos) {
    public TokenIds {
        eos = Collections.unmodifiableSortedSet(new TreeSet<>(eos));
    }
}
