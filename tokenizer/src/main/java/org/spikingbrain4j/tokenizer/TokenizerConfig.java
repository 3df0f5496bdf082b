package org.spikingbrain4j.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code tokenizer_config.json} and the small files beside it add to a tokenizer.
 *
 * @param tokenizerClass the {@code tokenizer_class}, or an empty string
 * @param addedTokens the {@code added_tokens_decoder}
 * @param namedTokens the texts of {@code bos_token}, {@code eos_token}, {@code unk_token}, {@code pad_token}
 * @param specialContents the texts of all tokens that have a role
 * @param templates the chat template as a list of at most one
 */
record TokenizerConfig(
        String tokenizerClass,
        List<AddedToken> addedTokens,
        Map<String, String> namedTokens,
        Set<String> specialContents,
        List<TemplateSource> templates) {
    private static final List<String> ROLES = List.of("bos_token", "eos_token", "unk_token", "pad_token");

    /** The text of a chat template and the file it was found in. */
    record TemplateSource(String text, Path file) {}

    static TokenizerConfig read(Path directory) {
        Path file = directory.resolve("tokenizer_config.json");
        Map<String, Object> config = Files.exists(file) ? Json.object(file) : Map.of();
        Path mapFile = directory.resolve("special_tokens_map.json");
        Map<String, Object> specialMap = Files.exists(mapFile) ? Json.object(mapFile) : Map.of();

        Map<String, String> named = new LinkedHashMap<>();
        for (String role : ROLES) {
            content(config.get(role)).or(() -> content(specialMap.get(role))).ifPresent(text -> named.put(role, text));
        }
        Set<String> special = new HashSet<>(named.values());
        for (Map<String, Object> source : List.of(config, specialMap)) {
            for (Object token : Json.asList(source.get("additional_special_tokens"))) {
                content(token).ifPresent(special::add);
            }
        }
        String tokenizerClass = config.get("tokenizer_class") instanceof String name ? name : "";
        return new TokenizerConfig(
                tokenizerClass, addedTokens(file, config), named, special, templates(directory, file, config));
    }

    /** A token is written as its text or as an object with a {@code content}. */
    private static Optional<String> content(Object token) {
        Object content = token instanceof Map<?, ?> map ? map.get("content") : token;
        return content instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static List<AddedToken> addedTokens(Path file, Map<String, Object> config) {
        List<AddedToken> tokens = new ArrayList<>();
        Json.asObject(config.get("added_tokens_decoder"))
                .forEach((id, fields) ->
                        tokens.add(AddedToken.of(addedTokenId(file, id), Json.asObject(fields), file.toString())));
        return tokens;
    }

    private static int addedTokenId(Path file, String id) {
        boolean valid = !id.isEmpty() && id.length() <= 8 && id.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = valid ? Integer.parseInt(id) : Vocabulary.MAX_SIZE;
        if (value >= Vocabulary.MAX_SIZE) {
            throw new TokenizerException(file + ": added_tokens_decoder: expected an id below " + Vocabulary.MAX_SIZE
                    + ", found '" + TokenizerException.shown(id) + "'");
        }
        return value;
    }

    private static List<TemplateSource> templates(Path directory, Path configFile, Map<String, Object> config) {
        Path file = directory.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            return List.of(new TemplateSource(Json.text(file), file));
        }
        return switch (config.get("chat_template")) {
            case null -> List.of();
            case String text -> List.of(new TemplateSource(text, configFile));
            case List<?> named -> List.of(new TemplateSource(defaultTemplate(configFile, named), configFile));
            case Object other ->
                throw new TokenizerException(configFile + ": chat_template: expected a string or a list, found "
                        + TokenizerException.shown(other));
        };
    }

    private static String defaultTemplate(Path file, List<?> named) {
        for (Object element : named) {
            Map<String, Object> template = Json.asObject(element);
            if ("default".equals(template.get("name")) && template.get("template") instanceof String text) {
                return text;
            }
        }
        throw new TokenizerException(file + ": chat_template: the list has no template named 'default'");
    }
}
