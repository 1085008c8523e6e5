package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Finding;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan.Form;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H107: a line says what would be changed and to what, the same each time, so that a changed line can be told. */
class PlanLinesTest {

    private static final StoredObject OBJECT = imagined("a/b.jpg", 4, "x1", LONG_AGO);
    private static final Finding MISSING = new Finding.Missing(
            reference("17", "original", "a"), new RecordState("ready", null, null, Map.of("owner", "eve", "b", "c")));
    private static final Finding MISMATCH = new Finding.Mismatch(
            Surroundings.sized("17", "a/b.jpg", 5), new RecordState("ready", null, null, Map.of()), OBJECT);
    private static final Finding RECOVERED = new Finding.Recovered(
            reference("17", "original", "a/b.jpg"),
            new RecordState(null, null, null, Map.of()),
            OBJECT,
            PastRuns.id(1));
    private static final Finding ORPHAN = new Finding.Orphan(OBJECT);
    private static final Finding UPLOAD = new Finding.Unfinished(new Upload(ObjectKey.of("u"), "u-1", LONG_AGO));

    private static final PlanLines REPORTING = new PlanLines(ReconcileRequest.dryRun());
    private static final PlanLines CHANGING = new PlanLines(ReconcileRequest.builder()
            .orphans(OrphanPolicy.DELETE)
            .recovered(RecoveryPolicy.RESTORE_STATUS)
            .uploadsOlderThan(Duration.ofDays(2))
            .abortUploads()
            .build());

    private static String json(PlanLines lines, Finding finding) {
        return lines.line(3, finding, Form.JSON_LINES);
    }

    private static String csv(Finding finding) {
        return REPORTING.line(3, finding, Form.CSV);
    }

    @Test
    void lineSaysWhatIsWrongAndWhatItChanges() {
        assertThat(json(REPORTING, MISSING))
                .isEqualTo(
                        "{\"line\":3,\"kind\":\"missing\",\"change\":\"mark\",\"record\":\"17\",\"role\":\"original\","
                                + "\"key\":\"a\",\"status\":\"ready\",\"context\":{\"b\":\"c\",\"owner\":\"eve\"},"
                                + "\"message\":\"original missing: a\"}");
        assertThat(json(REPORTING, MISMATCH))
                .isEqualTo(
                        "{\"line\":3,\"kind\":\"mismatch\",\"change\":\"mark\",\"record\":\"17\",\"role\":\"original\","
                                + "\"key\":\"a/b.jpg\",\"status\":\"ready\",\"size\":4,\"etag\":\"x1\","
                                + "\"last_modified\":\"2026-10-04T08:00:00Z\","
                                + "\"message\":\"original mismatched: a/b.jpg has 4 bytes, expected 5\"}");
        assertThat(json(REPORTING, RECOVERED))
                .startsWith("{\"line\":3,\"kind\":\"recovered\",\"change\":\"report\",\"record\":\"17\"")
                .contains("\"size\":4")
                .doesNotContain("status\"");
        assertThat(json(REPORTING, ORPHAN))
                .isEqualTo("{\"line\":3,\"kind\":\"orphan\",\"change\":\"report\",\"key\":\"a/b.jpg\",\"size\":4,"
                        + "\"etag\":\"x1\",\"last_modified\":\"2026-10-04T08:00:00Z\","
                        + "\"message\":\"orphan: a/b.jpg, 4 bytes\"}");
        assertThat(json(REPORTING, new Finding.Orphan(imagined("c", 0, null, null))))
                .isEqualTo("{\"line\":3,\"kind\":\"orphan\",\"change\":\"report\",\"key\":\"c\",\"size\":0,"
                        + "\"message\":\"orphan: c, 0 bytes\"}");
        assertThat(json(REPORTING, UPLOAD)).startsWith("{\"line\":3,\"kind\":\"upload\",\"change\":\"report\"");
    }

