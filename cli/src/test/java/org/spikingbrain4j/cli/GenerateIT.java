package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

class GenerateIT {
    private static final int LONGEST = 1;
    private static final Path STORIES = Launcher.PROJECT.resolve("../shared/models/stories260K");

    @TempDir
    private static Path folder;

    private static String model;

    @BeforeAll
    static void writeModel() {
        model = TinyTextModel.write(folder).toString();
    }

    @Test
    void greedyTextIsGolden() {
        try (Golden golden = Golden.open(Fixtures.GLA_SWA_F32)) {
            String prompt = TinyTextModel.text(golden.sequences().get(LONGEST));
            String expected = TinyTextModel.text(golden.greedy().get(LONGEST));
            Launcher.Result piped =
                    Launcher.runWithInput(prompt + "\n", "generate", "--model", model, "--max-tokens", "24", "--quiet");
            assertThat(piped).isEqualTo(new Launcher.Result(0, expected + "\n", ""));
        }
    }

    /** The first command of the README. */
    @Test
    void withoutAModelTheBundledOneGoesOnWithThePrompt() {
        Launcher.Result result = Launcher.run("generate", "The old man", "--max-tokens", "12");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).matches("(?s).*\\p{L}{3}.*");
        assertThat(result.err()).contains("bundled-model: gla_swa", "spiking auto");
    }

    @Test
    void jsonHoldsTokensUsageAndLogprobs() throws IOException {
        Launcher.Result result = Launcher.run(
                "generate",
                "--model",
                model,
                "--prompt",
                TinyTextModel.text(5, 6),
                "--max-tokens",
                "3",
                "--json",
                "--logprobs",
                "2",
                "--temperature",
                "0.5",
                "--seed",
                "1");
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.at("/tokens")).hasSize(3);
        assertThat(json.at("/usage/prompt_tokens").intValue()).isEqualTo(2);
        assertThat(json.at("/usage/prompt_tokens_details/cached_tokens").intValue())
                .isZero();
        assertThat(json.at("/finish_reason").textValue()).isEqualTo("length");
        assertThat(json.at("/logprobs/2/top_logprobs")).hasSize(2);
        assertThat(result.errorLines()).hasSize(2).first().asString().contains("Java ", "threads", "gla_swa");
    }

    @Test
    void interruptKeepsTheTextAndEndsWith130() throws Exception {
        Process process = endlessGeneration();
        int first = process.getInputStream().read();
        Launcher.interrupt(process);
        String rest = text(process.getInputStream());
        assertThat(first).isPositive();
        assertThat(Launcher.exitCode(process)).isEqualTo(130);
        assertThat(rest).endsWith("\n");
        assertThat(text(process.getErrorStream())).isEmpty();
    }

    @Test
    void aReaderThatLeavesIsNoError() throws IOException {
        Process process = endlessGeneration();
        assertThat(process.getInputStream().read()).isPositive();
        process.getInputStream().close();
        assertThat(Launcher.exitCode(process)).isEqualTo(141);
        assertThat(text(process.getErrorStream())).isEmpty();
    }

    @Test
    void chatAnswersAndSavesTheConversation() throws IOException {
        Path saved = folder.resolve("conversation.json");
        String lines =
                String.join("\n", TinyTextModel.text(7) + "\\", TinyTextModel.text(8), "/save " + saved, "/exit");
        Launcher.Result result = Launcher.runWithInput(
                lines.replace("\\\n", ""), "chat", "--model", model, "--max-tokens", "4", "--quiet");
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode messages = new ObjectMapper().readTree(Files.readString(saved)).get("messages");
        assertThat(messages.findValuesAsText("role")).isEqualTo(List.of("user", "assistant"));
        assertThat(result.out()).isEqualTo(messages.get(1).get("content").textValue() + "\n");
    }

    /** The second turn reads only the new message, and says so. */
    @Test
    void chatSaysHowMuchOfAConversationIsNotReadAgain() {
        String lines = TinyTextModel.text(7, 8, 9) + "\n" + TinyTextModel.text(8) + "\n";
        Launcher.Result result = Launcher.runWithInput(lines, "chat", "--model", model, "--max-tokens", "4");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.errorLines()).hasSize(3);
        assertThat(result.errorLines().get(1)).doesNotContain("reused").contains("4 tokens in");
        assertThat(result.errorLines().get(2)).containsPattern("^\\d+ prompt tokens, \\d+ of them reused, in ");
    }

    @Test
    void aPromptMayBeginWithAnAt() throws IOException {
        Path file = Files.writeString(folder.resolve("arguments"), "--help");
        Launcher.Result result = Launcher.run("generate", "--model", model, "--prompt", "@" + file);
        assertThat(result.out()).doesNotContain("Usage");
    }

    @Test
    void logprobsKeepTheBlankBeforeAWord() throws IOException {
        assumeTrue(Files.exists(STORIES), "../shared/models/stories260K is not here");
        Launcher.Result result = Launcher.run(
                "generate",
                "--model",
                STORIES.toString(),
                "--prompt",
                "Once upon a time, there was a little girl named Lily",
                "--max-tokens",
                "3",
                "--json",
                "--logprobs",
                "1");
        JsonNode json = new ObjectMapper().readTree(result.out());
        StringBuilder pieces = new StringBuilder();
        json.get("logprobs")
                .forEach(position -> pieces.append(position.get("text").textValue()));
        assertThat(pieces.toString()).isEqualTo(json.get("text").textValue()).contains(" ");
    }

    @Test
    void storiesBeginAsTheyShould() {
        assumeTrue(Files.exists(STORIES), "../shared/models/stories260K is not here");
        Launcher.Result result =
                Launcher.run("generate", "--model", STORIES.toString(), "--max-tokens", "80", "--quiet");
        assertThat(result.out())
                .startsWith("Once upon a time, there was a little girl named Lily. She loved to play outside in the"
                        + " park. One day, she saw a big, red ball.");
    }

    private static Process endlessGeneration() throws IOException {
        Process process = Launcher.interruptible(
                        "generate",
                        "--model",
                        model,
                        "--prompt",
                        TinyTextModel.text(5),
                        "--quiet",
                        "--max-tokens",
                        "10000000",
                        "--temperature",
                        "1")
                .start();
        process.getOutputStream().close();
        return process;
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}
