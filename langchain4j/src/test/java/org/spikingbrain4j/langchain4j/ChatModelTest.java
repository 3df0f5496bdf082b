package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own tests of chat models. */
class ChatModelTest extends AbstractChatModelIT {
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
    protected List<ChatModel> models() {
        return List.of(SpikingBrainChatModel.builder().model(tiny.model()).build());
    }

    @Override
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return SpikingBrainChatModel.builder()
                .model(tiny.model())
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return SpikingBrainChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected boolean supportsChatAsync() {
        return true;
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
