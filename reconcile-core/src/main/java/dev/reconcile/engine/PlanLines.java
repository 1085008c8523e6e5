package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.json.FindingForm;
import dev.reconcile.store.Checksum;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lines of a plan: one for each finding, with the change that the request proposes for it. */
final class PlanLines {

    private static final List<String> COLUMNS = List.of(
            "line",
            "kind",
            "change",
            "record",
            "role",
            "key",
            "status",
            "size",
            "etag",
            "last_modified",
            "context",
            "message");
    private final ReconcileRequest request;

    PlanLines(ReconcileRequest request) {
        this.request = request;
    }

    String line(int number, Finding finding, Plan.Form form) {
        Map<String, Object> values = values(number, finding);
        return form == Plan.Form.CSV ? FindingForm.csv(COLUMNS, values) : FindingForm.json(COLUMNS, values);
    }

    /** The names of the columns, where the form has such a line. */
    static String titles() {
        return String.join(",", COLUMNS);
    }

    private String change(Finding finding) {
        return switch (finding.kind()) {
            case MISSING, MISMATCH -> "mark";
            case RECOVERED -> request.recoveryPolicy() == RecoveryPolicy.RESTORE_STATUS ? "restore_status" : "report";
            case EXPIRED -> request.purges() ? "purge" : "report";
            case ORPHAN -> lower(request.orphanPolicy());
            case UPLOAD -> request.abortsUploads() ? "abort" : "report";
        };
    }

    boolean deletes(Finding finding) {
        return finding instanceof Finding.Orphan && request.orphanPolicy() == OrphanPolicy.DELETE;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> values(int number, Finding finding) {
        Map<String, Object> values = FindingForm.values(finding);
        values.put("line", number);
        values.put("change", change(finding));
        return values;
    }

    /** The cells of a line of CSV, however a spreadsheet has quoted them. */
    static List<String> cells(String line) {
        return FindingForm.cells(line);
    }

    Digest digest() {
        return new Digest();
    }

    /** A sum over lines, in their order. */
    final class Digest {

        private final MessageDigest sum = Checksum.Algorithm.SHA256.digest();

        void add(int number, Finding finding) {
            add(line(number, finding, Plan.Form.JSON_LINES));
        }

        void add(String text) {
            sum.update(text.getBytes(StandardCharsets.UTF_8));
            sum.update((byte) '\n');
        }

        String hex() {
            return HexFormat.of().formatHex(sum.digest());
        }
    }
}
