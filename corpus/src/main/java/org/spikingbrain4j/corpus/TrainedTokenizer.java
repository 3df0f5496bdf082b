package org.spikingbrain4j.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.tokenizer.ByteLevelBpe;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** Trains a tokenizer and writes it as Hugging Face tools and the {@code tokenizer} module read it. */
public final class TrainedTokenizer {
    /** Those of Qwen2, in the order of their ids, which follow those of the pieces. */
    public static final List<String> SPECIAL_TOKENS = List.of(Tokenizer.END_OF_DOCUMENT, "<|im_start|>", "<|im_end|>");

    /** ChatML with tools, as Qwen2.5's, but without a system message of its own. */
    private static final String CHAT_TEMPLATE = """
            {%- if tools %}
                {{- '<|im_start|>system\\n' }}
                {%- if messages[0].role == 'system' %}
                    {{- messages[0].content + '\\n\\n' }}
                {%- endif %}
                {{- '# Tools\\n\\nYou may call one or more functions to assist with the user query.\\n\\n' }}
                {{- 'You are provided with function signatures within <tools></tools> XML tags:\\n<tools>' }}
                {%- for tool in tools %}
                    {{- '\\n' }}
                    {{- tool | tojson }}
                {%- endfor %}
                {{- '\\n</tools>\\n\\nFor each function call, return a json object with function name and arguments ' }}
                {{- 'within <tool_call></tool_call> XML tags:\\n<tool_call>\\n' }}
                {{- '{"name": <function-name>, "arguments": <args-json-object>}\\n</tool_call><|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {%- if message.role == 'tool' %}
                    {{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
                {%- elif not (tools and loop.first and message.role == 'system') %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content }}
                    {%- for call in message.tool_calls %}
                        {{- '\\n' if message.content or not loop.first }}
                        {{- '<tool_call>\\n{"name": "' + call.function.name + '", "arguments": ' }}
                        {{- call.function.arguments | tojson }}
                        {{- '}\\n</tool_call>' }}
                    {%- endfor %}
                    {{- '<|im_end|>\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}""";

    private static final int SMALLEST = 256 + SPECIAL_TOKENS.size();
    private static final int LARGEST = 1 << 24; // the most that the tokenizer module takes
    private static final String DEFINITION = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";

    private TrainedTokenizer() {}

    /**
     * What was trained.
     *
     * @param totals of the texts
     * @param tokens of the texts with the new tokenizer
     * @param oldFolder where what was replaced is, if it could not be removed
     */
    public record Result(TextTotals totals, long tokens, Optional<Path> oldFolder) {}

    /**
     * Trains a tokenizer and writes {@code tokenizer.json} and {@code tokenizer_config.json} into a new folder.
     *
     * @param vocabulary entries: 256 bytes, what is merged, and the special tokens
     * @param replace whether a tokenizer in the folder's place is replaced
     * @param reading told the bytes of files read
     * @param merging told the pieces found
     * @throws CorpusException where a text cannot be read, the vocabulary is too small or too large for the texts, or the
     *     folder holds more than a tokenizer; nothing is left then
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where the folder exists or cannot be made
     */
    public static Result write(
            Documents documents,
            int vocabulary,
            Path folder,
            boolean replace,
            CorpusListener reading,
            CorpusListener merging) {
        if (vocabulary < SMALLEST || vocabulary > LARGEST) {
            throw new CorpusException("vocabulary: expected %d (bytes and special tokens) to %d entries, found %d"
                    .formatted(SMALLEST, LARGEST, vocabulary));
        }
        requireNothingElse(folder);
        try (OutputFolder output = OutputFolder.create(folder, replace, DEFINITION)) {
            WordCounts words = WordCounts.of(documents, reading);
            BytePairVocabulary found = train(words, vocabulary, merging);
            write(output.path(), found);
            return new Result(words.totals(), found.tokens(), output.finish());
        }
    }

    private static BytePairVocabulary train(WordCounts words, int vocabulary, CorpusListener listener) {
        int specials = SPECIAL_TOKENS.size();
        BytePairVocabulary found = BytePairTrainer.train(words, vocabulary - specials, listener);
        int size = found.pieces().size() + specials;
        if (size < vocabulary) {
            throw new CorpusException(
                    "vocabulary: expected %d entries, but pairs that repeat in these texts give only %d; give more text or ask for at most %d"
                            .formatted(vocabulary, size, size));
        }
        return found;
    }

    static void write(Path folder, BytePairVocabulary vocabulary) {
        write(folder.resolve(DEFINITION), ByteLevelBpe.json(vocabulary.pieces(), vocabulary.merges(), SPECIAL_TOKENS));
        write(folder.resolve(CONFIG), config());
    }

    /** A model's folder has these files too, and must not give way to them. */
    private static void requireNothingElse(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !Set.of(DEFINITION, CONFIG).contains(name))
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw new CorpusException(
                                "%s: holds %s, so it is more than a tokenizer and not replaced; name another folder"
                                        .formatted(folder, name));
                    });
        } catch (IOException e) {
            throw FileFailure.reading(folder, e);
        }
    }

    private static String config() {
        JsonMapper mapper = new JsonMapper();
        ObjectNode config = mapper.createObjectNode()
                .put("tokenizer_class", "Qwen2Tokenizer")
                .put("add_prefix_space", false)
                .put("clean_up_tokenization_spaces", false)
                .put("errors", "replace")
                .put("split_special_tokens", false)
                .putNull("bos_token")
                .put("eos_token", Tokenizer.END_OF_DOCUMENT)
                .put("pad_token", Tokenizer.END_OF_DOCUMENT)
                .putNull("unk_token")
                .put("chat_template", CHAT_TEMPLATE);
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw FileFailure.writing(file, e);
        }
    }
}
