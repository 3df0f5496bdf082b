package org.spikingbrain4j.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import org.spikingbrain4j.grammar.SchemaException;
import org.spikingbrain4j.inference.MissingChatTemplateException;
import org.spikingbrain4j.inference.MissingToolTemplateException;
import org.spikingbrain4j.inference.QueueFullException;
import org.spikingbrain4j.model.ContextOverflowException;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.tokenizer.ChatTemplateException;

/** Failures as LangChain4j knows them: it decides by their type what to try again. */
final class Failures {
    private Failures() {}

    /** Where the type says nothing to LangChain4j, the failure itself. */
    static RuntimeException of(SpikingBrainException failure) {
        return switch (failure) {
            case InvalidInputException e -> new InvalidRequestException(e.getMessage(), e);
            case ContextOverflowException e -> new InvalidRequestException(e.getMessage(), e);
            case ChatTemplateException e -> new InvalidRequestException(e.getMessage(), e);
            case MissingToolTemplateException e -> new InvalidRequestException(e.getMessage(), e);
            case QueueFullException e -> new RateLimitException(e.getMessage(), e);
            case SchemaException e ->
                new UnsupportedFeatureException("this schema is not supported: " + e.getMessage());
            case MissingChatTemplateException e -> unsupported("conversations", e.getMessage());
            default -> failure;
        };
    }

    /**
     * @param feature a plural
     * @param advice what is possible instead
     */
    static UnsupportedFeatureException unsupported(String feature, String advice) {
        return new UnsupportedFeatureException(feature + " are not supported: " + advice);
    }

    /** The model was closed while a request ran or waited. */
    static LangChain4jException closed() {
        return new LangChain4jException("the model was closed before the request was answered; keep it open longer");
    }
}
