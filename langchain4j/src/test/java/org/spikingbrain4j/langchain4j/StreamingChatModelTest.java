package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentMatchers;
import org.mockito.InOrder;

/** LangChain4j's own tests of streaming chat models, with handlers. */
class StreamingChatModelTest extends AbstractStreamingChatModelIT {
    private TinyChatModel tiny;

    @BeforeAll
    void open(@TempDir Path directory) {
        tiny = TinyChatModel.open(directory, new Knowledge());
    }

    @AfterAll
    void close() {
        tiny.close();
    }

    @Override
    protected List<StreamingChatModel> baseModels() {
        return List.of(
                SpikingBrainStreamingChatModel.builder().model(tiny.model()).build());
    }

    @Override
    protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return SpikingBrainStreamingChatModel.builder()
                .model(tiny.model())
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return SpikingBrainStreamingChatModel.builder()
                .model(tiny.model())
                .listeners(listener)
                .build();
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return SpikingBrainChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    /** Calls come whole, since a call is known to be one when it ends. */
    @Override
    protected boolean supportsPartialToolStreaming(StreamingChatModel model) {
        return false;
    }

    /** As above: the inherited check expects partial calls whatever the model supports. */
    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder order, ExpectedToolCall... calls) {
        for (ExpectedToolCall expected : calls) {
            order.verify(handler).onCompleteToolCall(ArgumentMatchers.argThat(call -> {
                var request = call.toolExecutionRequest();
                return call.index() == expected.index()
                        && request.id().equals(expected.id())
                        && request.name().equals(expected.name())
                        && request.arguments().replace(" ", "").equals(expected.arguments());
            }));
        }
    }

    /** The process holds one model; another name is refused. */
    @Override
    protected boolean supportsModelNameParameter() {
        return false;
    }

    /** The model reads text only; images are refused. */
    @Override
    protected boolean supportsSingleImageInputAsBase64EncodedString() {
        return false;
    }

    /** As above. */
    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false;
    }
}
