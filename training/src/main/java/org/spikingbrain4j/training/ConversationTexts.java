package org.spikingbrain4j.training;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Sha256;

/** Conversations that a model's own tokenizer has made tokens of. */
record ConversationTexts(List<Conversation> train, Optional<List<Conversation>> held) implements TrainingTexts {
    ConversationTexts {
        train = List.copyOf(train);
        held = held.map(List::copyOf);
    }

    /** The tokenizer was compared with the model when it was opened. */
    @Override
    public void requireFitting(Path model) {}

    /** A conversation is a sequence, as long as it is. */
    @Override
    public void requireLongEnough(Stage stage) {}

    /** Of the tokens: data, tokenizer and chat template decide them. */
    @Override
    public Map<String, String> fingerprints() {
        return Map.of(
                Origin.TRAIN,
                fingerprint(train),
                Origin.VALID,
                held.map(ConversationTexts::fingerprint).orElse(""));
    }

    private static String fingerprint(List<Conversation> conversations) {
        MessageDigest digest = Sha256.start();
        for (Conversation conversation : conversations) {
            for (int[] part : new int[][] {conversation.tokens(), conversation.targets()}) {
                ByteBuffer bytes = ByteBuffer.allocate((part.length + 1) * Integer.BYTES);
                bytes.putInt(part.length).asIntBuffer().put(part);
                digest.update(bytes.array());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public Sequences train(Stage stage, long seed) {
        return new ConversationSequences(train, seed);
    }

    @Override
    public Optional<Sequences> valid(Stage stage) {
        return held.map(found -> new ConversationSequences(found, 0));
    }

    @Override
    public void close() {}
}
