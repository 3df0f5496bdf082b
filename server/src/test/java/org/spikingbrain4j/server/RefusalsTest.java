package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.tokenizer.ChatTemplateException;
import org.spikingbrain4j.tokenizer.ChatTemplateTimeoutException;

/** What is wrong with a request is said with the right status and the name of the field. */
class RefusalsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";

    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = RunningServer.start(
                folder,
                options -> options.limits(Limits.DEFAULT.withPromptTokens(200).withMaxTokens(100)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"nonsense\": 1 | nonsense | unknown_parameter",
                "\"nonsense\": null | nonsense | unknown_parameter",
                "\"temperature\": \"hot\" | temperature | invalid_type",
                "\"temperature\": 3 | temperature | invalid_value",
                "\"temperature\": -0.1 | temperature | invalid_value",
                "\"top_p\": 0 | top_p | invalid_value",
                "\"max_tokens\": 1.5 | max_tokens | invalid_type",
                "\"max_tokens\": -1 | max_tokens | invalid_value",
                "\"max_tokens\": 101 | max_tokens | invalid_value",
                "\"max_tokens\": 99999999999999999999 | max_tokens | invalid_value",
                "\"max_tokens\": 5, \"max_completion_tokens\": 6 | max_completion_tokens | invalid_value",
                "\"n\": 0 | n | invalid_value",
                "\"n\": true | n | invalid_type",
                "\"seed\": \"7\" | seed | invalid_type",
                "\"stop\": [1] | stop | invalid_type",
                "\"stop\": \"\" | stop | invalid_value",
                "\"stream\": \"yes\" | stream | invalid_type",
                "\"stream_options\": {\"include_usage\": true} | stream_options | invalid_value",
                "\"stream\": true, \"stream_options\": {\"x\": 1} | stream_options.x | unknown_parameter",
                "\"presence_penalty\": 2.5 | presence_penalty | invalid_value",
                "\"frequency_penalty\": [] | frequency_penalty | invalid_type",
                "\"logit_bias\": {\"5\": 101} | logit_bias.5 | invalid_value",
                "\"logit_bias\": {\"5000\": 1} | logit_bias | invalid_value",
                "\"logit_bias\": [] | logit_bias | invalid_type",
                "\"logprobs\": 1 | logprobs | invalid_type",
                "\"top_logprobs\": 2 | top_logprobs | invalid_value",
                "\"logprobs\": true, \"top_logprobs\": 21 | top_logprobs | invalid_value",
                "\"functions\": [] | functions | unsupported_parameter",
                "\"function_call\": \"auto\" | function_call | unsupported_parameter",
                "\"reasoning_effort\": \"low\" | reasoning_effort | unsupported_parameter",
                "\"audio\": {} | audio | unsupported_parameter",
                "\"store\": true | store | unsupported_value",
                "\"store\": \"false\" | store | unsupported_value",
                "\"parallel_tool_calls\": \"true\" | parallel_tool_calls | unsupported_value",
                "\"metadata\": \"{}\" | metadata | unsupported_value",
                "\"modalities\": \"[\\\"text\\\"]\" | modalities | unsupported_value",
                "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"x\", \"schema\": {\"pattern\": \"y\"}}} | response_format | invalid_schema",
                "\"metadata\": {\"a\": \"b\"} | metadata | unsupported_value",
                "\"service_tier\": \"flex\" | service_tier | unsupported_value",
                "\"modalities\": [\"audio\"] | modalities | unsupported_value",
                "\"tools\": {} | tools | invalid_type",
                "\"tools\": [{\"type\": \"function\"}] | tools[0].function | missing_required_parameter",
                "\"tools\": [{\"type\": \"retrieval\", \"function\": {\"name\": \"f\"}}] | tools[0].type | unsupported_value",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"a b\"}}] | tools[0].function.name | invalid_value",
                "\"tool_choice\": \"required\" | tool_choice | invalid_value",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"strict\": true}}] | tools[0].function.strict | unsupported_value",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}] | tools | unsupported_value",
                "\"response_format\": {\"type\": \"json_object\"}, \"ignore_eos\": true | ignore_eos | invalid_value",
                "\"response_format\": {\"type\": \"xml\"} | response_format.type | invalid_value",
                "\"response_format\": {\"type\": \"json_schema\"} | response_format.json_schema | missing_required_parameter",
                "\"memory\": \"none\" | | no_memories",
            })
    void namesTheField(String field, String param, String code) {
        RunningServer.Answer answer = server.post(
                CHAT,
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], %s}"
                        .formatted(field));
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.param()).isEqualTo(param == null ? "null" : param);
        assertThat(answer.status()).isEqualTo(code.equals("no_memories") ? 404 : 400);
        assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.json().at("/error/message").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | messages | invalid_value",
                "{} | messages | invalid_type",
                "[1] | messages[0] | invalid_type",
                "[{\"role\": \"user\"}] | messages[0].content | missing_required_parameter",
                "[{\"role\": \"user\", \"content\": 1}] | messages[0].content | invalid_type",
                "[{\"role\": \"king\", \"content\": \"Hi\"}] | messages[0].role | invalid_value",
                "[{\"role\": \"user\", \"content\": \"Hi\", \"name\": \"Ann\"}] | messages[0].name | unsupported_parameter",
                "[{\"role\": \"user\", \"content\": \"Hi\", \"mood\": \"good\"}] | messages[0].mood | unknown_parameter",
                "[{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}] | messages[0].content[0].type | unsupported_value",
                "[{\"role\": \"tool\", \"content\": \"5\", \"tool_call_id\": \"x\"}] | messages[0].tool_call_id | invalid_value",
                "[{\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"x\", \"type\": \"function\", \"function\": {\"name\": \"f\", \"arguments\": \"{\"}}]}] | messages[0].tool_calls[0].function.arguments | invalid_value",
            })
    void namesThePlaceInAConversation(String messages, String param, String code) {
        RunningServer.Answer answer = server.post(CHAT, "{\"model\": \"tiny\", \"messages\": %s}".formatted(messages));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.param()).isEqualTo(param);
        assertThat(answer.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"suffix\": \"end\" | suffix | unsupported_parameter",
                "\"best_of\": 2 | best_of | unsupported_value",
                "\"logprobs\": true | logprobs | invalid_type",
                "\"logprobs\": 21 | logprobs | invalid_value",
                "\"stream\": true, \"echo\": true, \"logprobs\": 1 | stream | unsupported_value",
                "\"messages\": [] | messages | unknown_parameter",
            })
    void namesTheFieldOfACompletion(String field, String param, String code) {
        RunningServer.Answer answer =
                server.post(COMPLETIONS, "{\"model\": \"tiny\", \"prompt\": \"Hi\", %s}".formatted(field));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.param()).isEqualTo(param);
        assertThat(answer.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | prompt",
                "{} | prompt",
                "[[]] | prompt[0]",
                "[1, \"a\"] | prompt[1]",
                "[\"a\", 1] | prompt[1]",
                "[70000] | prompt[0]",
                "[-1] | prompt[0]",
            })
    void namesThePrompt(String prompt, String param) {
        RunningServer.Answer answer =
                server.post(COMPLETIONS, "{\"model\": \"tiny\", \"prompt\": %s}".formatted(prompt));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.param()).isEqualTo(param);
    }

    @Test
    void takesWhatChangesNothing() {
        assertThat(server.post(
                                CHAT,
                                "{\"model\": \"tiny\", \"max_tokens\": 1, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"store\": false, \"metadata\": {}, \"modalities\": [\"text\"], \"service_tier\": \"auto\", \"parallel_tool_calls\": true}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models?foo=1, foo, unknown_parameter",
        "/v1/spikes?lair=1, lair, unknown_parameter",
        "/v1/spikes?layer=1&layer=2, layer, invalid_value",
        "/v1/models/tiny?%3Cb%3E=1, <b>, unknown_parameter",
    })
    void namesAFieldOfTheQuery(String path, String param, String code) {
        RunningServer.Answer answer = server.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.param()).isEqualTo(param);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void knowsOnlyItsModel() {
        RunningServer.Answer answer = server.post(COMPLETIONS, "{\"model\": \"gpt-4o\", \"prompt\": \"Hi\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("model_not_found");
        assertThat(server.post(COMPLETIONS, "{\"prompt\": \"Hi\"}").status())
                .as("there is only one")
                .isEqualTo(200);
        assertThat(server.get("/v1/models/gpt-4o").status()).isEqualTo(404);
        assertThat(server.get("/v1/models/tiny").json().path("id").asText()).isEqualTo("tiny");
    }

    @Test
    void refusesPromptsThatAreTooLong() {
        RunningServer.Answer answer =
                server.post(COMPLETIONS, "{\"model\": \"tiny\", \"prompt\": \"%s\"}".formatted("x".repeat(201)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("context_length_exceeded");
        RunningServer.Answer chat = server.post(
                CHAT,
                "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}"
                        .formatted("x".repeat(201)));
        assertThat(chat.code()).isEqualTo("context_length_exceeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"model\": \"tiny\"} x",
                "{\"model\": \"tiny\", \"model\": \"tiny\"}",
                "{\"model\": NaN}",
                "{'model': 1}",
                "{\"model\": \"tiny\",}",
            })
    void refusesWhatIsNoJsonObject(String body) {
        RunningServer.Answer answer = server.post(COMPLETIONS, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_json");
    }

    @Test
    void refusesDeepNesting() {
        RunningServer.Answer answer =
                server.post(COMPLETIONS, "{\"model\": \"tiny\", \"prompt\": %s}".formatted("[".repeat(100_000)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_json");
        assertThat(answer.json().at("/error/message").asText()).contains("nested deeper than 64");
    }

    @Test
    void refusesWhatIsNoUtf8() {
        byte[] body = "{\"model\": \"tiny\", \"prompt\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        RunningServer.Answer answer = server.send(HttpRequest.newBuilder(server.uri(COMPLETIONS))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_json");
    }

    @Test
    void wantsJson() {
        RunningServer.Answer answer = server.send(HttpRequest.newBuilder(server.uri(COMPLETIONS))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("unsupported_media_type");
    }

    @Test
    void saysWhatPathsAndMethodsThereAre() {
        assertThat(server.get("/v1/nothing").status()).isEqualTo(404);
        assertThat(server.get("/v1/nothing").code()).isEqualTo("not_found");
        RunningServer.Answer wrongMethod = server.get(COMPLETIONS);
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.code()).isEqualTo("method_not_allowed");
    }

    @Test
    void whatMayWorkLaterIsNoMistakeOfTheClient() {
        Failures failures = new Failures();
        ApiException timeout = failures.error(new ChatTemplateTimeoutException("takes longer than 10000 ms"));
        assertThat(timeout.status()).isEqualTo(503);
        assertThat(timeout.json().at("/error/code").asText()).isEqualTo("template_timeout");
        assertThat(failures.error(new ChatTemplateException("no system messages"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void pagesFromElsewhereMayNotAsk() {
        RunningServer.Answer foreign =
                server.send(HttpRequest.newBuilder(server.uri("/v1/models")).header("Origin", "https://evil.example"));
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.code()).isEqualTo("foreign_origin");
        RunningServer.Answer own = server.send(
                HttpRequest.newBuilder(server.uri("/v1/models")).header("Origin", "http://127.0.0.1:" + server.port()));
        assertThat(own.status()).isEqualTo(200);
    }
}
