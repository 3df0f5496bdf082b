package org.spikingbrain4j.server;

import java.util.OptionalLong;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.PositionLogprobs;
import org.spikingbrain4j.inference.ToolCall;

/** Follows an answer for the counters, and for another listener. */
final class Metered implements ChatListener {
    private final ChatListener inner;
    private final Exchange exchange;
    private final Metrics metrics;
    private final Progress progress;
    private final Runnable promptRead;
    private OptionalLong last = OptionalLong.empty();

    /** @param promptRead is run at the first token */
    Metered(ChatListener inner, Exchange exchange, Metrics metrics, Progress progress, Runnable promptRead) {
        this.inner = inner;
        this.exchange = exchange;
        this.metrics = metrics;
        this.progress = progress;
        this.promptRead = promptRead;
    }

    @Override
    public void onPrefill(int read, int total) {
        progress.reading(read, total);
        inner.onPrefill(read, total);
    }

    @Override
    public void onToken(int token) {
        long now = System.nanoTime();
        if (last.isPresent()) {
            metrics.betweenTokens(now - last.getAsLong());
        } else {
            metrics.firstToken(exchange.elapsed());
            progress.generating();
            promptRead.run();
        }
        last = OptionalLong.of(now);
        exchange.token();
        metrics.token();
        inner.onToken(token);
    }

    @Override
    public void onLogprobs(PositionLogprobs logprobs) {
        inner.onLogprobs(logprobs);
    }

    @Override
    public void onText(String piece) {
        inner.onText(piece);
    }

    @Override
    public void onWords(String piece) {
        inner.onWords(piece);
    }

    @Override
    public void onToolCall(ToolCall call) {
        inner.onToolCall(call);
    }
}
