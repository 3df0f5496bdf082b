package org.spikingbrain4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** A fixture with a tokenizer of one character per token, so that every list of tokens is a text. */
final class TinyTextModel {
    private static final int FIRST_CHARACTER = 0x4e00;

    private TinyTextModel() {}

    /** Writes one of float weights and returns its folder. */
    static Path write(Path parent) {
        return write(Fixtures.GLA_SWA_F32, 320, parent);
    }

    /** Writes one of the official quantised layout, which spikes, and returns its folder. */
    static Path writeSpiking(Path parent) {
        return write(Fixtures.W8ASPIKE, 272, parent);
    }

    /** Writes one with experts, of weights of a type, and returns its folder. */
    static Path writeMixture(DataType type, Path parent) {
        Path folder = RandomCheckpoint.of(CheckpointShape.TINY_MOE, type, 6).write(parent.resolve("mixture-" + type));
        writeTokenizer(folder, 320);
        return folder;
    }

    private static Path write(Fixtures fixture, int tokens, Path parent) {
        Path folder = fixture.copyTo(parent);
        writeTokenizer(folder, tokens);
        return folder;
    }

    /** Writes the tokenizer alone. */
    static void writeTokenizer(Path folder, int tokens) {
        String vocabulary = IntStream.range(0, tokens)
                .mapToObj(id -> "\"%s\": %d".formatted(text(id), id))
                .collect(Collectors.joining(", "));
        try {
            Files.writeString(folder.resolve("tokenizer.json"), """
                    {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null,
                     "decoder": {"type": "ByteFallback"}, "model": {"type": "BPE", "vocab": {%s}, "merges": []}}
                    """.formatted(vocabulary));
            Files.writeString(folder.resolve("tokenizer_config.json"), """
                    {"chat_template": "{%% for message in messages %%}{{ message.content }}{%% endfor %%}"}
                    """.formatted());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(int... tokens) {
        return IntStream.of(tokens)
                .map(token -> token + FIRST_CHARACTER)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
