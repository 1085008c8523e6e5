package dev.reconcile.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.report.JsonReport;
import dev.reconcile.store.InMemoryObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/from-your-script.md names as ours is there. */
class FromYourScriptTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*");

    private final Map<String, Path> sources = new HashMap<>();
    private final StringBuilder texts = new StringBuilder();
    private final String metrics = Files.readString(ROOT.resolve("docs/guide/metrics.md"));
    private final String json = JsonReport.render(ReconcileEngine.builder(
                    new InMemoryObjectStore("images", Instant::now),
                    new InMemoryCatalog("images", List.of("original", "staged"), "error", Instant::now))
            .build()
            .run(ReconcileRequest.dryRun()));

    FromYourScriptTest() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.map(each -> each.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(file -> index(module, file));
                }
            }
        }
    }

    private void index(Path module, Path file) {
        try {
            String simple = file.getFileName().toString().replace(".java", "");
            sources.put(simple, module.relativize(file));
            texts.append(Files.readString(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void everyNameInTheSecondColumnExists() throws Exception {
        List<String> unknown = new ArrayList<>();
        int names = 0;
        for (String line : Files.readAllLines(ROOT.resolve("docs/from-your-script.md"))) {
            String[] cells = line.split("\\|", -1);
            if (!line.startsWith("| ") || cells.length < 3) {
                continue;
            }
            String type = "";
            Matcher code = CODE.matcher(cells[2]);
            while (code.find()) {
                String name = code.group(1);
                names++;
                if (name.startsWith(".")) {
                    name = type + name;
                }
                Optional<String> owner = ownerOf(name);
                type = owner.orElse(type);
                if (owner.isEmpty() && !isText(name)) {
                    unknown.add(name + " in: " + line);
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(names).isGreaterThan(100);
    }

    /** The type that a name is of: itself, or what it is a member of; empty if there is no such name. */
    private Optional<String> ownerOf(String name) throws ClassNotFoundException {
        String[] parts = name.split("\\.", -1);
        if (!TYPE.matcher(parts[0]).matches() || !sources.containsKey(parts[0])) {
            return Optional.empty();
        }
        Class<?> type = load(parts[0]);
        String owner = parts[0];
        for (int i = 1; i < parts.length; i++) {
            Optional<Class<?>> nested = nested(type, parts[i]);
            if (nested.isPresent()) {
                type = nested.get();
                owner += "." + parts[i];
            } else if (i < parts.length - 1 || !hasMember(type, parts[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(owner);
    }

    private Class<?> load(String simple) throws ClassNotFoundException {
        String file = String.valueOf(sources.get(simple));
        return Class.forName(
                file.substring(0, file.length() - ".java".length()).replace('/', '.'),
                false,
                getClass().getClassLoader());
    }

    private static Optional<Class<?>> nested(Class<?> type, String name) {
        return Stream.<Class<?>>of(type.getDeclaredClasses())
                .filter(each -> each.getSimpleName().equals(name))
                .findFirst();
    }

    private static boolean hasMember(Class<?> type, String name) {
        return Stream.of(type.getMethods()).map(Method::getName).anyMatch(name::equals)
                || Stream.of(type.getFields()).map(Field::getName).anyMatch(name::equals);
    }

    /** A metric, a module, a field of the JSON report, or a text that the code has. */
    private boolean isText(String name) {
        if (name.startsWith("reconcile_")) {
            return metrics.contains("| `" + name + "` |");
        }
        return name.startsWith("reconcile-")
                ? Files.isRegularFile(ROOT.resolve(name).resolve("pom.xml"))
                : json.contains("\"" + name + "\":") || texts.indexOf("\"" + name + "\"") >= 0;
    }

    @Test
    void aNameThatIsNotThereIsFound() throws Exception {
        assertThat(ownerOf("ReconcileRequest.Builder.limit")).contains("ReconcileRequest.Builder");
        assertThat(ownerOf("ReconcileRequest.Builder.limits")).isEmpty();
        assertThat(ownerOf("ReconcileRequests")).isEmpty();
        assertThat(isText("reconcile_findings")).isTrue();
        assertThat(isText("reconcile_finding")).isFalse();
        assertThat(isText("missing_original")).isTrue();
        assertThat(isText("missing_originals")).isFalse();
    }
}
