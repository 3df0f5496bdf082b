package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;
import org.spikingbrain4j.testkit.Int8Checkpoint;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

class ReportsIT {
    @TempDir
    private Path folder;

    @Test
    void perplexityIsTheGoldenLoss() throws IOException {
        String model = TinyTextModel.write(folder).toString();
        try (Golden golden = Golden.open(Fixtures.GLA_SWA_F32)) {
            Path text = folder.resolve("text.txt");
            Files.writeString(text, TinyTextModel.text(golden.sequences().get(1)));
            Launcher.Result result = Launcher.run("perplexity", "--model", model, "--json", text.toString());
            JsonNode json = new ObjectMapper().readTree(result.out());
            double expected = golden.meanCrossEntropy().get(1).orElseThrow();
            assertThat(json.get("mean_loss").doubleValue()).isCloseTo(expected, within(1e-5));
            assertThat(json.get("tokens").intValue())
                    .isEqualTo(golden.sequences().get(1).length - 1);
            assertThat(json.get("bytes").intValue())
                    .isEqualTo(3 * json.get("tokens").intValue());
        }
    }

    @Test
    void inspectCountsParametersAndState() throws IOException {
        Launcher.Result result = Launcher.run(
                "inspect",
                "--json",
                "--tensors",
                "--model",
                Fixtures.GLA_SWA_BF16.directory().toString());
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("model_type").textValue()).isEqualTo("gla_swa");
        assertThat(json.get("bytes").longValue())
                .isEqualTo(2 * json.get("parameters").longValue());
        assertThat(json.get("active_parameters")).isEqualTo(json.get("parameters"));
        assertThat(json.at("/state/0/bytes")).isEqualTo(json.at("/state/3/bytes"));
        assertThat(json.get("state_bytes_per_token").longValue()).isZero();
        assertThat(json.get("tensors").findValuesAsText("name")).contains("lm_head.weight");
    }

    /** Written down from the shape: 4 experts of 3 · 96 · 64 parameters in 2 of 3 layers, one of them active; one layer with full attention. */
    @Test
    void inspectTellsWhatATokenNeedsOfAModelWithExperts() throws IOException {
        MixtureShape mixture = new MixtureShape(List.of(1), List.of(0), 4, 1, 1, 5);
        CheckpointShape shape = new CheckpointShape(
                "gla_swa_moe", 3, new AttentionHeads(4, 2, 16), 96, 320, 8, false, Optional.of(mixture));
        Path model = RandomCheckpoint.of(shape, DataType.F32, 1).write(folder.resolve("mixture"));
        JsonNode json = inspected(model);
        long expert = 3 * 96 * 64;
        long idle = 2 * 3 * expert;
        long notRead = (320 + 5) * 64; // embedding and sinks
        long parameters = json.get("parameters").longValue();
        assertThat(json.get("active_parameters").longValue()).isEqualTo(parameters - idle);
        assertThat(json.get("weight_bytes_read_per_token").longValue()).isEqualTo(4 * (parameters - idle - notRead));
        long tokenBytes = 4 * 2 * 2 * 16;
        assertThat(json.get("state_bytes_per_token").longValue()).isEqualTo(tokenBytes);
        long matrices = 3 * 4 * 2 * 16 * 16;
        JsonNode state = json.at("/state/1");
        assertThat(state.get("tokens").longValue()).isEqualTo(131_072);
        assertThat(state.get("constant_bytes").longValue()).isEqualTo(matrices + (3 * 5 + 2 * 8) * tokenBytes);
        assertThat(state.get("growing_bytes").longValue()).isEqualTo(131_072 * tokenBytes);
        assertThat(state.get("bytes_read_per_token").longValue())
                .isEqualTo(json.get("weight_bytes_read_per_token").longValue()
                        + state.get("bytes").longValue());
        assertThat(json.get("experts").intValue()).isEqualTo(4);
        assertThat(Launcher.run("inspect", "--model", model.toString()).out())
                .contains("1 of 4 experts and a shared one", "parameters active", "read per token");
    }

    @Test
    void inspectSaysHowACheckpointIsQuantised() throws IOException {
        Path floats = Fixtures.GLA_SWA_F32.directory();
        Int8Quantization quantization = new Int8Quantization(32, List.of(3.0, 3.0, 2.5, 3.0));
        Path integers = Int8Checkpoint.write(floats, folder.resolve("int8"), quantization);
        JsonNode json = inspected(integers);
        assertThat(json.get("parameters")).isEqualTo(inspected(floats).get("parameters"));
        assertThat(json.get("weight_format").textValue()).isEqualTo("int8");
        assertThat(json.get("group_size").intValue()).isEqualTo(32);
        assertThat(json.get("k").get(2).doubleValue()).isEqualTo(2.5);
        assertThat(Launcher.run("inspect", "--model", integers.toString()).out())
                .contains("spikingbrain_int8, groups of 32 inputs, k per layer [3.0, 3.0, 2.5, 3.0]");
        assertThat(inspected(Fixtures.W8ASPIKE.directory()).get("weight_format").textValue())
                .isEqualTo("w8aspike");
    }

    private static JsonNode inspected(Path model) throws IOException {
        return new ObjectMapper()
                .readTree(Launcher.run("inspect", "--json", "--model", model.toString())
                        .out());
    }

    @Test
    void benchMeasuresBothPhases() throws IOException {
        Launcher.Result result = Launcher.run(
                "bench",
                "--json",
                "--model",
                Fixtures.GLA_SWA_F32.directory().toString(),
                "--prompt-lengths",
                "16,40",
                "--decode-tokens",
                "4",
                "--repeat",
                "1");
        JsonNode runs = new ObjectMapper().readTree(result.out()).get("runs");
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1).get("prefill_tokens_per_second").doubleValue()).isPositive();
        assertThat(runs.get(1).get("decode_tokens_per_second").doubleValue()).isPositive();
    }

    @Test
    void benchMeasuresSpikes() throws IOException {
        String model = Fixtures.W8ASPIKE.directory().toString();
        Launcher.Result result = Launcher.run(
                "bench", "--json", "--model", model, "--prompt-lengths", "16", "--decode-tokens", "4", "--repeat", "1");
        assertThat(result.err()).contains("spiking auto, k 3, mlp official");
        JsonNode runs = new ObjectMapper().readTree(result.out()).get("runs");
        assertThat(runs.get(0).get("decode_tokens_per_second").doubleValue()).isPositive();
    }

    @Test
    void doctorLooksAtTheMachine() {
        Launcher.Result result = Launcher.run("doctor");
        assertThat(result.out()).contains("java", "kernels", "threads", "memory", "heap", "GB/s", "GFLOP/s");
        assertThat(result.exitCode()).isEqualTo(result.out().contains("WARN") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate",
                "chat",
                "perplexity",
                "logits",
                "convert",
                "quantize",
                "spikes",
                "inspect",
                "bench",
                "doctor"
            })
    void helpHasAnExample(String command) {
        Launcher.Result result = Launcher.run(command, "--help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).containsPattern("Examples?:\\R").contains("  ./spikingbrain " + command);
    }
}
