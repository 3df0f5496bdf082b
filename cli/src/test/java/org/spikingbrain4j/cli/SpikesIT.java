package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

class SpikesIT {
    @TempDir
    private static Path folder;

    private static String floats;
    private static String spiking;
    private static String text;
    private static JsonNode official;
    private static JsonNode intended;

    @BeforeAll
    static void writeModels() {
        floats = TinyTextModel.write(folder).toString();
        spiking = TinyTextModel.writeSpiking(folder).toString();
        try (Golden golden = Golden.open(Fixtures.W8ASPIKE)) {
            text = TinyTextModel.text(golden.sequences().get(2));
            official = golden.spikeStatistics();
            intended = golden.spikeStatisticsIntendedMlp();
        }
    }

    @Test
    void statisticsAreTheOfficialOnes() throws IOException {
        JsonNode json = json("spikes", "--model", spiking, "--json");
        assertThat(json.get("tokens").intValue()).isEqualTo(40);
        assertStatistics("linears", json.get("linears"), official.get("linears"));
        assertStatistics("queries", json.get("queries"), official.get("queries"));
        assertThat(json.get("per_linear")).hasSameSizeAs(official.get("per_linear"));
        official.get("per_linear")
                .properties()
                .forEach(linear -> assertStatistics(
                        linear.getKey(), json.get("per_linear").get(linear.getKey()), linear.getValue()));
    }

    @Test
    void downProjectionsSpikeWhereAsked() throws IOException {
        JsonNode json = json("spikes", "--model", spiking, "--json", "--mlp", "all");
        assertStatistics("linears", json.get("linears"), intended);
        assertThat(json.get("dense_linears").properties()).hasSize(1);
    }

    @Test
    void countsAndEventsSpikeTheSame() throws IOException {
        List<ObjectNode> both = new ArrayList<>();
        for (String mode : List.of("counts", "events")) {
            ObjectNode json = (ObjectNode) json("spikes", "--model", spiking, "--json", "--spiking", mode);
            assertThat(json.at("/spiking/mode").textValue()).isEqualTo(mode);
            json.remove(List.of("spiking", "measured"));
            both.add(json);
        }
        assertThat(both.getFirst()).isEqualTo(both.getLast());
    }

    @Test
    void aPageShowsTheReportsFiguresAndTheEnergy() {
        Launcher.Result result =
                Launcher.runWithInput(text + "\n", "spikes", "--model", floats, "--table", "jouppi-7nm");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("spiking counts, k 3, mlp all", "was not made for spikes");
        assertThat(result.out())
                .contains(
                        " 3 attn.query", "69.15 % [2]", "FP16 dense", "from HBM2", "Jouppi et al.", "Measured here: ");
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void plotsAreDrawn() throws IOException {
        Path png = folder.resolve("raster.png");
        Path svg = folder.resolve("counts.svg");
        Launcher.Result result = Launcher.runWithInput(
                text,
                "spikes",
                "--model",
                spiking,
                "--raster",
                png.toString(),
                "--histogram",
                svg.toString(),
                "--layer",
                "1",
                "--projection",
                "query",
                "--neurons",
                "32-63",
                "--tokens",
                "12",
                "--coding",
                "ternary");
        assertThat(result.err())
                .contains("Spikes of model.layers.1.attn.query, neurons 32 to 63, 12 tokens, ternary")
                .contains("Counts of model.layers.1.attn.query, 40 tokens");
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(1000);
        assertThat(Files.readString(svg)).contains("<svg");
    }

    @Test
    void generateSaysWhatSpiked() throws IOException {
        JsonNode json = json("generate", "--model", spiking, "--max-tokens", "4", "--stats", "--json");
        assertThat(json.at("/spikes/tokens").intValue()).isEqualTo(43);
        assertThat(json.at("/spikes/linears/zero_share").doubleValue()).isBetween(0.0, 1.0);
        Launcher.Result result =
                Launcher.runWithInput(text, "generate", "--model", spiking, "--max-tokens", "4", "--stats", "--quiet");
        assertThat(result.err()).startsWith("Spikes of 43 tokens: ").contains("Energy per token, idealised (45 nm");
        assertThat(result.out()).isEqualTo(json.get("text").textValue() + "\n");
    }

    /** Experts have a load with spikes and without. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "I8"})
    void theLoadOfExpertsIsTold(DataType type) throws IOException {
        String mixture = TinyTextModel.writeMixture(type, folder).toString();
        JsonNode spikes = json("spikes", "--model", mixture, "--json");
        assertThat(spikes.get("tokens").intValue()).isEqualTo(40);
        assertLoad(spikes.get("experts"), 40);
        assertThat(Launcher.runWithInput(text, "spikes", "--model", mixture, "--quiet")
                        .out())
                .contains("layer, experts", "evenness", " 1  4 experts");
        JsonNode dense =
                json("generate", "--model", mixture, "--max-tokens", "4", "--stats", "--json", "--spiking", "off");
        assertLoad(dense.get("experts"), 43);
        assertThat(dense.has("spikes")).isFalse();
        Path file = Files.writeString(folder.resolve("text-" + type), text);
        JsonNode perplexity = json("perplexity", "--model", mixture, file.toString(), "--stats", "--json");
        assertLoad(perplexity.get("experts"), 39); // the last token is predicted, not read
        assertThat(perplexity.has("spikes")).isEqualTo(type == DataType.I8);
        assertThat(json("spikes", "--model", spiking, "--json").has("experts")).isFalse();
    }

    private static void assertLoad(JsonNode experts, int tokens) {
        assertThat(experts).hasSize(2);
        experts.forEach(layer -> {
            long sum = 0;
            for (JsonNode count : layer.get("tokens")) {
                sum += count.longValue();
            }
            assertThat(sum).isEqualTo(tokens);
            assertThat(layer.get("fullest_over_mean").doubleValue()).isBetween(1.0, 4.0);
        });
    }

    private static JsonNode json(String... arguments) throws IOException {
        Launcher.Result result = Launcher.runWithInput(text, arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return new ObjectMapper().readTree(result.out());
    }

    private static void assertStatistics(String what, JsonNode actual, JsonNode expected) {
        expected.properties()
                .forEach(value -> assertThat(actual.get(value.getKey()).doubleValue())
                        .as("%s %s", what, value.getKey())
                        .isCloseTo(value.getValue().doubleValue(), within(1e-6)));
    }
}
