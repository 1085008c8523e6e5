package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RecordState;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Upload;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EarlierTest {

    private static Earlier earlier(List<Finding> findings, int limit) {
        return Earlier.of(Reports.ofNothing().report(), findings::stream, Reports.RUN, limit);
    }

    private static Finding missing(String id, String role, String key) {
        return new Finding.Missing(
                new Reference(new RecordId(id), role, ObjectKey.of(key), OptionalLong.empty(), true),
                new RecordState("ready", null, null, Map.of()));
    }

    @Test
    void findingIsTheSameByKindKeyRecordAndRoleAndUploadsByTheirId() {
        Earlier earlier = earlier(
                List.of(
                        missing("1", "original", "a"),
                        Reports.orphan("b"),
                        new Finding.Unfinished(new Upload(ObjectKey.of("c"), "u1", null))),
                10);

        assertThat(earlier.had(new Row(missing("1", "original", "a")))).isTrue();
        assertThat(earlier.had(new Row(Reports.orphan("b", 77, Reports.NOW))))
                .as("changed, and still an orphan")
                .isTrue();
        for (Finding other : List.of(
                missing("2", "original", "a"),
                missing("1", "staged", "a"),
                missing("1", "original", "b"),
                Reports.orphan("a"),
                new Finding.Unfinished(new Upload(ObjectKey.of("c"), "u2", null)))) {
            assertThat(earlier.had(new Row(other))).as(other.message()).isFalse();
        }
        assertThat(earlier.gone(EnumSet.allOf(FindingKind.class))
                        .map(row -> row.finding().key().value()))
                .containsExactly("c");
    }

    @Test
    void partsOfAnIdentityDoNotRunIntoEachOther() {
        Earlier earlier = earlier(List.of(missing("1\n1\n2", "x", "a")), 10);

        assertThat(earlier.had(new Row(missing("1", "2\n1\nx", "a")))).isFalse();
        assertThat(earlier.had(new Row(missing("1\n1\n2", "x", "a")))).isTrue();
    }

    @Test
    void moreFindingsThanCanBeKeptAreNotComparedAndThatIsSaid() throws Exception {
        Reports reports = Reports.of(5, 5, Reports.missing("1", "a"));
        List<Finding> many = Reports.missing(11, "m");
        assertThat(earlier(many, 11).isTooLarge()).isFalse();
        Earlier earlier = earlier(many, 10);
        assertThat(earlier.isTooLarge()).isTrue();

        StringWriter out = new StringWriter();
        Survey survey = Survey.of(reports.report(), () -> Stream.of(Reports.missing("1", "a")), Optional.empty());
        ComparisonSection.write(new Html(out), reports.report(), reports.report(), earlier, survey);

        assertThat(out.toString()).contains("too many to compare one by one").doesNotContain("<table");
    }
}
