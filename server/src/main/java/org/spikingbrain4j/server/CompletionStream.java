package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.spikingbrain4j.inference.GenerationResult;
import org.spikingbrain4j.inference.PositionLogprobs;

/** Makes pieces of one completion as it comes. */
final class CompletionStream implements AnswerStream<GenerationResult> {
    private final TokenTexts texts;
    private final CompletionRequest asked;
    private final int index;
    private final Prompt prompt;
    private final Consumer<ObjectNode> pieces;
    private final List<PositionLogprobs> pending = new ArrayList<>();
    private boolean begun;
    private long offset;

    /** @param pieces takes each, an element of {@code choices} */
    CompletionStream(TokenTexts texts, CompletionRequest asked, int index, Prompt prompt, Consumer<ObjectNode> pieces) {
        this.texts = texts;
        this.asked = asked;
        this.index = index;
        this.prompt = prompt;
        this.pieces = pieces;
    }

    @Override
    public void onToken(int token) {
        begin();
    }

    @Override
    public void onLogprobs(PositionLogprobs logprobs) {
        pending.add(logprobs);
    }

    @Override
    public void onText(String piece) {
        pieces.accept(piece(piece).putNull("finish_reason"));
    }

    /** The last piece. */
    @Override
    public void finish(GenerationResult result) {
        begin();
        pieces.accept(piece("").put("finish_reason", Completions.finishReason(result.finishReason())));
    }

    private void begin() {
        if (!begun && asked.echo()) {
            pieces.accept(piece(prompt.text()).putNull("finish_reason"));
        }
        begun = true;
    }

    private ObjectNode piece(String text) {
        ObjectNode piece = Json.object().put("index", index).put("text", text);
        if (asked.logprobs().isPresent() && !pending.isEmpty()) {
            CompletionLogprobs logprobs =
                    new CompletionLogprobs(texts, asked.logprobs().getAsInt(), offset);
            logprobs.add(pending);
            pending.clear();
            offset = logprobs.offset();
            piece.set("logprobs", logprobs.json());
        } else {
            piece.putNull("logprobs");
        }
        return piece;
    }
}
