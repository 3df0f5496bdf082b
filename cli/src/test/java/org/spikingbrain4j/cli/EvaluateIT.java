package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the model that comes with the program: needles need a tokenizer that knows letters. */
class EvaluateIT {
    @TempDir
    private Path folder;

    @Test
    void needlesInAHeatMap() throws IOException {
        Path plot = folder.resolve("needles.svg");
        Launcher.Result result =
                run("evaluate needle --task multi-key --lengths 300 --depths 0,100 --trials 1 --json --plot " + plot);
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("task").textValue()).isEqualTo("multi-key");
        assertThat(json.get("cells").findValuesAsText("depth")).containsExactly("0", "100");
        assertThat(json.at("/cells/0/likely").doubleValue()).isBetween(0.0, 1.0);
        assertThat(Files.readString(plot)).contains("<svg", "</svg>");
    }

    @Test
    void choices() throws IOException {
        Path file = folder.resolve("questions.jsonl");
        Files.writeString(file, """
                {"question": "He looked at the", "choices": ["window", "of of of of"], "answer": 0}
                {"ctx": "She sat down in the", "endings": ["chair", "the the the"], "label": "0"}
                """);
        Launcher.Result result = run("evaluate choice --json " + file);
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("questions").intValue()).isEqualTo(2);
        assertThat(json.get("acc").doubleValue()).isEqualTo(1);
        assertThat(json.get("chance").doubleValue()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evaluate                                   | no command given",
                "evaluate needle --task double              | expected single, multi-key or multi-value, found double",
                "evaluate needle --depths 101               | --depths: expected at least one of 0 to 100",
                "evaluate needle --lengths 20               | --lengths: introduction, needles and question are",
                "evaluate needle --plot-score generation    | --plot-score: says what a plot shows",
                "evaluate choice nowhere.jsonl              | nowhere.jsonl",
                "evaluate choice pom.xml                    | pom.xml: line 1: no sound JSON",
                "perplexity README.md --plot a.png          | --plot: draws the loss by position; add --by-position",
            })
    void badRequestsAreOneLine(String arguments, String message) {
        Launcher.Result result = run(arguments);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains(message);
    }

    private static Launcher.Result run(String arguments) {
        return Launcher.run(arguments.split(" +", -1));
    }
}
