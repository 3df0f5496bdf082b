package org.spikingbrain4j.checkpoint;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.spikingbrain4j.operators.HostTensor;

/** Tensors by name, and the arena their data lie in: what a checkpoint and a single file have in common. */
final class MappedTensors implements AutoCloseable {
    private final Path source;
    private final SortedMap<String, HostTensor> tensors;
    private final Arena arena;

    MappedTensors(Path source, SortedMap<String, HostTensor> tensors, Arena arena) {
        this.source = source;
        this.tensors = Collections.unmodifiableSortedMap(tensors);
        this.arena = arena;
    }

    SortedMap<String, HostTensor> all() {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("%s was closed; its tensors are gone".formatted(source));
        }
        return tensors;
    }

    SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(all().keySet()));
    }

    boolean contains(String name) {
        return all().containsKey(name);
    }

    HostTensor tensor(String name) {
        HostTensor tensor = all().get(name);
        if (tensor == null) {
            throw new CheckpointException("%s: tensor %s is missing among %d; check that the weights fit the config"
                    .formatted(source, Quote.of(name), tensors.size()));
        }
        return tensor;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
