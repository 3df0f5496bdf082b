package org.spikingbrain4j.inference;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.TokenHash;

/**
 * Remembers what a model has read, so that a prompt that begins like an earlier one is read from where they part: snapshots of states at
 * some borders of prompts ({@link PromptBorders}), at their ends with the logits there, and after answers, found by the hash of the
 * tokens read. Recurrent states cannot be trimmed, so only what was kept can be gone back to. Where the memory is used up, the
 * snapshots that were not used for longest go. For one model; safe for use by several threads.
 */
public final class PrefixCache implements AutoCloseable {
    private final LanguageModel model;
    private final PromptBorders borders;
    private final long mostBytes;
    /** Least recently used first; the order changes with every {@code get}. */
    private final Map<Key, Snapshot> snapshots = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;
    private boolean closed;

    /** The tokens read, by their hash; their number says at which places of a prompt it pays to look. */
    private record Key(String tokenHash, long tokens) {
        static Key of(SequenceState state) {
            return new Key(state.tokenHash(), state.position());
        }
    }

    /** A state that nobody reads on with, and the logits after it where it is the end of a prompt. */
    private record Snapshot(SequenceState state, Optional<float[]> logits, long bytes) {
        static long bytes(SequenceState state, Optional<float[]> logits) {
            return state.bytes()
                    + logits.map(values -> (long) values.length * Float.BYTES).orElse(0L);
        }
    }

    PrefixCache(LanguageModel model, Set<Integer> messageEnds, PrefixCacheOptions options) {
        this.model = model;
        this.borders = new PromptBorders(Set.copyOf(messageEnds), options.everyTokens());
        this.mostBytes = options.bytes();
    }

    /**
     * An empty one.
     *
     * @param textModel stays the caller's; close the cache first
     */
    public static PrefixCache open(TextModel textModel, PrefixCacheOptions options) {
        return new PrefixCache(textModel.model(), textModel.tokenizer().endOfTurnTokens(), options);
    }

    /** Number of snapshots. */
    public synchronized int size() {
        return snapshots.size();
    }

    /** Bytes of memory that the snapshots occupy, never more than {@link PrefixCacheOptions#bytes}. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Forgets everything. */
    public synchronized void clear() {
        snapshots.values().forEach(snapshot -> snapshot.state().close());
        snapshots.clear();
        bytes = 0;
    }

    /** Frees everything. Generations under way go on, but leave nothing here. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        clear();
        closed = true;
    }

    /**
     * A copy of the longest prefix kept; all of the prompt where its logits are kept too, since logits are else only had by
     * reading a token.
     *
     * @throws IllegalStateException where the cache is closed
     */
    KeptPrefix lookup(int[] prompt) {
        List<Key> candidates =
                longestFirst(prompt); // hashing takes seconds for millions of tokens: others need not wait
        synchronized (this) {
            requireOpen();
            for (Key key : candidates) {
                Snapshot snapshot = snapshots.get(key);
                boolean whole = key.tokens() == prompt.length;
                if (snapshot != null && (!whole || snapshot.logits().isPresent())) {
                    Optional<float[]> logits =
                            snapshot.logits().filter(_ -> whole).map(float[]::clone);
                    return new KeptPrefix(snapshot.state().copy(), logits);
                }
            }
        }
        return new KeptPrefix(model.newState(), Optional.empty());
    }

    /** Where within a prompt to {@link #keep} snapshots, ascending; the end of the prompt is not among them. */
    NavigableSet<Integer> borders(int[] prompt, int known) {
        return mostBytes == 0 ? new TreeSet<>() : borders.within(prompt, known);
    }

    /**
     * Keeps a copy, unless it is here already or does not fit.
     *
     * @param state stays the caller's
     * @param logits of the token after it, where they are known; they are copied
     * @throws InvalidInputException where the state is another model's
     */
    synchronized void keep(SequenceState state, Optional<float[]> logits) {
        requireOurs(state);
        Key key = Key.of(state);
        long wanted = Snapshot.bytes(state, logits);
        if (closed || wanted > mostBytes || has(key, logits)) {
            return;
        }
        drop(key);
        makeRoom(wanted); // before the copy: it counts too
        add(key, state.copy(), logits.map(float[]::clone));
    }

    /**
     * Keeps a state itself, or closes it: where it is broken, empty, here already or does not fit.
     *
     * @param state no longer the caller's
     * @throws InvalidInputException where the state is another model's
     */
    synchronized void give(SequenceState state) {
        requireOurs(state);
        boolean worth = !closed && state.intact() && state.position() > 0 && state.bytes() <= mostBytes;
        if (!worth || has(Key.of(state), Optional.empty())) {
            state.close();
            return;
        }
        makeRoom(state.bytes());
        add(Key.of(state), state, Optional.empty());
    }

    /** One pass over the prompt gives the hashes of all prefixes as long as some snapshot. */
    private List<Key> longestFirst(int[] prompt) {
        NavigableMap<Long, Key> keys = new TreeMap<>();
        TokenHash hash = TokenHash.EMPTY;
        int hashed = 0;
        for (long tokens : keptLengths(prompt.length)) {
            hash = hash.append(prompt, hashed, (int) tokens);
            hashed = (int) tokens;
            keys.put(tokens, new Key(hash.hex(), tokens));
        }
        Collection<Key> longestFirst = keys.descendingMap().values();
        return List.copyOf(longestFirst);
    }

    private synchronized NavigableSet<Long> keptLengths(int most) {
        NavigableSet<Long> lengths = new TreeSet<>();
        snapshots.keySet().forEach(key -> lengths.add(key.tokens()));
        return lengths.headSet((long) most, true);
    }

    /** Whether nothing is to be gained by keeping it; that it was wanted makes it the one used last. */
    private boolean has(Key key, Optional<float[]> logits) {
        Snapshot snapshot = snapshots.get(key);
        return snapshot != null && (logits.isEmpty() || snapshot.logits().isPresent());
    }

    private void makeRoom(long wanted) {
        Iterator<Snapshot> oldestFirst = snapshots.values().iterator();
        while (bytes + wanted > mostBytes) {
            Snapshot oldest = oldestFirst.next();
            oldestFirst.remove();
            free(oldest);
        }
    }

    private void drop(Key key) {
        Optional.ofNullable(snapshots.remove(key)).ifPresent(this::free);
    }

    private void free(Snapshot snapshot) {
        snapshot.state().close();
        bytes -= snapshot.bytes();
    }

    private void add(Key key, SequenceState state, Optional<float[]> logits) {
        Snapshot snapshot = new Snapshot(state, logits, Snapshot.bytes(state, logits));
        snapshots.put(key, snapshot);
        bytes += snapshot.bytes();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the prefix cache is closed; open one for each model that is open");
        }
    }

    private void requireOurs(SequenceState state) {
        if (!model.accepts(state)) {
            throw new InvalidInputException(
                    "the state belongs to another model than the prefix cache; open a cache for each model");
        }
    }
}
