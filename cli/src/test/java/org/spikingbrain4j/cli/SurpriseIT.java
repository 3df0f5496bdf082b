package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurpriseIT {
    private static final int TOKENS = 300;

    @TempDir
    private static Path folder;

    private static String model;
    private static Path text;

    @BeforeAll
    static void write() throws IOException {
        model = TinyTextModel.write(folder).toString();
        text = folder.resolve("text.txt");
        Files.writeString(
                text, TinyTextModel.text(new Random(3).ints(TOKENS, 0, 320).toArray()));
    }

    @Test
    void theCsvHoldsEveryTokenAndTheLossOfPerplexity() throws IOException {
        Launcher.Result result = Launcher.run("surprise", "--model", model, text.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(1 + TOKENS);
        assertThat(lines.getFirst()).isEqualTo("position,token,text,nats,bits");
        assertThat(lines.get(1)).startsWith("0,").endsWith(",,");
        double sum = lines.stream()
                .skip(2)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[3]))
                .sum();
        String characters =
                lines.stream().skip(1).map(line -> line.split("\"", -1)[1]).reduce("", String::concat);
        assertThat(characters).isEqualTo(Files.readString(text));
        JsonNode perplexity =
                json(Launcher.run("perplexity", "--model", model, "--json", "--by-position", text.toString()));
        assertThat(sum / (TOKENS - 1)).isCloseTo(perplexity.get("mean_loss").doubleValue(), within(1e-5));
        assertThat(perplexity.get("positions").findValuesAsText("tokens")).containsExactly("63", "64", "128", "44");
    }

    @Test
    void filesPlotsAndPlaces() throws IOException {
        Path csv = folder.resolve("losses.csv");
        Path plot = folder.resolve("losses.svg");
        JsonNode json = json(Launcher.run(
                "surprise",
                "--model",
                model,
                "--out",
                csv.toString(),
                "--plot",
                plot.toString(),
                "--top",
                "2",
                "--window",
                "10",
                "--json",
                text.toString()));
        assertThat(json.get("tokens").intValue()).isEqualTo(TOKENS - 1);
        assertThat(json.get("top")).hasSize(2);
        assertThat(json.at("/top/0/text").textValue()).hasSize(10);
        assertThat(json.at("/top/0/mean_loss").doubleValue())
                .isGreaterThanOrEqualTo(json.at("/top/1/mean_loss").doubleValue());
        assertThat(Files.readAllLines(csv)).hasSize(1 + TOKENS);
        assertThat(Files.readString(plot)).contains("<svg", "</svg>");
        Launcher.Result again = Launcher.run("surprise", "--model", model, "--out", csv.toString(), text.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.errorLines().getLast()).contains("losses.csv", "exists already", "--force");
    }

    @Test
    void linesStayLines() {
        assertThat(SurpriseCsv.quoted("a\"b\n\\\t\u0001,")).isEqualTo("\"a\"\"b\\n\\\\\\t\\u0001,\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--top 0        | --top: expected at least 1, found 0",
                "--window 8     | --window: says how long a surprising place is; add --top N",
                "--out no/a.csv | --out: no/a.csv: there is no folder",
                "--out .        | --out: .: expected a file, found a folder",
                "--plot a.txt   | --plot: expected a name that ends in .png or .svg",
            })
    void badRequestsAreOneLine(String arguments, String message) {
        String all = "surprise --model %s %s %s".formatted(model, arguments, text);
        Launcher.Result result = Launcher.run(all.split(" ", -1));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains(message);
    }

    @Test
    void aBorderBetweenDocumentsHasNoBytes() throws IOException {
        Path other = Files.writeString(folder.resolve("other.txt"), "More of it.");
        Path first = Files.writeString(folder.resolve("first.txt"), "Some text.");
        JsonNode json = json(Launcher.run("surprise", "--json", first.toString(), other.toString()));
        JsonNode alone = json(Launcher.run("surprise", "--json", first.toString()));
        long unpredicted = Files.size(first) - alone.get("bytes").longValue();
        assertThat(json.get("bytes").longValue()).isEqualTo(Files.size(first) + Files.size(other) - unpredicted);
    }

    @Test
    void aTextOfOneTokenIsRefused() throws IOException {
        Path one = Files.writeString(folder.resolve("one.txt"), TinyTextModel.text(5));
        Launcher.Result result = Launcher.run("surprise", "--model", model, one.toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).contains("expected at least 2 tokens, found 1");
    }

    @Test
    void textsOfOneNameCountEach() throws IOException {
        String twice = text.toString();
        JsonNode json = json(Launcher.run("perplexity", "--model", model, "--json", twice, twice));
        assertThat(json.get("texts")).hasSize(2);
        assertThat(json.get("tokens").intValue()).isEqualTo(2 * (TOKENS - 1));
    }

    private static JsonNode json(Launcher.Result result) throws IOException {
        assertThat(result.exitCode()).as(result.err()).isZero();
        return new ObjectMapper().readTree(result.out());
    }
}
