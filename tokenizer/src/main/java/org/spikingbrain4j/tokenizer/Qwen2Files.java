package org.spikingbrain4j.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The files of a Qwen2 tokenizer from before {@code tokenizer.json}: {@code vocab.json}, {@code merges.txt},
 * {@code added_tokens.json} and {@code tokenizer_config.json}.
 */
final class Qwen2Files {
    private Qwen2Files() {}

    static TokenizerDefinition read(Path directory, TokenizerConfig config) {
        String tokenizerClass = config.tokenizerClass();
        if (!tokenizerClass.equals("Qwen2Tokenizer") && !tokenizerClass.equals("Qwen2TokenizerFast")) {
            throw new TokenizerException(directory.resolve("tokenizer_config.json")
                    + ": tokenizer_class: expected Qwen2Tokenizer, found '" + TokenizerException.shown(tokenizerClass)
                    + "'; other tokenizers need a tokenizer.json, which transformers' save_pretrained writes");
        }
        Path vocabularyFile = directory.resolve("vocab.json");
        Map<String, Integer> vocabulary = Json.read(vocabularyFile, Json.text(vocabularyFile), ModelPieces::byId);
        if (vocabulary.isEmpty()) {
            throw new TokenizerException(vocabularyFile + ": no pieces found");
        }
        List<AddedToken> added = addedTokens(directory, config);
        // An added token keeps the id it was given only if the model's vocabulary knows it, too.
        for (AddedToken token : added) {
            vocabulary.put(token.content(), token.id());
        }
        List<String> merges = merges(directory.resolve("merges.txt"));
        String json = ByteLevelBpe.json(vocabulary, merges, added);
        return new TokenizerDefinition(
                json,
                new Vocabulary(vocabulary, added),
                PieceDecoder.byteLevel(),
                CutRules.qwen2(!merges.isEmpty(), added));
    }

    private static List<AddedToken> addedTokens(Path directory, TokenizerConfig config) {
        List<AddedToken> added = new ArrayList<>(config.addedTokens());
        Path file = directory.resolve("added_tokens.json");
        if (Files.exists(file)) {
            Map<String, Integer> listed = Json.read(file, Json.text(file), ModelPieces::byId);
            listed.forEach((content, id) -> {
                if (added.stream().noneMatch(token -> token.id() == id)) {
                    added.add(AddedToken.literal(
                            id, content, config.specialContents().contains(content)));
                }
            });
        }
        added.sort(Comparator.comparingInt(AddedToken::id));
        return added;
    }

    private static List<String> merges(Path file) {
        List<String> lines = Json.text(file).lines().toList();
        List<String> merges = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || (i == 0 && line.startsWith("#version"))) {
                continue;
            }
            int space = line.indexOf(' ');
            if (space <= 0 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
                throw new TokenizerException(
                        file + ": line " + (i + 1) + ": expected two pieces with one space between them, found '"
                                + TokenizerException.shown(line) + "'");
            }
            merges.add(line);
        }
        return merges;
    }
}
