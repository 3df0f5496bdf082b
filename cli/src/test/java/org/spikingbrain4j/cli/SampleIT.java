package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.corpus.TokenStore;

class SampleIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() {
        TinyTextModel.write(folder);
    }

    @Test
    void theSameSeedGivesTheSameTokens() throws IOException {
        Launcher.Result result = run("--tokens 200 --documents-length 30 --out DIR/a --json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        try (TokenStore store = TokenStore.open(folder.resolve("a"))) {
            assertThat(json.get("tokens").longValue()).isBetween(200L, 230L).isEqualTo(store.tokens());
            assertThat(json.get("documents").intValue()).isEqualTo(store.documents());
        }
        assertThat(run("--tokens 200 --documents-length 30 --out DIR/b --threads 1")
                        .out())
                .contains("tokens per document");
        String tokens = "tokens-00000.bin";
        assertThat(folder.resolve("b").resolve(tokens))
                .hasSameBinaryContentAs(folder.resolve("a").resolve(tokens));
        assertThat(run("--tokens 9 --out DIR/a").err()).contains("exists already", "--force");
        assertThat(run("--tokens 9 --out DIR/a --force").exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tokens 0                       | --tokens: expected at least 1, found 0",
                "--tokens many                    | --tokens",
                "--tokens 9 --temperature 0       | --temperature: expected a number above 0",
                "--tokens 9 --top-p 2             | --top-p: expected above 0, at most 1",
                "--tokens 9 --batch 0             | --batch: expected at least 1",
                "--tokens 9 --documents-length 0  | --documents-length: expected at least 1",
            })
    void badRequestsAreOneLine(String arguments, String message) {
        Launcher.Result result = run(arguments + " --out DIR/out");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains(message);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private Launcher.Result run(String arguments) {
        String model = folder.toFile()
                .listFiles((_, name) -> name.startsWith("tiny-"))[0]
                .toString();
        String all = "sample --model %s %s".formatted(model, arguments.replace("DIR", folder.toString()));
        return Launcher.run(all.split(" ", -1));
    }
}
