package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.CheckpointException;

/** Documents that were read before, where the server keeps them. */
final class Memories implements AutoCloseable {
    private final Optional<MemoryFolder> folder;
    private final MemoryCache cache;

    /** @param folder empty: none are kept */
    Memories(Optional<MemoryFolder> folder, long bytes) {
        this.folder = folder;
        this.cache = new MemoryCache(bytes);
    }

    /**
     * Where they are.
     *
     * @throws ApiException where none are kept
     */
    MemoryFolder folder() {
        return folder.orElseThrow(() ->
                ApiException.of(404, "no_memories", "This server keeps no memories; start it with --memories DIR."));
    }

    boolean kept() {
        return folder.isPresent();
    }

    /** Bytes of states in RAM. */
    long bytes() {
        return cache.bytes();
    }

    /**
     * A memory for use, which must be closed.
     *
     * @throws ApiException where there is none of this id, or it cannot be used
     */
    Memory open(Optional<String> id) {
        return id.map(this::open).orElse(Memory.NONE);
    }

    ObjectNode list() {
        ObjectNode json = Json.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        folder().list().forEach(facts -> data.add(facts.json()));
        return json;
    }

    MemoryFacts get(String id) {
        return folder().find(id).orElseThrow(() -> ApiException.memoryNotFound("id", id));
    }

    ObjectNode delete(String id) {
        if (!folder().delete(id)) {
            throw ApiException.memoryNotFound("id", id);
        }
        cache.drop(id);
        return Json.object().put("id", id).put("object", "memory.deleted").put("deleted", true);
    }

    @Override
    public void close() {
        cache.close();
    }

    private Memory open(String id) {
        MemoryFacts facts = folder().find(id).orElseThrow(() -> ApiException.memoryNotFound("memory", id));
        facts.unusable().ifPresent(reason -> {
            throw unusable(id, reason);
        });
        try {
            return cache.open(id, facts.tokenHash(), () -> folder().load(id));
        } catch (CheckpointException e) {
            throw unusable(id, "the file is damaged");
        }
    }

    private static ApiException unusable(String id, String reason) {
        return ApiException.field(
                "memory", "memory_unusable", "The memory '%s' cannot be asked: %s.".formatted(id, reason));
    }
}
