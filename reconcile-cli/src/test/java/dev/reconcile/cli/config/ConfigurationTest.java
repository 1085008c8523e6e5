package dev.reconcile.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    static final String SMALLEST = """
            catalog:
              url: jdbc:h2:mem:images
              table: images
              status: {column: status, error: error}
              references:
                original: {column: original_key}
            store:
              type: s3
              bucket: images
              region: eu-central-1
            """;

    static Configuration parse(String text) {
        return Configuration.parse(Path.of("reconcile.yaml"), text, Map.of());
    }

    /** The lines of the message; none if it is taken. */
    static List<String> problems(String text) {
        try {
            parse(text);
            return List.of();
        } catch (ConfigurationException wrong) {
            return wrong.problems();
        }
    }

    @Test
    void fewKeysAreEnough() {
        Configuration smallest = parse(SMALLEST);

        ReconcileRequest request = smallest.request().build();
        assertThat(request.isApplying()).isFalse();
        assertThat(request.markGrace()).contains(Duration.ofHours(1));
        assertThat(smallest.document().catalog().id()).containsExactly("id");
        assertThat(smallest.journalDirectory())
                .contains(Path.of("reconcile-journal").toAbsolutePath());
    }

    @Test
    void theRunSectionIsAppliedToTheRequest() {
        ReconcileRequest request = parse(SMALLEST + """
                        run:
                          prefix: media/
                          concurrency: 16
                          orphan-grace: 30d
                          orphans: quarantine
                          guardrails: {max-ratio: 2.5%}
                          verification: {share: 10%, bytes-per-second: 50MiB}
                          integrity: [checksum]
                        """).request().build();

        assertThat(request.prefix()).isEqualTo("media/");
        assertThat(request.concurrency()).isEqualTo(16);
        assertThat(request.orphanGrace()).isEqualTo(Duration.ofDays(30));
        assertThat(request.orphanPolicy()).isEqualTo(OrphanPolicy.QUARANTINE);
        assertThat(request.guardrails().maxRatio()).isEqualTo(0.025);
        assertThat(request.verification().bytesPerSecond()).hasValue(50L << 20);
    }

    /** The guide's defaults are those of the request. */
    @Test
    void whatTheRunSectionCallsDefaultIsTheDefault() {
        StringBuilder said = new StringBuilder("run:\n");
        for (RecordComponent each : RunSection.class.getRecordComponents()) {
            String usual = Absent.key(each).byDefault();
            boolean words = (usual.contains(" ") && !usual.startsWith("[")) || usual.equals("never");
            if (!usual.isEmpty() && !words) {
                said.append("  ")
                        .append(Names.key(each.getName()))
                        .append(": ")
                        .append(usual)
                        .append('\n');
            }
        }

        assertThat(said.toString()).contains("mark-grace", "orphans", "integrity", "examples");
        assertThat(parse(SMALLEST + said).request().build())
                .usingRecursiveComparison()
                .isEqualTo(ReconcileRequest.dryRun());
    }
}
