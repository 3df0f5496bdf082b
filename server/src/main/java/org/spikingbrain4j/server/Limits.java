package org.spikingbrain4j.server;

/**
 * How large a request may be.
 *
 * @param bodyBytes of a JSON body
 * @param uploadBytes of a document
 * @param headerBytes of all headers of a request
 * @param nesting of objects and arrays in a JSON body
 * @param promptTokens of one prompt; a memory does not count
 * @param maxTokens that one answer may ask for
 * @param defaultMaxTokens of an answer in a conversation that asks for no number
 * @param choices answers that one request may ask for, over all its prompts
 * @param parallelChoices of one request that are generated at once
 * @param connections open at once; more wait until one closes
 */
public record Limits(
        long bodyBytes,
        long uploadBytes,
        int headerBytes,
        int nesting,
        int promptTokens,
        int maxTokens,
        int defaultMaxTokens,
        int choices,
        int parallelChoices,
        int connections) {
    /** 16 MiB of JSON, 1 GiB of document, a million tokens of prompt, 65 536 of answer (2048 where none is asked for), 1024 answers and connections. */
    public static final Limits DEFAULT =
            new Limits(16L << 20, 1L << 30, 16 << 10, 64, 1 << 20, 1 << 16, 2048, 1024, 16, 1024);

    /**
     * @throws org.spikingbrain4j.model.InvalidInputException where one is below 1
     */
    public Limits {
        positive("bodyBytes", bodyBytes);
        positive("uploadBytes", uploadBytes);
        positive("headerBytes", headerBytes);
        positive("nesting", nesting);
        positive("promptTokens", promptTokens);
        positive("maxTokens", maxTokens);
        positive("defaultMaxTokens", defaultMaxTokens);
        positive("choices", choices);
        positive("parallelChoices", parallelChoices);
        positive("connections", connections);
    }

    public Limits withBodyBytes(long newBodyBytes) {
        return new Limits(
                newBodyBytes,
                uploadBytes,
                headerBytes,
                nesting,
                promptTokens,
                maxTokens,
                defaultMaxTokens,
                choices,
                parallelChoices,
                connections);
    }

    public Limits withUploadBytes(long newUploadBytes) {
        return new Limits(
                bodyBytes,
                newUploadBytes,
                headerBytes,
                nesting,
                promptTokens,
                maxTokens,
                defaultMaxTokens,
                choices,
                parallelChoices,
                connections);
    }

    public Limits withPromptTokens(int newPromptTokens) {
        return new Limits(
                bodyBytes,
                uploadBytes,
                headerBytes,
                nesting,
                newPromptTokens,
                maxTokens,
                defaultMaxTokens,
                choices,
                parallelChoices,
                connections);
    }

    public Limits withMaxTokens(int newMaxTokens) {
        return new Limits(
                bodyBytes,
                uploadBytes,
                headerBytes,
                nesting,
                promptTokens,
                newMaxTokens,
                Math.min(defaultMaxTokens, newMaxTokens),
                choices,
                parallelChoices,
                connections);
    }

    private static void positive(String name, long value) {
        ServerOptions.require(value >= 1, name, "at least 1", value);
    }
}
