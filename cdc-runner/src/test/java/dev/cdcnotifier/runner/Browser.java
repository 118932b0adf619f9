package dev.cdcnotifier.runner;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.process.GuardedProcess;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.MutableCapabilities;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.remote.RemoteWebDriver;

/**
 * A headless Chromium of the system, driven by its chromedriver. It is gone with its profile when this is closed or the JVM
 * ends in whatever way. One thread.
 */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GuardedProcess chromedriver = new GuardedProcess("chromedriver", "KILL");
    private final RemoteWebDriver driver;

    private Browser() {
        try {
            int port = LoopbackPorts.free();
            chromedriver.start(List.of("chromedriver", "--port=" + port));
            URI address = URI.create("http://127.0.0.1:" + port);
            Await.until("chromedriver to answer", PATIENCE, () -> {
                HttpURLConnection connection =
                        (HttpURLConnection) address.resolve("/status").toURL().openConnection();
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            });
            driver = new RemoteWebDriver(address.toURL(), capabilities(chromedriver.folder()), false);
        } catch (IOException | RuntimeException e) {
            String output = chromedriver.lastOutput();
            chromedriver.close();
            throw new AssertionError("no browser: " + output, e);
        }
    }

    /** Starts one; where Chromium is not installed the test is skipped, but not in CI. */
    static Browser start() {
        boolean installed = onPath("chromium") && onPath("chromedriver");
        String missing = "chromium and chromedriver are not on the PATH: apt-get install chromium chromium-driver";
        if (!installed && System.getenv("CI") != null) {
            fail(missing);
        }
        assumeTrue(installed, missing);
        return new Browser();
    }

    void open(String url) {
        driver.get(url);
    }

    /** The only element of that selector that is there now. */
    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** The text that is seen of it, or nothing when it is hidden. */
    String text(String css) {
        return find(css).getText();
    }

    void click(String css) {
        awaitSeen(css);
        find(css).click();
    }

    void type(String css, String text) {
        awaitSeen(css);
        find(css).sendKeys(text);
    }

    void awaitSeen(String css) {
        await(css + " to be seen", () -> find(css).isDisplayed());
    }

    void awaitText(String css, String part) {
        await(css + " to say " + part, () -> text(css).contains(part));
    }

    void await(String what, Await.Condition condition) {
        try {
            Await.until(what, PATIENCE, condition);
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + "; the page says:\n" + text("body"), e);
        }
    }

    /** What the browser itself has complained of, refused requests left out. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("Failed to load resource"))
                .toList();
    }

    @Override
    public void close() {
        try {
            driver.quit();
        } finally {
            chromedriver.close();
        }
    }

    private static MutableCapabilities capabilities(Path folder) {
        // Without a sandbox, which root cannot have; by a pipe, whose end ends the browser.
        List<String> arguments = List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-pipe",
                "--window-size=1280,1000",
                "--user-data-dir=" + folder.resolve("profile"));
        return new MutableCapabilities(Map.of(
                "browserName",
                "chrome",
                "goog:loggingPrefs",
                Map.of("browser", "ALL"),
                "goog:chromeOptions",
                Map.of("args", arguments)));
    }

    private static boolean onPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
