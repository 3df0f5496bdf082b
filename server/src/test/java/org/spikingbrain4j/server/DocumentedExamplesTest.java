package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.ReferenceBackend;

/** What docs/server.md shows works. */
class DocumentedExamplesTest {
    private static final Path PAGE = Path.of("..", "docs", "server.md");
    private static final Path THIS = Path.of("src/test/java/org/spikingbrain4j/server/DocumentedExamplesTest.java");

    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = RunningServer.over(
                TinyChatModel.write(folder),
                new ReferenceBackend(),
                options -> options.memories(folder.resolve("memories")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<String> commands() throws IOException {
        return blocks("sh");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandsWork(String command) throws IOException, InterruptedException {
        assumeTrue(available("curl"), "curl is not installed");
        String here = command.replace("127.0.0.1:8080", "127.0.0.1:" + server.port());
        Process process = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", here)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).isNotEmpty().doesNotContain("\"error\"");
        assertThat(output.contains("[DONE]")).isEqualTo(command.contains("\"stream\": true"));
    }

    @Test
    void theClientOfJavaWorks() throws IOException {
        String baseUrl = server.uri("").toString();
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey("none")
                .build();
        ChatCompletion answer = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("tiny")
                        .addUserMessage("What did the captain say?")
                        .maxCompletionTokens(30)
                        .build());
        System.out.println(answer.choices().getFirst().message().content().orElse(""));
        client.close();
        assertThat(answer.choices()).hasSize(1);
        String source = withoutBlanks(Files.readString(THIS));
        assertThat(blocks("java")).hasSize(1).allMatch(example -> source.contains(withoutBlanks(example)));
    }

    /** The page is narrower than the code. */
    private static String withoutBlanks(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static List<String> blocks(String language) throws IOException {
        Matcher blocks =
                Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(Files.readString(PAGE));
        return Stream.iterate(blocks, Matcher::find, found -> found)
                .map(found -> found.group(1))
                .toList();
    }

    private static boolean available(String program) {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
