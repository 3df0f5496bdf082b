package org.spikingbrain4j.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Collects what a chat model needs: a model, and what requests do not say.
 *
 * @param <M> the chat model
 * @param <B> the builder itself
 */
public abstract sealed class SpikingBrainBuilder<M, B extends SpikingBrainBuilder<M, B>>
        permits SpikingBrainChatModel.Builder, SpikingBrainStreamingChatModel.Builder {
    private Optional<SpikingBrainModel> model = Optional.empty();
    private Optional<Path> directory = Optional.empty();
    private ChatRequestParameters defaults = DefaultChatRequestParameters.EMPTY;
    private List<ChatModelListener> listeners = List.of();

    /** Answers with an open model, which stays the caller's. */
    public B model(SpikingBrainModel newModel) {
        model = Optional.of(newModel);
        return self();
    }

    /** Answers with the model in a directory; it is opened by {@link #build}, and closed with the chat model. */
    public B modelDirectory(Path newDirectory) {
        directory = Optional.of(newDirectory);
        return self();
    }

    /** For what a request leaves open; {@link SpikingBrainChatRequestParameters} are taken too. */
    public B defaultRequestParameters(ChatRequestParameters newDefaults) {
        defaults = newDefaults;
        return self();
    }

    public B listeners(List<ChatModelListener> newListeners) {
        listeners = newListeners;
        return self();
    }

    public B listeners(ChatModelListener... newListeners) {
        return listeners(List.of(newListeners));
    }

    /**
     * The chat model.
     *
     * @throws IllegalArgumentException where there is not exactly one of model and directory
     * @throws UnsupportedFeatureException where the default parameters ask for what the model cannot do
     * @throws InvalidRequestException where a value is outside its range
     * @throws org.spikingbrain4j.operators.SpikingBrainException where the directory holds no complete model
     */
    public M build() {
        if (model.isPresent() == directory.isPresent()) {
            throw new IllegalArgumentException(
                    "expected either model or modelDirectory, found %s".formatted(model.isPresent() ? "both" : "none"));
        }
        SpikingBrainModel open = model.orElseGet(() -> SpikingBrainModel.open(directory.orElseThrow()));
        ChatParts parts = new ChatParts(open, directory.isPresent(), defaultsFor(open), listeners);
        try {
            parts.requests().require(parts.defaults());
            return build(parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private SpikingBrainChatRequestParameters defaultsFor(SpikingBrainModel open) {
        return SpikingBrainChatRequestParameters.builder()
                .modelName(open.name())
                .overrideWith(defaults)
                .build();
    }

    abstract B self();

    abstract M build(ChatParts parts);
}
