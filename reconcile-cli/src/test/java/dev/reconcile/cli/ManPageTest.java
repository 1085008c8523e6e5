package dev.reconcile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code mvn test -pl reconcile-cli -am -Dtest=ManPageTest -Dman.write=true} writes the pages anew. */
class ManPageTest {

    private static final Path PAGES = Path.of("src/main/man");

    private static Map<String, String> rendered() {
        ByteArrayOutputStream nowhere = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(nowhere, true, StandardCharsets.UTF_8);
        return ManPage.of(
                Main.line(new Session(Terminal.of(out, out, new ByteArrayInputStream(new byte[0])), Map.of())));
    }

    @Test
    void everyCommandHasAPageThatSaysWhatItsHelpSays() throws IOException {
        Map<String, String> rendered = rendered();
        if (Boolean.getBoolean("man.write")) {
            Files.createDirectories(PAGES);
            for (Map.Entry<String, String> page : rendered.entrySet()) {
                Files.writeString(PAGES.resolve(page.getKey()), page.getValue());
            }
        }
        Set<String> there;
        try (Stream<Path> files = Files.list(PAGES)) {
            there = files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
        assertThat(there).isEqualTo(rendered.keySet());
        for (Map.Entry<String, String> page : rendered.entrySet()) {
            assertThat(PAGES.resolve(page.getKey()))
                    .as("%s; write it anew with -Dman.write=true", page.getKey())
                    .content()
                    .isEqualTo(page.getValue());
        }
    }

    @Test
    void roffTakesThemWithoutAWarning() throws Exception {
        assumeTrue(isThere("groff"), "groff isn't installed");
        for (Map.Entry<String, String> page : rendered().entrySet()) {
            Process groff = new ProcessBuilder("groff", "-man", "-Tascii", "-ww", "-z")
                    .redirectErrorStream(true)
                    .start();
            groff.getOutputStream().write(page.getValue().getBytes(StandardCharsets.UTF_8));
            groff.getOutputStream().close();
            String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(groff.waitFor()).isZero();
            assertThat(said).as(page.getKey()).isEmpty();
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
