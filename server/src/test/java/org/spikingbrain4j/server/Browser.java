package org.spikingbrain4j.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/** A Chromium without a window. */
final class Browser implements AutoCloseable {
    private static final String MISSING =
            "the page is tested in chromium by chromedriver, and this machine lacks one of them; Debian has chromium and chromium-driver";

    /** Kept, since loggers are forgotten with what was set. It warns of browsers newer than Selenium in ways that are not used here. */
    private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

    static {
        DEVTOOLS.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test where there is none. Nothing is downloaded: both programs are given by their paths. */
    static Browser start() {
        Optional<Path> chromium = program("chromium");
        Optional<Path> chromedriver = program("chromedriver");
        assumeTrue(chromium.isPresent() && chromedriver.isPresent(), MISSING);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get().toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        return new Browser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.get().toFile())
                        .build(),
                options));
    }

    private static Optional<Path> program(String name) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The size of the page in CSS pixels. */
    Browser size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** What the reader prefers, such as {@code prefers-color-scheme} {@code dark}. */
    Browser preferring(String feature, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
        return this;
    }

    Browser open(URI page) {
        driver.get(page.toString());
        return this;
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    boolean shows(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream().anyMatch(WebElement::isDisplayed);
    }

    /** All text of an element, as it is in the page. */
    String text(String selector) {
        return (String) script("return document.querySelector(arguments[0]).textContent", selector);
    }

    Object script(String text, Object... arguments) {
        return driver.executeScript(text, arguments);
    }

    Object asyncScript(String text, Object... arguments) {
        return driver.executeAsyncScript(text, arguments);
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void fill(String selector, String text) {
        WebElement field = find(selector);
        field.clear();
        field.sendKeys(text);
    }

    /** Waits until something is so. */
    void await(Supplier<Boolean> wanted) {
        Eventually.holds(() -> {
            try {
                return wanted.get();
            } catch (StaleElementReferenceException e) {
                return false; // the page has changed under our eyes
            }
        });
    }

    void awaitText(String selector, String part) {
        await(() -> count(selector) > 0 && text(selector).contains(part));
    }

    /** What the console says since it was asked last. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
