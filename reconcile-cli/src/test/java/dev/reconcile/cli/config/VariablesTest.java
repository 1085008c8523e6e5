package dev.reconcile.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOST", "db", "PASSWORD", "a: {b}\n#'\"${HOST}", "EMPTY", "");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "${HOST}, db",
        "//${HOST}:5432/${HOST}, //db:5432/db",
        "${NONE:-other}, other",
        "${EMPTY:-other}, other",
        "${NONE:-}x, x",
        "$${HOST}, ${HOST}",
        "$HOST, $HOST",
        "costs 5$, costs 5$"
    })
    void textsAreResolved(String text, String resolved) {
        assertThat(new Variables(ENVIRONMENT, directory).resolve(text)).isEqualTo(resolved);
    }

    @Test
    void whatAVariableHoldsCantChangeTheStructureAndIsntResolvedAgain() {
        Configuration read = Configuration.parse(
                directory.resolve("reconcile.yaml"),
                ConfigurationTest.SMALLEST.replace("  table:", "  password: ${PASSWORD}\n  table:"),
                ENVIRONMENT);

        assertThat(read.document().catalog().password().reveal()).isEqualTo("a: {b}\n#'\"${HOST}");
        assertThat(read.document().toString()).doesNotContain("{b}");
    }

    @Test
    void aSecretMayComeFromAFileWithoutItsLineEnd() throws Exception {
        Files.writeString(directory.resolve("db-password"), "s3cr3t\n");
        Variables variables = new Variables(ENVIRONMENT, directory);

        assertThat(variables.resolve("${file:db-password}")).isEqualTo("s3cr3t");
        assertThat(variables.resolve("${file:" + directory.resolve("db-password") + "}"))
                .isEqualTo("s3cr3t");
    }

    @Test
    void anEmptyVariableIsAValueThatWasLeftOut() {
        Configuration read = Configuration.parse(
                directory.resolve("reconcile.yaml"),
                ConfigurationTest.SMALLEST + "  session-token: ${TOKEN:-}\nrun:\n  prefix: ''\n  deadline:\n",
                ENVIRONMENT);

        assertThat(read.request().build().prefix()).isEmpty();
        assertThat(read.request().build().deadline()).isEmpty();
    }
}
