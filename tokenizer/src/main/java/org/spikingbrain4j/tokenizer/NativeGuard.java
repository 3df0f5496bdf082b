package org.spikingbrain4j.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Refuses the parts of a {@code tokenizer.json} that the native library can die of, and the JVM with it: it does not bound its
 * recursion into patterns, and looks up what the file promises without asking whether it is there.
 */
final class NativeGuard {
    private static final int DEEPEST_PATTERN = 64;

    private NativeGuard() {}

    /**
     * @param part the normalizer, pre-tokenizer or post-processor
     * @param name the field it was found in
     */
    static void check(Object part, String name, Path file) {
        switch (part) {
            case Map<?, ?> map -> {
                if ("Precompiled".equals(map.get("type"))) {
                    throw new TokenizerException(file + ": " + name
                            + ": type Precompiled is not supported; convert the tokenizer without it");
                }
                if (map.get("Regex") instanceof String pattern && depth(pattern) > DEEPEST_PATTERN) {
                    throw new TokenizerException(file + ": " + name + ": more than " + DEEPEST_PATTERN
                            + " brackets inside each other in the pattern '" + TokenizerException.shown(pattern) + "'");
                }
                if ("TemplateProcessing".equals(map.get("type"))) {
                    checkTemplate(Json.asObject(part), name, file);
                }
                map.values().forEach(value -> check(value, name, file));
            }
            case List<?> list -> list.forEach(value -> check(value, name, file));
            case null, default -> {}
        }
    }

    private static void checkTemplate(Map<String, Object> template, String name, Path file) {
        Map<String, Object> known = Json.asObject(template.get("special_tokens"));
        for (Object piece : Json.asList(template.get("single"))) {
            Object token =
                    Json.asObject(Json.asObject(piece).get("SpecialToken")).get("id");
            if (token != null && !known.containsKey(String.valueOf(token))) {
                throw new TokenizerException(file + ": " + name + ": the token '" + TokenizerException.shown(token)
                        + "' of the template is not among its special_tokens; download the file again");
            }
        }
    }

    private static int depth(String pattern) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < pattern.length(); i++) {
            depth += switch (pattern.charAt(i)) {
                case '(', '[' -> 1;
                case ')', ']' -> depth > 0 ? -1 : 0;
                default -> 0;
            };
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }
}
