package org.spikingbrain4j.server;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.spikingbrain4j.model.SequenceState;

/** States of memories in RAM: those in use, and those used last as long as they fit. Safe for use by several threads. */
final class MemoryCache implements AutoCloseable {
    private final long mostBytes;
    /** Least recently used first; the order changes with every {@code get}. */
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /** A state, loaded by the first who asks for it. */
    private static final class Entry {
        private final String version;
        private final FutureTask<SequenceState> loading;
        private int users;
        private long bytes;
        private boolean dropped;

        Entry(String version, Supplier<SequenceState> load) {
            this.version = version;
            this.loading = new FutureTask<>(load::get);
        }
    }

    /** @param mostBytes of states that nobody uses */
    MemoryCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Bytes of all states here. */
    synchronized long bytes() {
        return bytes;
    }

    /**
     * A state for use, from RAM or loaded. What loading throws is thrown here.
     *
     * @param version of what lies under this id now; another one that is in RAM is forgotten
     */
    Memory open(String id, String version, Supplier<SequenceState> load) {
        Entry entry = enter(id, version, load);
        entry.loading.run(); // the first one does, others wait in get
        try {
            SequenceState state = entry.loading.get();
            loaded(entry, state);
            return new Memory(Optional.of(state), () -> leave(entry));
        } catch (ExecutionException e) {
            forget(id, entry);
            throw Causes.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while a state was loaded");
        }
    }

    /** Forgets a state; who uses it still can. */
    synchronized void drop(String id) {
        Optional.ofNullable(entries.remove(id)).ifPresent(this::discard);
    }

    @Override
    public synchronized void close() {
        entries.values().forEach(this::discard);
        entries.clear();
    }

    private synchronized Entry enter(String id, String version, Supplier<SequenceState> load) {
        if (Optional.ofNullable(entries.get(id))
                .filter(known -> !known.version.equals(version))
                .isPresent()) {
            drop(id);
        }
        Entry entry = entries.computeIfAbsent(id, _ -> new Entry(version, load));
        entry.users++;
        return entry;
    }

    private synchronized void loaded(Entry entry, SequenceState state) {
        if (entry.bytes == 0 && !entry.dropped) {
            entry.bytes = state.bytes();
            bytes += entry.bytes;
            makeRoom();
        }
    }

    private synchronized void leave(Entry entry) {
        entry.users--;
        if (entry.dropped && entry.users == 0) {
            free(entry);
        }
        makeRoom();
    }

    private synchronized void forget(String id, Entry entry) {
        entry.users--;
        entries.remove(id, entry);
    }

    private void discard(Entry entry) {
        entry.dropped = true;
        if (entry.users == 0) {
            free(entry);
        }
    }

    private void makeRoom() {
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (bytes > mostBytes && oldestFirst.hasNext()) {
            Entry oldest = oldestFirst.next();
            if (oldest.users == 0) {
                oldestFirst.remove();
                free(oldest);
            }
        }
    }

    private void free(Entry entry) {
        bytes -= entry.bytes;
        entry.bytes = 0;
        if (entry.loading.state() == java.util.concurrent.Future.State.SUCCESS) {
            entry.loading.resultNow().close();
        }
    }
}