    @Test
    void changeIsTheOneThatTheRequestAsksFor() {
        assertThat(json(CHANGING, RECOVERED)).contains("\"change\":\"restore_status\"");
        assertThat(json(CHANGING, ORPHAN)).contains("\"change\":\"delete\"");
        assertThat(json(CHANGING, UPLOAD)).contains("\"change\":\"abort\"");
    }

    @Test
    @DisplayName("H87: what deletes needs a confirmation, and nothing else does")
    void onlyDeletionsOfOrphansDelete() {
        assertThat(CHANGING.deletes(ORPHAN)).isTrue();
        assertThat(CHANGING.deletes(MISSING)).isFalse();
        assertThat(REPORTING.deletes(ORPHAN)).isFalse();
    }

    @Test
    void csvHasACellForEachColumn() {
        assertThat(PlanLines.titles())
                .isEqualTo("line,kind,change,record,role,key,status,size,etag,last_modified,context,message");
        assertThat(csv(ORPHAN))
                .isEqualTo("3,orphan,report,,,a/b.jpg,,4,x1,2026-10-04T08:00:00Z,,\"orphan: a/b.jpg, 4 bytes\"");
        assertThat(csv(MISSING))
                .isEqualTo("3,missing,mark,17,original,a,ready,,,,\"{\"\"b\"\":\"\"c\"\",\"\"owner\"\":\"\"eve\"\"}\","
                        + "original missing: a");
    }

    @Test
    @DisplayName("H98, H99: no control character, and nothing that a spreadsheet takes for a formula")
    void cellsAreHarmless() {
        for (String start : List.of("=", "+", "-", "@")) {
            assertThat(csvKey(start + "SUM(A1)")).isEqualTo("\"'" + start + "SUM(A1)\"");
        }
        assertThat(csvKey("a=b")).isEqualTo("\"a=b\"");
        assertThat(csvKey("-1")).as("an apostrophe has to be quoted").isEqualTo("\"'-1\"");
        assertThat(csvKey("a_b-c./d:e f9")).isEqualTo("a_b-c./d:e f9");
        assertThat(csvKey("a\r\n\tb")).isEqualTo("\"a\\u000d\\u000a\\u0009b\"");
        assertThat(csvKey("a\"b")).isEqualTo("\"a\"\"b\"");
        assertThat(json(REPORTING, new Finding.Orphan(imagined("a\n\u202e\u007f", 1, null, null))))
                .contains("\"key\":\"a\\n\\u202e\\u007F\"");
    }

    private static String csvKey(String key) {
        String line = csv(new Finding.Orphan(imagined(key, 1, null, null)));
        String before = "3,orphan,report,,,";
        String after = ",,1,,,,";
        assertThat(line).startsWith(before).contains(after);
        return line.substring(before.length(), line.indexOf(after));
    }

    @Test
    @DisplayName("H107: a line's cells are what they are, however a spreadsheet has quoted them")
    void cellsAreReadHoweverTheyAreQuoted() {
        assertThat(PlanLines.cells("a,b,,c")).containsExactly("a", "b", "", "c");
        assertThat(PlanLines.cells("\"a\",\"b\",\"\",\"c\"")).containsExactly("a", "b", "", "c");
        assertThat(PlanLines.cells("\"a,b\",\"c\"\"d\",e")).containsExactly("a,b", "c\"d", "e");
        assertThat(PlanLines.cells("\"\"\"\"")).containsExactly("\"");
        assertThat(PlanLines.cells("a\"\"b")).as("quoted nothing").containsExactly("ab");
        assertThat(PlanLines.cells("\"a\"")).containsExactly("a");
        assertThat(PlanLines.cells("")).containsExactly("");
        assertThat(PlanLines.cells(",")).containsExactly("", "");
    }

    @Test
    @DisplayName("H87, H107: a digest names exactly these lines, in this order, over any machine")
    void digestNamesTheLines() throws NoSuchAlgorithmException {
        PlanLines.Digest digest = REPORTING.digest();
        digest.add(3, ORPHAN);
        digest.add("tail");
        byte[] text = (json(REPORTING, ORPHAN) + "\ntail\n").getBytes(StandardCharsets.UTF_8);
        assertThat(digest.hex())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
    }
}
