package org.spikingbrain4j.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.spikingbrain4j.checkpoint.Sha256;

/** Tells whether two tokenizers give the same ids: SHA-256 of the files that decide it, not of chat template and roles. */
public final class TokenizerFingerprint {
    private static final String DEFINITION = "tokenizer.json";
    private static final List<String> OLDER =
            List.of("vocab.json", "merges.txt", "added_tokens.json", "tokenizer_config.json");

    private TokenizerFingerprint() {}

    /**
     * Of the tokenizer in a folder, in hexadecimal digits.
     *
     * @throws CorpusException where a file cannot be read, or there is none
     */
    public static String of(Path folder) {
        MessageDigest digest = Sha256.start();
        List<String> names = Files.exists(folder.resolve(DEFINITION)) ? List.of(DEFINITION) : OLDER;
        boolean found = false;
        for (String name : names) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                found = true;
                add(digest, file, name);
            }
        }
        if (!found) {
            throw new CorpusException(folder + ": holds no tokenizer; expected tokenizer.json");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Path file, String name) {
        try {
            byte[] content = Files.readAllBytes(file);
            digest.update("%s %d\n".formatted(name, content.length).getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }
}
