package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own tests of listeners beside handlers. */
class StreamingChatModelListenerTest extends AbstractStreamingChatModelListenerIT {
    private TinyChatModel tiny;

    @BeforeEach
    void open(@TempDir Path directory) {
        tiny = TinyChatModel.open(directory, new Knowledge());
    }

    @AfterEach
    void close() {
        tiny.close();
    }

    @Override
    protected StreamingChatModel createModel(ChatModelListener listener) {
        return SpikingBrainStreamingChatModel.builder()
                .model(tiny.model())
                .listeners(listener)
                .defaultRequestParameters(ChatRequestParameters.builder()
                        .temperature(temperature())
                        .topP(topP())
                        .maxOutputTokens(maxTokens())
                        .build())
                .build();
    }

    @Override
    protected String modelName() {
        return TinyChatModel.NAME;
    }

    @Override
    protected StreamingChatModel createFailingModel(ChatModelListener listener) {
        return createModel(listener);
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return Knowledge.PowerCut.class;
    }
}
