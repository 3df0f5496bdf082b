package org.spikingbrain4j.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import org.spikingbrain4j.grammar.TokenConstraint;
import org.spikingbrain4j.grammar.TokenMasks;
import org.spikingbrain4j.model.ContextOverflowException;

/** One run: read the prompt, then choose, emit and read token after token until something ends it. */
final class Generation {
    private final NextLogits sequence;
    private final IntPredicate stopTokens;
    private final GenerationOptions options;
    private final Optional<TokenConstraint> grammar;
    private final GenerationListener listener;
    private final Cancellation cancellation;
    private final GeneratedText text;
    private final TokenList tokens = new TokenList();
    private final List<PositionLogprobs> logprobs = new ArrayList<>();
    private List<PositionLogprobs> promptLogprobs = List.of();
    private int promptRead;

    Generation(
            NextLogits sequence,
            TextDecoder decoder,
            IntPredicate stopTokens,
            GenerationOptions options,
            GenerationListener listener,
            Cancellation cancellation) {
        this.sequence = sequence;
        this.grammar = options.grammar().map(TokenMasks::begin);
        this.stopTokens = options.ignoreEos() ? token -> false : stopTokens;
        this.options = options;
        this.listener = listener;
        this.cancellation = cancellation;
        this.text = new GeneratedText(decoder, options.stop(), listener);
    }

    /** To be called once. */
    GenerationResult run(int[] prompt) {
        long start = System.nanoTime();
        Optional<float[]> first = prefill(prompt);
        long prefilled = System.nanoTime();
        FinishReason reason = first.map(logits -> decode(sampler(prompt, logits.length), logits))
                .orElse(FinishReason.CANCELLED);
        String whole = text.finish();
        Duration decodeTime = Duration.ofNanos(System.nanoTime() - prefilled);
        Duration prefillTime = Duration.ofNanos(prefilled - start);
        int reused = sequence.reusedTokens();
        return new GenerationResult(
                whole,
                tokens.toArray(),
                reason,
                reused + promptRead,
                reused,
                logprobs,
                promptLogprobs,
                prefillTime,
                decodeTime);
    }

    /** The first logits; empty where the reading was cancelled. */
    private Optional<float[]> prefill(int[] prompt) {
        if (cancellation.cancelled()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    options.promptLogprobs() ? readTold(prompt) : sequence.readPrompt(prompt, this::chunkRead));
        } catch (CancelledPrefill e) {
            return Optional.empty();
        }
    }

    private float[] readTold(int[] prompt) {
        PromptLogprobs told = new PromptLogprobs(prompt, options.logprobs());
        promptLogprobs = told.found();
        return sequence.readPrompt(prompt, this::chunkRead, told);
    }

    private void chunkRead(int read, int total) {
        promptRead = read;
        listener.onPrefill(read, total);
        if (cancellation.cancelled() && read < total) {
            throw new CancelledPrefill();
        }
    }

    private FinishReason decode(Sampler sampler, float[] firstLogits) {
        float[] logits = firstLogits;
        while (tokens.size() < options.maxTokens()) {
            if (cancellation.cancelled()) {
                return FinishReason.CANCELLED;
            }
            if (tokens.size() > 0) {
                Optional<float[]> next = readLast();
                if (next.isEmpty()) {
                    return FinishReason.LENGTH;
                }
                logits = next.get();
            }
            int token = choose(sampler, logits);
            if (stopTokens.test(token)) {
                return FinishReason.STOP;
            }
            text.accept(token);
            if (text.stopped() || grammar.map(TokenConstraint::mustEnd).orElse(false)) {
                return FinishReason.STOP;
            }
        }
        return FinishReason.LENGTH;
    }

    /** The logits after the token chosen last; empty where a full-attention model has no position left for it. */
    private Optional<float[]> readLast() {
        try {
            return Optional.of(sequence.read(tokens.last()));
        } catch (ContextOverflowException e) {
            return Optional.empty();
        }
    }

    private int choose(Sampler sampler, float[] logits) {
        Optional<float[]> raw = options.logprobs() > 0 ? Optional.of(logits.clone()) : Optional.empty();
        int token = sampler.next(logits);
        tokens.add(token);
        listener.onToken(token);
        raw.map(values -> TopLogprobs.of(values, token, options.logprobs())).ifPresent(position -> {
            logprobs.add(position);
            listener.onLogprobs(position);
        });
        return token;
    }

    /** Told once the model has read the prompt, and so refused tokens it does not know. */
    private Sampler sampler(int[] prompt, int vocabularySize) {
        Optional<GrammarMask> mask = grammar.map(constraint -> GrammarMask.of(constraint, stopTokens, vocabularySize));
        long seed = ThreadLocalRandom.current().nextLong();
        Sampler sampler = new Sampler(options.sampling(), vocabularySize, seed, mask);
        sampler.prompt(prompt);
        text.prompt(prompt);
        return sampler;
    }

    /** Leaves the reading of a prompt between two chunks. */
    private static final class CancelledPrefill extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CancelledPrefill() {
            super("cancelled", null, false, false);
        }
    }
}
