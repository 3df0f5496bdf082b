package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinetuneIT {
    private static final String CHAT =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}, {\"role\": \"assistant\", \"content\": \"%s\"}]}\n";

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TinyTextModel.write(folder);
        String chat = CHAT.formatted(TinyTextModel.text(5, 6, 7), TinyTextModel.text(8, 9));
        Files.writeString(folder.resolve("chats.jsonl"), chat.repeat(3));
        Files.writeString(folder.resolve("empty.jsonl"), "");
        Files.writeString(folder.resolve("broken.jsonl"), chat + "{\"messages\": [\n");
        Files.writeString(folder.resolve("bot.jsonl"), chat.replace("user", "bot"));
    }

    @Test
    void theResultRunsAndIsWhereTheTrainingSays() throws IOException {
        Launcher.Result result = run("--data DIR/chats.jsonl --valid DIR/chats.jsonl --out DIR/out --epochs 2");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().strip()).isEqualTo(folder.resolve("out/model").toString());
        assertThat(result.err()).contains("step 2 of 2", "held out: loss");
        assertThat(folder.resolve("out/log.jsonl")).exists();
        assertThat(folder.resolve("out/loss.png")).exists();
        Launcher.Result chat = Launcher.runWithInput(
                TinyTextModel.text(5, 6, 7) + "\n",
                "chat",
                "--model",
                result.out().strip(),
                "--max-tokens",
                "3");
        assertThat(chat.exitCode()).as(chat.err()).isZero();
        assertThat(run("--data DIR/chats.jsonl --out DIR/out").err()).contains("exists already", "--force");
        assertThat(run("--data DIR/chats.jsonl --out DIR/out --resume").err())
                .contains("belongs to another configuration");
        model = folder.resolve("out/model");
        assertThat(run("--data DIR/chats.jsonl --out DIR/out --force").err()).contains("is or holds", "which is read");
        assertThat(model).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--data DIR/missing.jsonl                     | missing.jsonl: no such file",
                "--data DIR/empty.jsonl                       | empty.jsonl: holds no conversation",
                "--data DIR/broken.jsonl                      | broken.jsonl: line 2: no sound JSON",
                "--data DIR/bot.jsonl                         | bot.jsonl: line 1: messages[0]: role: expected system",
                "--data DIR/chats.jsonl --valid DIR/empty.jsonl | empty.jsonl: holds no conversation",
                "--data DIR/chats.jsonl --sequence-length 2   | nothing to learn: of 3 conversations",
                "--data DIR/chats.jsonl --epochs 0            | --epochs: expected at least 1",
                "--data DIR/chats.jsonl --learning-rate 0     | --learning-rate: expected a positive number",
                "--data DIR/chats.jsonl --k 0                 | --k: expected a positive number",
                "--data DIR/chats.jsonl --resume --force      | --resume and --force",
                "--data DIR/chats.jsonl --resume              | no checkpoint to resume from",
            })
    void badRequestsAreOneLine(String arguments, String message) {
        Launcher.Result result = run(arguments + " --out DIR/out");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains(message);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aModelOfIntegersIsRefused() {
        model = TinyTextModel.writeSpiking(folder);
        Launcher.Result result = run("--data DIR/chats.jsonl --out DIR/out");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).contains("use the model before quantization");
    }

    private Launcher.Result run(String arguments) {
        String all = "finetune --model %s %s".formatted(model, arguments.replace("DIR", folder.toString()));
        return Launcher.run(all.split(" ", -1));
    }
}
