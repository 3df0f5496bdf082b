package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.util.List;
import java.util.Set;

/**
 * What both kinds of chat models are made of.
 *
 * @param owned whether it is closed with the chat model
 * @param defaults name the model, so that listeners see it
 */
record ChatParts(
        SpikingBrainModel model,
        boolean owned,
        SpikingBrainChatRequestParameters defaults,
        List<ChatModelListener> listeners)
        implements AutoCloseable {
    static final Set<Capability> CAPABILITIES = Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);

    ChatParts {
        listeners = List.copyOf(listeners);
    }

    Requests requests() {
        return new Requests(model.name(), model::knowsTools);
    }

    @Override
    public void close() {
        if (owned) {
            model.close();
        }
    }
}
