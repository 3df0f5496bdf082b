package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The conversation on the page. */
class PageChatTest {
    private static final String ANSWER = ".turn:last-child .answer .text";
    private static final String MARKUP = "<img src=x onerror=\"window.broken=1\"> & <b>bold</b>";

    @TempDir
    private static Path folder;

    private static RunningServer server;
    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        server = RunningServer.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        browser.size(1280, 800).open(server.uri("/"));
        browser.awaitText("#model", RunningServer.MODEL);
        browser.find("#settings summary").click();
        browser.fill("#temperature", "0");
        browser.fill("#max_tokens", "40");
    }

    @AfterEach
    void quietConsole() {
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void streamsTheAnswersOfTheServer() {
        browser.script("window.steps = 0;"
                + "new MutationObserver(() => window.steps++)"
                + ".observe(document.getElementById('turns'), {subtree: true, characterData: true})");
        browser.fill("#system", "Be brief.");
        ask("Hello");
        String first = answered();
        assertThat(first).isEqualTo(fromServer(system("Be brief."), user("Hello")));
        assertThat((long) browser.script("return window.steps")).isGreaterThan(5);
        assertThat(browser.text(".note"))
                .contains("tokens")
                .contains("a second")
                .contains("first after");
        ask("More");
        assertThat(answered())
                .isEqualTo(fromServer(system("Be brief."), user("Hello"), message("assistant", first), user("More")));
        assertThat(browser.count(".turn")).isEqualTo(2);
        browser.find("#clear").click();
        assertThat(browser.count(".turn")).isZero();
    }

    @Test
    void stopsAtOnce() {
        browser.fill("#max_tokens", "60000");
        ask("A long story");
        browser.await(() -> browser.text(ANSWER).length() > 20);
        browser.press(Keys.ESCAPE);
        browser.awaitText(".note", "stopped");
        assertThat(server.logLine("\"status\":499")).contains("/v1/chat/completions");
        String left = browser.text(ANSWER);
        browser.fill("#max_tokens", "5");
        ask("Go on");
        assertThat(answered())
                .isEqualTo(fromServer(5, user("A long story"), message("assistant", left), user("Go on")));
    }

    @Test
    void keepsTheEndInSightUnlessOneScrollsAway() {
        browser.fill("#max_tokens", "3000");
        browser.find("#settings summary").click();
        browser.size(1280, 450);
        ask("A long story");
        answered();
        assertThat(belowSight()).isLessThan(2);
        browser.find(".below button").click();
        browser.await(() -> (boolean) browser.script("const all = document.getElementById('scroll');"
                + "const long = all.scrollHeight > all.clientHeight + 100;"
                + "if (long) { all.scrollTop = 0; }"
                + "return long"));
        assertThat(browser.count(".turn.busy")).as("still being answered").isEqualTo(1);
        answered();
        assertThat(belowSight()).isGreaterThan(100);
    }

    @Test
    void regenerates() {
        browser.fill("#temperature", "1");
        browser.fill("#seed", "7");
        ask("Hello");
        String first = answered();
        browser.find(".below button").click();
        assertThat(answered()).isEqualTo(first);
        browser.fill("#seed", "8");
        browser.find(".below button").click();
        assertThat(answered()).isNotEqualTo(first);
        assertThat(browser.count(".turn")).isEqualTo(1);
    }

    @Test
    void markupStaysText() {
        ask(MARKUP);
        answered();
        assertThat(browser.text(".question .text")).isEqualTo(MARKUP);
        assertThat(browser.count("#turns img, #turns b")).isZero();
        assertThat(browser.script("return window.broken")).isNull();
    }

    @Test
    void errorsAreShownAtTheirPlace() {
        browser.fill("#top_p", "0");
        ask("Hello");
        browser.awaitText(".turn .error", "top_p: expected more than 0");
        assertThat(browser.script("return document.getElementById('top_p').validationMessage")
                        .toString())
                .startsWith("top_p: expected more than 0");
        assertThat(browser.console()).hasSize(1).first().asString().contains("400 (Bad Request)");
        browser.find(".below button").click();
        assertThat(browser.shows(".turn.busy"))
                .as("asked with a field that is known to be wrong")
                .isFalse();
        browser.find("#top_p").sendKeys(Keys.BACK_SPACE);
        browser.find(".below button").click();
        assertThat(answered()).isEqualTo(fromServer(user("Hello")));
        assertThat(browser.text(".turn .error")).isEmpty();
    }

    @Test
    void wrongNumbersAreNotSent() {
        browser.fill("#temperature", "7");
        ask("Hello");
        assertThat(browser.count(".turn")).isZero();
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("temperature");
    }

    private static void ask(String question) {
        browser.find("#question").sendKeys(question, Keys.ENTER);
    }

    private static String answered() {
        browser.await(() -> browser.count(".turn.busy") == 0 && browser.shows("#send"));
        return browser.text(ANSWER);
    }

    /** Pixels of the conversation that are below what is shown. */
    private static int belowSight() {
        return ((Number) browser.script("const all = document.getElementById('scroll');"
                        + "return all.scrollHeight - all.scrollTop - all.clientHeight"))
                .intValue();
    }

    private static String fromServer(String... messages) {
        return fromServer(40, messages);
    }

    private static String fromServer(int maxTokens, String... messages) {
        return server.post(
                        "/v1/chat/completions",
                        "{\"model\": \"tiny\", \"temperature\": 0, \"max_tokens\": %d, \"messages\": [%s]}"
                                .formatted(maxTokens, String.join(",", messages)))
                .json()
                .at("/choices/0/message/content")
                .asText();
    }

    private static String system(String content) {
        return message("system", content);
    }

    private static String user(String content) {
        return message("user", content);
    }

    private static String message(String role, String content) {
        return Json.text(Json.object().put("role", role).put("content", content));
    }
}
