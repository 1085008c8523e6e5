package dev.reconcile.testkit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium, driven through its chromedriver by the W3C WebDriver protocol, with an empty profile that is gone afterwards. Both
 * are found on the PATH, or named by RECONCILE_CHROMIUM and RECONCILE_CHROMEDRIVER; scripts/chromium installs them.
 */
final class Chromium implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final Duration PATIENCE =
            Duration.ofSeconds(60); // of one answer; a page of 100 000 rows takes a few

    private final Process driver;
    private final String session;
    private final Path profile;

    private Chromium(Process driver, String session, Path profile) {
        this.driver = driver;
        this.session = session;
        this.profile = profile;
    }

    /** Whether there is one on this machine. */
    static boolean isInstalled() {
        return browser().isPresent() && chromedriver().isPresent();
    }

    private static Optional<Path> browser() {
        return find("RECONCILE_CHROMIUM", "chromium", "chromium-browser", "google-chrome");
    }

    private static Optional<Path> chromedriver() {
        return find("RECONCILE_CHROMEDRIVER", "chromedriver");
    }

    private static Optional<Path> find(String variable, String... names) {
        String given = System.getenv(variable);
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
                .flatMap(folder -> Arrays.stream(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @throws IllegalStateException if it doesn't start */
    static Chromium start() throws IOException {
        Process driver = new ProcessBuilder(chromedriver().orElseThrow().toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        Path profile = Files.createTempDirectory("chromium");
        Chromium starting = new Chromium(driver, "", profile);
        try {
            String address = "http://127.0.0.1:" + port(driver);
            List<String> flags = List.of(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    "--hide-scrollbars",
                    "--user-data-dir=" + profile);
            Map<String, Object> capabilities = Map.of(
                    "goog:chromeOptions",
                            Map.of("binary", browser().orElseThrow().toString(), "args", flags),
                    "goog:loggingPrefs", Map.of("browser", "ALL", "performance", "ALL"),
                    "unhandledPromptBehavior", "ignore");
            JsonNode answer =
                    call("POST", address + "/session", Map.of("capabilities", Map.of("alwaysMatch", capabilities)));
            return new Chromium(
                    driver, address + "/session/" + answer.get("sessionId").asText(), profile);
        } catch (RuntimeException failed) {
            starting.close();
            throw failed;
        }
    }

    private static String port(Process driver) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher started = PORT.matcher(line);
            if (started.find()) {
                return started.group(1);
            }
            all.append(line).append('\n');
        }
        throw new IllegalStateException("chromedriver didn't start: " + all);
    }

    private static JsonNode call(String method, String address, @Nullable Object body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setReadTimeout((int) PATIENCE.toMillis());
            if (body != null) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    JSON.writeValue(out, body);
                }
            }
            boolean done = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            try (InputStream in = done ? connection.getInputStream() : connection.getErrorStream()) {
                JsonNode value = JSON.readTree(in).get("value");
                if (!done) {
                    throw new IllegalStateException(method + " " + address + ": " + value);
                }
                return value;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private JsonNode post(String path, Object body) {
        return call("POST", session + path, body);
    }

    void open(Path file) {
        post("/url", Map.of("url", file.toUri().toString()));
    }

    /** What a function body returns in the page. */
    JsonNode run(String script, Object... arguments) {
        return post("/execute/sync", Map.of("script", script, "args", Arrays.asList(arguments)));
    }

    String text(String script, Object... arguments) {
        return run(script, arguments).asText();
    }

    long number(String script, Object... arguments) {
        return run(script, arguments).asLong();
    }

    List<String> texts(String script, Object... arguments) {
        List<String> texts = new ArrayList<>();
        run(script, arguments).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    /** As a person clicks: where the element is, on what lies on top there. */
    void click(String selector) {
        run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector);
        post("/element/" + element(selector) + "/click", Map.of());
    }

    void type(String selector, String text) {
        post("/element/" + element(selector) + "/value", Map.of("text", text));
    }

    /** Into whatever has the focus. */
    void press(String keys) {
        List<Map<String, String>> actions = new ArrayList<>();
        keys.codePoints().mapToObj(Character::toString).forEach(key -> {
            actions.add(Map.of("type", "keyDown", "value", key));
            actions.add(Map.of("type", "keyUp", "value", key));
        });
        post("/actions", Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", actions))));
    }

    private String element(String selector) {
        JsonNode element = post("/element", Map.of("using", "css selector", "value", selector));
        return element.elements().next().asText();
    }

    /** Asks until the answer is right, as the page works after an event. */
    JsonNode await(String script, Function<JsonNode, Boolean> right) {
        JsonNode answer = run(script);
        for (int i = 0; i < 1_000 && !right.apply(answer); i++) {
            answer = run("return new Promise(done => setTimeout(() => done((() => {" + script + "})()), 20))");
        }
        return answer;
    }

    /** The name and message of each dialog that is open: there should be none. */
    Optional<String> dialog() {
        try {
            return Optional.of(call("GET", session + "/alert/text", null).asText());
        } catch (IllegalStateException none) {
            return Optional.empty();
        }
    }

    JsonNode devtools(String command, Map<String, Object> parameters) {
        return post("/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    /** What the page said on its console, errors and violations of its policy among it, since it was last asked. */
    List<String> console() {
        List<String> messages = new ArrayList<>();
        post("/se/log", Map.of("type", "browser"))
                .forEach(entry -> messages.add(entry.get("message").asText()));
        return messages;
    }

    /** The addresses of all requests made since it was last asked. */
    List<String> requests() {
        List<String> addresses = new ArrayList<>();
        post("/se/log", Map.of("type", "performance")).forEach(entry -> {
            JsonNode message = json(entry.get("message").asText()).get("message");
            if (message.get("method").asText().equals("Network.requestWillBeSent")) {
                addresses.add(message.at("/params/request/url").asText());
            }
        });
        return addresses;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** The system's, light or dark; it also asks for less motion, so that nothing moves on after a click. */
    void colorScheme(String scheme) {
        devtools(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "media",
                        "",
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    void printMedia() {
        devtools("Emulation.setEmulatedMedia", Map.of("media", "print"));
    }

    void size(int width, int height) {
        devtools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    byte[] screenshot() {
        return Base64.getDecoder()
                .decode(devtools("Page.captureScreenshot", Map.of("format", "png"))
                        .get("data")
                        .asText());
    }

    /** Also waits until it is there, complete. */
    byte[] pdf() {
        return Base64.getDecoder()
                .decode(devtools("Page.printToPDF", Map.of("printBackground", false))
                        .get("data")
                        .asText());
    }

    @Override
    public void close() {
        try {
            if (!session.isEmpty()) {
                call("DELETE", session, null);
            }
        } finally {
            List<ProcessHandle> all = new ArrayList<>(driver.descendants().toList());
            all.add(driver.toHandle());
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(process -> process.onExit().join());
            remove(profile);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
