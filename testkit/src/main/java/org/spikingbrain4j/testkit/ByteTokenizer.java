package org.spikingbrain4j.testkit;

import java.util.ArrayList;
import java.util.List;

/** The smallest tokenizer that knows every text and the turns of a chat: its tokens are bytes and three special ones. */
public final class ByteTokenizer {
    /** {@code <|endoftext|>}. */
    public static final int END_OF_TEXT = 256;

    /** {@code <|im_start|>}. */
    public static final int TURN = 257;

    /** {@code <|im_end|>}. */
    public static final int END_OF_TURN = 258;

    private ByteTokenizer() {}

    /** Its {@code tokenizer.json}. */
    public static String json() {
        List<String> added = new ArrayList<>();
        List<String> special = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
        for (int i = 0; i < special.size(); i++) {
            added.add(("{\"id\": %d, \"content\": \"%s\", \"special\": true, \"single_word\": false, \"lstrip\": false,"
                            + " \"rstrip\": false, \"normalized\": false}")
                    .formatted(END_OF_TEXT + i, special.get(i)));
        }
        String byteLevel =
                "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": false}";
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s], "normalizer": null,
                 "pre_tokenizer": %s, "post_processor": null, "decoder": %s,
                 "model": {"type": "BPE", "vocab": {%s}, "merges": []}}
                """.formatted(String.join(", ", added), byteLevel, byteLevel, String.join(", ", bytePieces()));
    }

    /** The GPT-2 alphabet: printable bytes stand for themselves, the others for the characters from U+0100 on. */
    private static List<String> bytePieces() {
        List<String> pieces = new ArrayList<>();
        int next = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value > ' ' && value < 0x7F) || (value > 0xA0 && value != 0xAD);
            pieces.add("\"\\u%04x\": %d".formatted(printable ? value : next++, value));
        }
        return pieces;
    }
}
