package org.spikingbrain4j.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.spikingbrain4j.tokenizer.Tokenizer;

/**
 * The bytes of all tokens of a tokenizer, arranged to find those that can follow. Most are plain: characters that stand in a JSON
 * string as they are. Within a string all of these can follow, and only the others need a look. Immutable; some 10 MB for 150 000
 * tokens.
 */
public final class TokenVocabulary {
    private static final Rule.Text ANY_TEXT = new Rule.Text(0, Rule.Repeat.UNLIMITED, Names.NONE);

    private final byte[][] bytes; // by token; empty: none
    private final int longest;
    private final int[] plain; // those of few characters first
    private final int[] plainUpTo; // how many of these have at most so many characters, by that number
    private final long[] allPlain; // one bit per token
    private final TokenTree plainTree;
    private final TokenTree otherTree;

    /** @param tokenBytes by token; empty: never allowed */
    TokenVocabulary(List<byte[]> tokenBytes) {
        this.bytes = tokenBytes.toArray(byte[][]::new);
        this.longest = tokenBytes.stream().mapToInt(token -> token.length).max().orElse(0);
        int[] characters = plainCharacters(tokenBytes);
        this.plain = tokens(token -> characters[token] >= 0)
                .boxed()
                .sorted(Comparator.comparingInt(token -> characters[token]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.plainUpTo = new int[longest + 1];
        Arrays.stream(plain).forEach(token -> plainUpTo[characters[token]]++);
        Arrays.parallelPrefix(plainUpTo, Integer::sum);
        this.allPlain = new long[words()];
        Arrays.stream(plain).forEach(token -> allPlain[token >> 6] |= 1L << token);
        this.plainTree = new TokenTree(bytes, plain);
        this.otherTree = new TokenTree(
                bytes,
                tokens(token -> bytes[token].length > 0 && characters[token] < 0)
                        .toArray());
    }

    /** All tokens of a tokenizer but special ones and those without text: a grammar never allows these. */
    public static TokenVocabulary of(Tokenizer tokenizer) {
        List<byte[]> bytes = new ArrayList<>(tokenizer.vocabularySize());
        for (int token = 0; token < tokenizer.vocabularySize(); token++) {
            Optional<byte[]> known = tokenizer.tokenBytes(token).filter(text -> text.length < Short.MAX_VALUE);
            bytes.add(known.orElseGet(() -> new byte[0]));
        }
        return new TokenVocabulary(bytes);
    }

    /** Bytes of the longest token. */
    int longest() {
        return longest;
    }

    byte[] bytes(int token) {
        return token < bytes.length ? bytes[token] : new byte[0];
    }

    /** How many words of 64 bits hold one bit per token. */
    int words() {
        return (bytes.length + 63) >> 6;
    }

    /** Sets the bits of the plain tokens of at most so many characters. */
    void addPlain(int mostCharacters, long[] bits) {
        if (mostCharacters >= plainUpTo.length) {
            for (int i = 0; i < bits.length; i++) {
                bits[i] |= allPlain[i];
            }
            return;
        }
        int end = plainUpTo[mostCharacters];
        for (int i = 0; i < end; i++) {
            bits[plain[i] >> 6] |= 1L << plain[i];
        }
    }

    TokenTree plainTree() {
        return plainTree;
    }

    TokenTree otherTree() {
        return otherTree;
    }

    private IntStream tokens(IntPredicate wanted) {
        return IntStream.range(0, bytes.length).filter(wanted);
    }

    /** By token how many characters of a string it is, one that it only begins included; -1 where it is something else. */
    private static int[] plainCharacters(List<byte[]> tokens) {
        DeterministicAutomaton strings = new DeterministicAutomaton(new Automaton(ANY_TEXT));
        DeterministicAutomaton.Node within = strings.next(strings.start(), '"');
        return tokens.stream()
                .mapToInt(token -> plainCharacters(token, strings, within))
                .toArray();
    }

    private static int plainCharacters(
            byte[] token, DeterministicAutomaton strings, DeterministicAutomaton.Node within) {
        DeterministicAutomaton.Node place = within;
        int characters = 0;
        for (byte value : token) {
            place = strings.next(place, value & 0xFF);
            if (place.dead() || value == '"' || value == '\\') {
                return -1;
            }
            characters += (value & 0xC0) == 0x80 ? 0 : 1;
        }
        return token.length > 0 ? characters : -1;
    }
}
