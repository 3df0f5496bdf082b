package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.Fixtures;

/** Each mistake costs one line that names the culprit, and exit code 2. */
class BadInputIT {
    @TempDir
    private static Path folder;

    private static String model;

    @BeforeAll
    static void writeModel() {
        model = TinyTextModel.write(folder).toString();
    }

    @Test
    void arguments() {
        refused("no command");
        refused("--fast", "generate", "--fast");
        refused("PROMPT, --prompt and --prompt-file", "generate", "one", "--prompt", "two");
        refused("--top-p", "generate", "--model", model, "--top-p", "2");
        refused("--temperature", "generate", "--model", model, "--top-p", "0.9");
        refused("--kernels", "generate", "--model", model, "--kernels", "gpu");
        refused("--threads", "generate", "--model", model, "--threads", "0");
        refused("--threads", "generate", "--model", model, "--threads", "100000");
        refused("--stride", "perplexity", "--model", model, "--context", "8", "--stride", "9", "pom.xml");
        refused("--logprobs", "generate", "--model", model, "--logprobs", "1");
        refused("--out", "logits", "--model", model, "--tokens", "1");
    }

    @Test
    void spikes() {
        refused("--spiking", "generate", "--model", model, "--spiking", "maybe");
        refused("--k: expected a positive number", "generate", "--model", model, "--spiking", "auto", "--k", "0");
        refused("--k: expected a positive number", "generate", "--model", model, "--spiking", "auto", "--k", "NaN");
        refused("--k: nothing spikes here", "generate", "--model", model, "--k", "2");
        refused("--mlp: nothing spikes here", "generate", "--model", model, "--spiking", "off", "--mlp", "all");
        refused("--mlp", "generate", "--model", model, "--spiking", "auto", "--mlp", "some");
    }

    @Test
    void spikesCommand() {
        String png = folder.resolve("never.png").toString();
        refused("no text", "spikes", "--model", model, "--prompt", "");
        refused("--spiking off: there are no spikes to show", "spikes", "--model", model, "--spiking", "off");
        refused("--raster: expected a name that ends in .png or .svg", spikes("--raster", "spikes.jpg"));
        refused(
                "no folder",
                spikes("--histogram", folder.resolve("absent/counts.svg").toString()));
        refused("--tokens: says what a plot shows", spikes("--tokens", "3"));
        refused("--neurons: expected FROM-TO", spikes("--raster", png, "--neurons", "7-3"));
        refused("has the neurons 0-63, found 100-200", spikes("--raster", png, "--neurons", "100-200"));
        refused("--layer: the model has the layers 0 to 3, found 4", spikes("--raster", png, "--layer", "4"));
        refused(
                "in layer 0 (q_proj, k_proj, v_proj,",
                spikes("--raster", png, "--layer", "0", "--projection", "query"));
        refused("--coding: expected one of binary, bitwise,", spikes("--raster", png, "--coding", "morse"));
        refused("use bitwise_bidirectional", spikes("--raster", png, "--coding", "bitwise"));
        refused("--table: expected horowitz-45nm or jouppi-7nm", spikes("--table", "5nm"));
        refused(
                "no tokenizer",
                "spikes",
                "--model",
                Fixtures.W8ASPIKE.directory().toString(),
                "--prompt",
                "a");
        refused("--stats: nothing spikes here; add --spiking", "generate", "--model", model, "--stats");
        assertThat(Path.of(png)).doesNotExist();
    }

    @Test
    void memoryOfExperts() {
        refused("(--expert-mib): this model has no experts", "generate", "--model", model, "--expert-mib", "100");
        String mixture = TinyTextModel.writeMixture(DataType.F32, folder).toString();
        refused("--expert-mib", "generate", "--model", mixture, "--expert-mib", "0");
        refused("copies all weights", "generate", "--model", mixture, "--expert-mib", "9", "--backend", "reference");
    }

    private static String[] spikes(String... plot) {
        List<String> arguments = new ArrayList<>(
                List.of("spikes", "--model", model, "--quiet", "--prompt", TinyTextModel.text(5, 6, 7)));
        arguments.addAll(List.of(plot));
        return arguments.toArray(String[]::new);
    }

    @Test
    void files() throws IOException {
        Path broken = Files.write(folder.resolve("broken.txt"), new byte[] {'a', 'b', (byte) 0xff});
        refused("broken.txt", "generate", "--model", model, "--prompt-file", broken.toString());
        refused("byte 2", "generate", "--model", model, "--prompt-file", broken.toString());
        refused(folder.toString(), "generate", "--model", model, "--prompt-file", folder.toString());
        refused("nowhere", "perplexity", "--model", model, "nowhere");
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        refused("empty.txt", "perplexity", "--model", model, empty.toString());
        refused("broken.txt", "logits", "--model", model, "--tokens", "1", "--out", broken.toString());
        refused("nowhere", "inspect", "--model", "nowhere");
        refused("broken.txt", "inspect", "--model", broken.toString());
        refused("config.json", "inspect", "--model", folder.toString());
    }

    @Test
    void tokens() {
        String out = folder.resolve("never.safetensors").toString();
        refused("320", "logits", "--model", model, "--tokens", "1,320", "--out", out);
        refused("--tokens", "logits", "--model", model, "--tokens", "1,x", "--out", out);
        assertThat(Path.of(out)).doesNotExist();
    }

    @Test
    void verboseSaysWhere() {
        Launcher.Result result = Launcher.run("inspect", "--model", "nowhere", "--verbose");
        assertThat(result.err()).startsWith("error: ").contains("\tat org.spikingbrain4j");
    }

    private static void refused(String culprit, String... arguments) {
        Launcher.Result result = Launcher.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        String last = result.errorLines().getLast();
        assertThat(last).startsWith("error: ").contains(culprit);
        assertThat(result.errorLines().stream().filter(line -> !line.startsWith("Java ")))
                .containsExactly(last);
        assertThat(result.out()).isEmpty();
    }
}
