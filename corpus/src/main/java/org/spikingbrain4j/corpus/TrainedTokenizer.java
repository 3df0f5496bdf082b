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

/** Writes a tokenizer as Hugging Face tools and the {@code tokenizer} module read it. */
public final class TrainedTokenizer {
    /** Ends a document, and where it is sampled a text. */
    public static final String END_OF_TEXT = "<|endoftext|>";

    /** Those of Qwen2, in the order of their ids, which follow those of the pieces. */
    public static final List<String> SPECIAL_TOKENS = List.of(END_OF_TEXT, "<|im_start|>", "<|im_end|>");

    /** ChatML, as Qwen2's, but without tools and without a system message of its own. */
    private static final String CHAT_TEMPLATE =
            "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
                    + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static final String DEFINITION = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";

    private TrainedTokenizer() {}

    /**
     * Writes {@code tokenizer.json} and {@code tokenizer_config.json} into a new folder.
     *
     * @param replace whether a tokenizer in the folder's place is replaced
     * @return where what was there is that could not be removed
     * @throws CorpusException where the folder holds more than a tokenizer, or cannot be written
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where the folder exists or cannot be made
     */
    public static Optional<Path> write(BytePairVocabulary vocabulary, Path folder, boolean replace) {
        requireNothingElse(folder);
        try (OutputFolder output = OutputFolder.create(folder, replace, DEFINITION)) {
            write(
                    output.path().resolve(DEFINITION),
                    ByteLevelBpe.json(vocabulary.pieces(), vocabulary.merges(), SPECIAL_TOKENS));
            write(output.path().resolve(CONFIG), config());
            return output.finish();
        }
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
                .put("eos_token", END_OF_TEXT)
                .put("pad_token", END_OF_TEXT)
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
