package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelPublisherListenerTest;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own tests of listeners beside publishers. */
class PublishingChatModelListenerTest extends AbstractStreamingChatModelPublisherListenerTest {
    @TempDir
    private Path directory;

    private Optional<TinyChatModel> tiny = Optional.empty();

    @AfterEach
    void close() {
        tiny.ifPresent(TinyChatModel::close);
    }

    @Override
    protected StreamingChatModel createModel(ChatModelListener listener, StreamScenario scenario) {
        tiny = Optional.of(TinyChatModel.open(directory, _ -> answer(scenario)));
        return SpikingBrainStreamingChatModel.builder()
                .model(tiny.get().model())
                .listeners(listener)
                .build();
    }

    /** Asked for every token. */
    private static List<String> answer(StreamScenario scenario) {
        if (scenario.fail()) {
            throw new Knowledge.PowerCut();
        }
        LockSupport.parkNanos(scenario.spreadOverMillis() * 1_000_000 / scenario.contentChunks());
        return List.of("x".repeat(scenario.contentChunks()));
    }
}
