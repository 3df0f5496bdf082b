package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "The cat sat on the mat; the other cat, too.\n".repeat(3));
        Files.writeString(folder.resolve("broken.jsonl"), "{\"text\": \"sound\"}\n{\"text\": \n");
        Files.writeString(folder.resolve("blank.txt"), " \n");
        Files.write(folder.resolve("binary.txt"), new byte[] {'P', 'Q', 3, 4, (byte) 0xFF});
    }

    @Test
    void aTokenizerIsTrainedAndUsed() throws IOException {
        Launcher.Result trained = run("train-tokenizer DIR/text.txt --vocabulary 270 --out DIR/tokenizer --json");
        assertThat(trained.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(trained.out());
        assertThat(json.get("documents").intValue()).isEqualTo(1);
        assertThat(json.get("characters").intValue()).isEqualTo(132);
        Launcher.Result tokenized = run("tokenize DIR/text.txt --tokenizer DIR/tokenizer --out DIR/tokens --json");
        assertThat(tokenized.exitCode()).isZero();
        assertThat(new ObjectMapper().readTree(tokenized.out()).get("tokens").intValue())
                .isEqualTo(json.get("tokens").intValue() + 1);
        assertThat(folder.resolve("tokens/index.json")).exists();
        Launcher.Result again = run("tokenize DIR/text.txt --tokenizer DIR/tokenizer --out DIR/tokens");
        assertThat(again.errorLines().getLast()).contains("exists already", "--force");
        Launcher.Result forced = run("tokenize DIR/text.txt --tokenizer DIR/tokenizer --out DIR/tokens --force");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.out()).contains("bytes per token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train-tokenizer DIR/text.txt --vocabulary 100      | vocabulary: expected 259",
                "train-tokenizer DIR/text.txt --vocabulary 9999     | vocabulary: expected 9999 entries, but",
                "train-tokenizer DIR/missing --vocabulary 300       | missing: no such file or folder",
                "train-tokenizer DIR/blank.txt --vocabulary 300     | blank.txt: is empty or blank",
                "train-tokenizer DIR/binary.txt --vocabulary 300    | binary.txt: invalid UTF-8 at byte 4 (0xFF)",
                "train-tokenizer DIR/broken.jsonl --vocabulary 300  | broken.jsonl: line 2: no sound JSON",
                "tokenize DIR/text.txt --tokenizer DIR              | no tokenizer in this directory",
                "tokenize DIR/text.txt --tokenizer DIR/missing      | missing: no such directory",
            })
    void badRequestsAreOneLine(String arguments, String message) {
        Launcher.Result result = run(arguments + " --out DIR/out");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains(message);
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("text.txt", "broken.jsonl", "blank.txt", "binary.txt");
    }

    private Launcher.Result run(String arguments) {
        return Launcher.run(arguments.replace("DIR", folder.toString()).split(" ", -1));
    }
}
