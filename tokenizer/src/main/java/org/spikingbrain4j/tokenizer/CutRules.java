package org.spikingbrain4j.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which {@link TextCuts} change nothing for a tokenizer, by what its {@code tokenizer.json} says. */
final class CutRules {
    /** How Qwen2 cuts text into words before merging. */
    static final String QWEN2_WORDS = words("\\p{N}");

    /** As Qwen2, but with numbers of up to three digits in one word. */
    private static final String LLAMA3_WORDS = words("\\p{N}{1,3}");

    private static final Pattern REACHES_OVER_A_PLACE = Pattern.compile("(?s).+\n.*|.*\n.+|.*[^▁]▁.*");
    private static final String BLANK = "▁";

    private CutRules() {}

    private static String words(String number) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + number
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    /** For Qwen2's own files. */
    static TextCuts qwen2(boolean merges, List<AddedToken> added) {
        return cuts(merges ? TextCuts.Places.WORDS : TextCuts.Places.BYTES, added);
    }

    /** For a {@code tokenizer.json}. */
    static TextCuts of(ModelPieces model, Object normalizer, Object preTokenizer, List<AddedToken> added) {
        if (!model.bytePairs()) {
            return TextCuts.NONE;
        }
        boolean composes = normalizer == null || Json.asObject(normalizer).equals(Map.of("type", "NFC"));
        if (composes && cutsQwenWords(preTokenizer)) {
            return qwen2(model.merges(), added);
        }
        if (composes && !model.merges() && isByteLevel(Json.asObject(preTokenizer))) {
            return cuts(TextCuts.Places.BYTES, added);
        }
        boolean blanks = preTokenizer == null && writesBlanks(normalizer);
        return blanks && noneReachesOver(model) && added.stream().noneMatch(AddedToken::normalized)
                ? cuts(TextCuts.Places.PIECES, added)
                : TextCuts.NONE;
    }

    private static TextCuts cuts(TextCuts.Places places, List<AddedToken> added) {
        boolean reachesOver = added.stream().anyMatch(CutRules::reachesOver);
        return reachesOver
                ? TextCuts.NONE
                : new TextCuts(places, added.stream().map(AddedToken::content).toList());
    }

    /** An added token that takes the white space around it, or holds some. */
    private static boolean reachesOver(AddedToken token) {
        return token.lstrip() || token.rstrip() || token.content().chars().anyMatch(c -> c == '\n' || c == ' ');
    }

    private static boolean cutsQwenWords(Object preTokenizer) {
        List<?> steps = Json.asList(Json.asObject(preTokenizer).get("pretokenizers"));
        if (steps.size() != 2) {
            return false;
        }
        Map<String, Object> split = Json.asObject(steps.getFirst());
        Map<String, Object> byteLevel = Json.asObject(steps.getLast());
        return "Split".equals(split.get("type"))
                && Json.asObject(split.get("pattern")).get("Regex") instanceof String pattern
                && Set.of(QWEN2_WORDS, LLAMA3_WORDS).contains(pattern)
                && "Isolated".equals(split.get("behavior"))
                && !Boolean.TRUE.equals(split.get("invert"))
                && isByteLevel(byteLevel)
                && Boolean.FALSE.equals(byteLevel.get("use_regex"));
    }

    private static boolean isByteLevel(Map<String, Object> preTokenizer) {
        return "ByteLevel".equals(preTokenizer.get("type"))
                && Boolean.FALSE.equals(preTokenizer.get("add_prefix_space"));
    }

    /** Llama's: a blank before the text, and {@code ▁} for every blank. */
    private static boolean writesBlanks(Object normalizer) {
        Map<String, Object> prepend = Map.of("type", "Prepend", "prepend", BLANK);
        Map<String, Object> replace = Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", BLANK);
        return Json.asObject(normalizer).equals(Map.of("type", "Sequence", "normalizers", List.of(prepend, replace)));
    }

    /** A line feed that is unknown would be one token with what is unknown behind it. */
    private static boolean noneReachesOver(ModelPieces model) {
        boolean knowsLineFeeds = model.pieces().containsKey("\n")
                || (model.byteFallback() && model.pieces().containsKey("<0x0A>"));
        return knowsLineFeeds
                && model.pieces().keySet().stream()
                        .noneMatch(piece -> REACHES_OVER_A_PLACE.matcher(piece).matches());
    }
}
