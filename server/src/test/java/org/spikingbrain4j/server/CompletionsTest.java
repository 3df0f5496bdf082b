package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionsTest {
    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = RunningServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void goesOnWithAText() {
        JsonNode json = post("""
                {"model": "tiny", "prompt": "Once", "max_tokens": 5, "temperature": 0, "ignore_eos": true}""");
        assertThat(json.path("object").asText()).isEqualTo("text_completion");
        assertThat(json.path("id").asText()).startsWith("cmpl-");
        assertThat(json.path("choices").size()).isEqualTo(1);
        assertThat(json.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(json.at("/choices/0/logprobs").isNull()).isTrue();
        assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(4);
        assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(5);
        assertThat(json.at("/usage/total_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void takesTextsAndTokensAlike() {
        String rest = "\"model\": \"tiny\", \"max_tokens\": 4, \"temperature\": 0, \"ignore_eos\": true";
        String text = post("{\"prompt\": \"AB\", %s}".formatted(rest))
                .at("/choices/0/text")
                .asText();
        assertThat(post("{\"prompt\": [65, 66], %s}".formatted(rest))
                        .at("/choices/0/text")
                        .asText())
                .isEqualTo(text);
        JsonNode two = post("{\"prompt\": [[65, 66], [67]], %s}".formatted(rest));
        assertThat(two.at("/choices/0/text").asText()).isEqualTo(text);
        assertThat(two.at("/choices/1/index").asInt()).isEqualTo(1);
        assertThat(post("{\"prompt\": [\"AB\", \"C\"], %s}".formatted(rest)).path("choices"))
                .isEqualTo(two.path("choices"));
    }

    @Test
    void reportsThePromptAsTheHarnessReadsIt() {
        JsonNode json = post("""
                {"model": "tiny", "prompt": [[72, 195, 169, 33]], "temperature": 0, "max_tokens": 1, "logprobs": 1, "seed": 1234,
                 "echo": true}""");
        JsonNode logprobs = json.at("/choices/0/logprobs");
        assertThat(logprobs.path("tokens").size()).isEqualTo(5);
        assertThat(logprobs.path("token_logprobs").size()).isEqualTo(5);
        assertThat(logprobs.at("/token_logprobs/0").isNull()).isTrue();
        assertThat(logprobs.at("/top_logprobs/0").isNull()).isTrue();
        for (int i = 1; i < 5; i++) {
            JsonNode chosen = logprobs.path("token_logprobs").get(i);
            assertThat(chosen.doubleValue()).isNegative();
            List<JsonNode> top = new ArrayList<>();
            logprobs.path("top_logprobs").get(i).forEach(top::add);
            assertThat(top).contains(chosen);
        }
        assertThat(logprobs.at("/tokens/1").asText()).isEqualTo("bytes:\\xc3");
        assertThat(logprobs.path("text_offset").toString()).startsWith("[0,1,2,2,3");
        assertThat(json.at("/choices/0/text").asText()).startsWith("Hé!");
    }

    /** What the tokenizer puts before a text is no part of it. */
    @Test
    void anEmptyPromptTakesNoPlaceInTheText() {
        JsonNode json = post("""
                {"model": "tiny", "prompt": "", "temperature": 0, "max_tokens": 1, "logprobs": 1, "echo": true,
                 "ignore_eos": true, "logit_bias": {"87": 100}}""");
        assertThat(json.at("/choices/0/text").asText()).isEqualTo("W");
        assertThat(json.at("/choices/0/logprobs/text_offset").toString()).isEqualTo("[0,0]");
    }

    @Test
    void readsOnlyThePrompt() {
        JsonNode json = post("{\"model\": \"tiny\", \"prompt\": \"Hello\", \"max_tokens\": 0, \"echo\": true}");
        assertThat(json.at("/choices/0/text").asText()).isEqualTo("Hello");
        assertThat(json.at("/usage/completion_tokens").asInt()).isZero();
    }

    @Test
    void severalAnswersHaveSeedsOfTheirOwn() {
        String request = "{\"model\": \"tiny\", \"prompt\": \"Hello\", \"max_tokens\": 8, \"n\": %d, \"seed\": %d}";
        JsonNode three = post(request.formatted(3, 7)).path("choices");
        assertThat(three.size()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(post(request.formatted(1, 7 + i)).at("/choices/0/text"))
                    .isEqualTo(three.get(i).path("text"));
        }
    }

    @Test
    void streams() {
        String request =
                "{\"model\": \"tiny\", \"prompt\": \"Hello\", \"max_tokens\": 12, \"seed\": 3, \"echo\": true, \"ignore_eos\": true%s}";
        RunningServer.Answer answer = server.post(
                "/v1/completions",
                request.formatted(", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("text/event-stream");
        List<String> data = RunningServer.data(answer.body());
        assertThat(data.getLast()).isEqualTo("[DONE]");
        StringBuilder text = new StringBuilder();
        for (String chunk : data.subList(0, data.size() - 2)) {
            JsonNode json = RunningServer.parse(chunk);
            text.append(json.at("/choices/0/text").asText());
            assertThat(json.path("usage").isNull()).isTrue();
        }
        JsonNode last = RunningServer.parse(data.get(data.size() - 2));
        assertThat(last.path("choices").size()).isZero();
        JsonNode whole = post(request.formatted(""));
        assertThat(last.at("/usage/completion_tokens")).isEqualTo(whole.at("/usage/completion_tokens"));
        assertThat(text.toString()).isEqualTo(whole.at("/choices/0/text").asText());
    }

    @Test
    void endsBeforeAStopString() {
        String request =
                "{\"model\": \"tiny\", \"prompt\": \"Hello\", \"max_tokens\": 30, \"seed\": 5, \"ignore_eos\": true, \"stop\": %s}";
        String all = post(request.formatted("[]")).at("/choices/0/text").asText();
        String stop = all.codePoints()
                .skip(5)
                .limit(1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        JsonNode stopped = post(request.formatted(Json.array().add(stop)));
        assertThat(stopped.at("/choices/0/text").asText()).isEqualTo(all.substring(0, all.indexOf(stop)));
        assertThat(stopped.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void aBiasDecides() {
        JsonNode json = post("""
                {"model": "tiny", "prompt": "Hello", "max_tokens": 3, "temperature": 0, "logit_bias": {"88": 100}}""");
        assertThat(json.at("/choices/0/text").asText()).isEqualTo("XXX");
    }

    @Test
    void logsNoText() {
        post("{\"model\": \"tiny\", \"prompt\": \"a secret\", \"max_tokens\": 1}");
        JsonNode line = RunningServer.parse(server.logLine("\"prompt_tokens\":8,"));
        assertThat(server.log()).noneMatch(text -> text.contains("secret"));
        assertThat(line.path("path").asText()).isEqualTo("/v1/completions");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("prompt_tokens").asInt()).isEqualTo("a secret".getBytes(StandardCharsets.UTF_8).length);
        assertThat(line.path("completion_tokens").asInt()).isEqualTo(1);
    }

    private static JsonNode post(String json) {
        RunningServer.Answer answer = server.post("/v1/completions", json);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }
}
