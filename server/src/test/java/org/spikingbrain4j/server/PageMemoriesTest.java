package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Documents and keys on the page. */
class PageMemoriesTest {
    private static final String NAME = "<img src=x onerror=broken=1>.txt";

    @TempDir
    private Path folder;

    @Test
    void readsAsksAndDeletesADocument() throws IOException {
        Path document = Files.writeString(folder.resolve(NAME), "The old man looked at the sea. ".repeat(40));
        try (Browser browser = Browser.start();
                RunningServer server = withMemories()) {
            browser.size(1280, 800).open(server.uri("/")).awaitText("#model", RunningServer.MODEL);
            browser.find("#file").sendKeys(document.toString());
            browser.awaitText("#memory-list .card strong", NAME);
            assertThat(browser.text("#memory-list .card")).contains("1,240\u00a0tokens in");
            assertThat(browser.text("#asked-name")).isEqualTo(NAME);
            assertThat(browser.text("#length")).startsWith("1,240\u00a0tokens read");
            browser.find("#settings summary").click();
            browser.fill("#temperature", "0");
            browser.fill("#max_tokens", "20");
            browser.find("#question").sendKeys("What did he see?", Keys.ENTER);
            browser.awaitText(".note", "1,240 of them before");
            String id = server.get("/v1/memories").json().at("/data/0/id").asText();
            assertThat(browser.text(".answer .text")).isEqualTo(fromServer(server, id));
            delete(browser);
            browser.await(() -> browser.count("#memory-list .card") == 0);
            assertThat(server.get("/v1/memories").json().path("data")).isEmpty();
            assertThat(browser.shows("#asked")).isFalse();
            assertThat(browser.count("main img")).isZero();
            assertThat(browser.console()).isEmpty();
        }
    }

    @Test
    void takesDroppedDocumentsAndSaysWhatIsWrongWithThem() {
        try (Browser browser = Browser.start();
                RunningServer server = withMemories()) {
            browser.size(1280, 800).open(server.uri("/")).awaitText("#model", RunningServer.MODEL);
            browser.script("const carried = new DataTransfer();"
                    + "carried.items.add(new File([''], 'empty.txt'));"
                    + "carried.items.add(new File(['Once upon a time'], 'tale.txt'));"
                    + "document.body.dispatchEvent("
                    + "new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true}))");
            browser.awaitText("#memory-list", "tale.txt");
            assertThat(browser.text("#uploads")).contains("empty.txt: is empty");
            browser.find("#uploads button").click();
            assertThat(browser.count("#uploads li")).isZero();
            assertThat(browser.console()).hasSize(1).first().asString().contains("400 (Bad Request)");
        }
    }

    @Test
    void saysWhereNoneAreKept() {
        try (Browser browser = Browser.start();
                RunningServer server = RunningServer.start(folder)) {
            browser.open(server.uri("/")).awaitText("#memories-note", "--memories");
            assertThat(browser.shows("#drop")).isFalse();
        }
    }

    @Test
    void asksForAKey() {
        try (Browser browser = Browser.start();
                RunningServer server =
                        RunningServer.start(folder, options -> options.keys(ApiKeys.of(List.of("open-sesame"))))) {
            browser.open(server.uri("/")).await(() -> browser.shows("#key"));
            browser.press("wrong", Keys.ENTER);
            browser.awaitText("#key-error", "not one of this server's");
            browser.press("open-sesame", Keys.ENTER);
            browser.awaitText("#model", RunningServer.MODEL);
            assertThat(browser.shows("#key")).isFalse();
            assertThat(browser.script("return localStorage.length")).isEqualTo(0L);
            browser.open(server.uri("/")).awaitText("#model", RunningServer.MODEL);
        }
    }

    private RunningServer withMemories() {
        return RunningServer.start(folder, options -> options.memories(folder.resolve("memories")));
    }

    /** By two presses; one alone does nothing. */
    private static void delete(Browser browser) {
        browser.find("#memory-list .danger").click();
        browser.awaitText("#memory-list .danger", "Really delete");
        assertThat(browser.count("#memory-list .card")).isEqualTo(1);
        browser.find("#memory-list .danger").click();
    }

    private static String fromServer(RunningServer server, String memory) {
        return server.post("/v1/chat/completions", """
                        {"model": "tiny", "temperature": 0, "max_tokens": 20, "memory": "%s",
                         "messages": [{"role": "user", "content": "What did he see?"}]}""".formatted(memory))
                .json()
                .at("/choices/0/message/content")
                .asText();
    }
}
