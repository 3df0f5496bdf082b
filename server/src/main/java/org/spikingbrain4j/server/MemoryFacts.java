package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What is known of a memory.
 *
 * @param name of the document
 * @param created seconds of Unix time
 * @param documents texts in it
 * @param complete whether all was read; else the server was closed before
 * @param tokens read
 * @param bytes of the state in its file
 * @param tokenHash of the tokens read; empty where the file does not say
 * @param unusable why it cannot be asked
 */
record MemoryFacts(
        String id,
        String name,
        long created,
        int documents,
        boolean complete,
        long tokens,
        long bytes,
        String tokenHash,
        Optional<String> unusable) {
    String status() {
        if (unusable.isPresent()) {
            return "unusable";
        }
        return complete ? "ready" : "incomplete";
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("object", "memory")
                .put("name", name)
                .put("created", created)
                .put("status", status())
                .put("tokens", tokens)
                .put("documents", documents)
                .put("bytes", bytes);
        unusable.ifPresent(reason -> json.put("reason", reason));
        return json;
    }
}
