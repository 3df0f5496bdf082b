package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.common.StreamingMode;
import java.util.List;

/** LangChain4j's own tests of streaming chat models, with publishers. */
class PublishingChatModelTest extends StreamingChatModelTest {
    @Override
    protected List<StreamingMode> streamingModes() {
        return List.of(StreamingMode.PUBLISHER);
    }
}
