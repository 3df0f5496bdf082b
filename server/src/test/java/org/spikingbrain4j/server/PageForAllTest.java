package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;

/** The page for everybody: by keyboard, with a screen reader, on a phone, in the dark; and its spikes. */
class PageForAllTest {
    private static final String VIOLATIONS = """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then(
                found => done(found.violations.flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.html))),
                failure => done([String(failure)]));
            """;

    private static final List<String> VIEWS = List.of("memories", "spikes", "chat");

    @TempDir
    private static Path folder;

    private static RunningServer server;
    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        server = RunningServer.over(
                TinyChatModel.write(folder, Fixtures.W8ASPIKE),
                new ReferenceBackend(),
                options -> options.memories(folder.resolve("memories")));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            browser.close();
        }
    }

    @AfterEach
    void quietConsole() {
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void nothingKeepsPeopleOut() throws IOException {
        Path document = Files.writeString(folder.resolve("tale.txt"), "Once upon a time");
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {1600, 1280, 360}) {
                browser.size(width, 800).preferring("prefers-color-scheme", scheme);
                open();
                browser.find("#settings summary").click();
                ask("Hello");
                show("memories");
                browser.find("#file").sendKeys(document.toString());
                browser.awaitText("#asked-name", "tale.txt");
                for (String view : VIEWS) {
                    show(view);
                    assertThat(violations())
                            .as("%s, %d wide, %s", scheme, width, view)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void worksByKeyboard() {
        browser.size(1280, 800);
        open();
        browser.script("document.documentElement.tabIndex = -1; document.documentElement.focus()");
        browser.press(Keys.TAB);
        assertThat(browser.script("return document.activeElement.className")).isEqualTo("skip");
        browser.press(Keys.ENTER);
        browser.press("Hello", Keys.ENTER);
        browser.await(() -> browser.shows(".below button"));
        assertThat(tabStops())
                .contains(
                        "scroll", "Regenerate", "question", "clear", "send", "Settings", "file", "layer", "projection");
        browser.script("document.querySelector('.below button').focus()");
        browser.press(Keys.ENTER);
        browser.await(() -> browser.shows(".below button"));
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("question");
    }

    @Test
    void fitsAPhone() {
        browser.size(360, 740);
        open();
        ask("A-word-that-is-longer-than-any-phone-is-wide-".repeat(5));
        for (String view : VIEWS) {
            show(view);
            assertThat(browser.script(
                            "const page = document.documentElement; return [page.scrollWidth, page.scrollHeight]"))
                    .as("only parts of the page scroll, " + view)
                    .isEqualTo(List.of(360L, 740L));
            assertThat(browser.script("""
                            return [...document.querySelectorAll('main *')]
                                .filter(one => one.checkVisibility() && !one.closest('.for-readers'))
                                .filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML)"""))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .as(view)
                    .isEmpty();
        }
        assertThat(browser.shows("#question")).isTrue();
    }

    @Test
    void isDarkInTheDark() {
        browser.size(1280, 800).preferring("prefers-color-scheme", "dark");
        open();
        assertThat(brightness("backgroundColor")).isLessThan(60);
        assertThat(brightness("color")).isGreaterThan(200);
        browser.preferring("prefers-color-scheme", "light");
        assertThat(brightness("backgroundColor")).isGreaterThan(230);
        assertThat(brightness("color")).isLessThan(60);
    }

    @Test
    void isStillForWhoWantsItSo() {
        browser.size(1280, 800);
        open();
        ask("Hello");
        String duration = "return getComputedStyle(document.querySelector('.fill')).transitionDuration";
        assertThat(browser.script(duration)).isEqualTo("0.3s");
        browser.preferring("prefers-reduced-motion", "reduce");
        assertThat(browser.script(duration)).isEqualTo("0s");
    }

    @Test
    void tellsTheEndOfAnAnswerOnceAndNotEveryToken() {
        browser.size(1280, 800);
        open();
        browser.script("window.told = [];"
                + "new MutationObserver(() => told.push(document.getElementById('announcer').textContent))"
                + ".observe(document.getElementById('announcer'), {childList: true})");
        ask("Hello");
        assertThat(browser.script("return told.slice(0, 2)"))
                .isEqualTo(List.of("Answering", browser.text(".answer .text")));
        assertThat(browser.count("#scroll [aria-live], #scroll [role=status], #scroll [role=log]"))
                .isZero();
    }

    @Test
    void showsSpikes() {
        browser.size(1280, 800);
        open();
        ask("Hello");
        int layers = server.model().model().config().layers();
        browser.await(() -> browser.count("#sparsity li") == layers && drawn() > 100);
        assertThat(browser.text("#sparsity")).contains("Layer 0").contains("%");
        assertThat(browser.text("#energy")).contains("Spiking").contains("FP16").contains("J");
        assertThat(browser.text("#state")).contains("State").contains("Transformer");
        assertThat(browser.text("#length")).doesNotStartWith("0");
        browser.find("#layer").sendKeys("1");
        browser.find("#projection").sendKeys("mlp");
        ask("And");
        browser.await(() -> browser.find("#raster").getAttribute("aria-label").startsWith("Spikes of layer 1, mlp."));
    }

    @Test
    void showsExperts() throws IOException {
        try (RunningServer mixture =
                RunningServer.over(TinyChatModel.writeMixture(folder), new ReferenceBackend(), options -> options)) {
            for (String scheme : List.of("light", "dark")) {
                for (int width : new int[] {1280, 360}) {
                    browser.size(width, 800).preferring("prefers-color-scheme", scheme);
                    open(mixture);
                    ask("Hello");
                    show("spikes");
                    browser.await(() -> browser.count("#experts-table td") == 2 * 4);
                    assertThat(browser.text("#experts-text"))
                            .contains("1 of 4 experts", "got no token", "times the mean");
                    assertThat(browser.text("#length")).contains("The state grows by 256\u00a0bytes a token");
                    assertThat(violations()).as("%s, %d wide", scheme, width).isEmpty();
                    show("chat");
                }
            }
        }
        browser.size(1280, 800).preferring("prefers-color-scheme", "light");
        open();
        assertThat(browser.shows("#experts")).as("a model without").isFalse();
    }

    private static void open() {
        open(server);
    }

    private static void open(RunningServer of) {
        browser.open(of.uri("/")).awaitText("#model", RunningServer.MODEL);
        browser.find("#settings summary").click();
        browser.fill("#max_tokens", "40");
        browser.find("#settings summary").click();
    }

    private static void ask(String question) {
        browser.find("#question").sendKeys(question, Keys.ENTER);
        browser.await(() -> browser.shows(".below button"));
    }

    /** On wide screens all is shown. */
    private static void show(String view) {
        if (browser.shows("nav")) {
            browser.find("nav [data-view=" + view + "]").click();
        }
    }

    private static List<?> violations() throws IOException {
        try (InputStream axe = PageForAllTest.class.getResourceAsStream("/axe.min.js")) {
            browser.script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) browser.asyncScript(VIOLATIONS);
    }

    /** What the tab key visits, each with something that shows where the focus is. */
    private static Set<String> tabStops() {
        Set<String> stops = new LinkedHashSet<>();
        String name = "const at = document.activeElement; return at.id || at.textContent.trim()";
        String outline =
                "const at = document.activeElement; return getComputedStyle(at.id === 'file' ? at.parentElement : at).outlineStyle";
        for (int i = 0; i < 30; i++) {
            browser.press(Keys.TAB);
            String stop = (String) browser.script(name);
            if (!browser.script("return document.activeElement.tagName").equals("BODY")) {
                assertThat(browser.script(outline)).as(stop).isEqualTo("solid");
                stops.add(stop);
            }
        }
        return stops;
    }

    private static long drawn() {
        return (long) browser.script("""
                const canvas = document.getElementById('raster');
                const points = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                return points.filter((value, index) => index % 4 === 3 && value > 0).length""");
    }

    /** The mean of red, green and blue. */
    private static int brightness(String property) {
        return ((Number) browser.script(
                        "const [r, g, b] = getComputedStyle(document.documentElement)[arguments[0]].match(/\\d+/g);"
                                + "return (Number(r) + Number(g) + Number(b)) / 3",
                        property))
                .intValue();
    }
}
