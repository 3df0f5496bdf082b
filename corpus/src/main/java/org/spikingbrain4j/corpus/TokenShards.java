package org.spikingbrain4j.corpus;

import java.nio.file.Path;
import java.util.Optional;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** Texts to a folder of tokens, once, so that training reads memory. */
public final class TokenShards {
    private TokenShards() {}

    /**
     * What was written.
     *
     * @param totals of the texts
     * @param tokens with a border behind every document
     * @param oldFolder where what was replaced is, if it could not be removed
     */
    public record Result(TextTotals totals, long tokens, Optional<Path> oldFolder) {}

    /**
     * Tokenises documents, with the tokens that the tokenizer puts around a text, and a border behind each.
     *
     * @param tokenizer folder of a tokenizer or model
     * @param replace whether a folder of tokens in the place of {@code out} is replaced
     * @param listener told the bytes of files read
     * @throws org.spikingbrain4j.operators.SpikingBrainException where a text, the tokenizer or the folder are not as needed; nothing is left then
     */
    public static Result write(
            Documents documents, Path tokenizer, Path out, boolean replace, CorpusListener listener) {
        try (Tokenizer opened = Tokenizer.open(tokenizer);
                TokenShardWriter writer =
                        TokenShardWriter.create(out, TokenVocabulary.of(opened, tokenizer), replace)) {
            Totals totals = new Totals();
            documents.forEach(
                    document -> {
                        TextTotals before = totals.value;
                        totals.value = before.plus(document.text());
                        writer.append(opened.encode(document.text(), true), totals.value.bytes() - before.bytes());
                    },
                    listener);
            return new Result(totals.value, writer.tokens(), writer.finish());
        }
    }

    private static final class Totals {
        private TextTotals value = TextTotals.NONE;
    }
}
