package dev.reconcile.cli;

import dev.reconcile.FindingKind;
import dev.reconcile.Integrity;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** What a run looks at and how, where the command line says otherwise than the configuration. */
final class Selection {

    @Option(
            names = "--where",
            paramLabel = "COLUMN=VALUE",
            description =
                    "Only records with this value in this column; it is one of catalog.filters. Finds no orphans.")
    private Map<String, String> where = new LinkedHashMap<>();

    @Option(names = "--project-id", paramLabel = "ID", description = "The same as --where project_id=ID.")
    private @Nullable String projectId;

    @Option(
            names = "--status",
            split = ",",
            paramLabel = "STATUS",
            description = "Only records with one of these statuses, or of the configuration's. Finds no orphans.")
    private List<String> statuses = List.of();

    @Option(names = "--record", split = ",", paramLabel = "ID", description = "Only these records. Finds no orphans.")
    private List<String> records = List.of();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only keys that begin so; it ends with a slash.")
    private @Nullable String prefix;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KIND",
            description = "Only these kinds of drift: ${COMPLETION-CANDIDATES}.")
    private List<FindingKind> kinds = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Reads at most so many records; the report says with what --cursor to go on.")
    private @Nullable Integer limit;

    @Option(names = "--cursor", paramLabel = "ID", description = "Goes on after this record.")
    private @Nullable String cursor;

    @Option(
            names = "--strategy",
            paramLabel = "HOW",
            description = "Lists the bucket, looks each reference up, or both: ${COMPLETION-CANDIDATES}.")
    private @Nullable Strategy strategy;

    @Option(names = "--batch-size", paramLabel = "N", description = "Records a page and differences a batch.")
    private @Nullable Integer batchSize;

    @Option(names = "--concurrency", paramLabel = "N", description = "Calls under way at once.")
    private @Nullable Integer concurrency;

    @Option(names = "--rate", paramLabel = "N", description = "Requests to the store a second.")
    private @Nullable Integer rate;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description = "Ends the run incomplete after so many requests to the store.")
    private @Nullable Long maxRequests;

    @Option(
            names = "--integrity",
            split = ",",
            paramLabel = "LEVEL",
            description = "How closely objects are compared: ${COMPLETION-CANDIDATES}.")
    private List<Integrity> integrity = List.of();

    @Option(
            names = "--orphans",
            paramLabel = "POLICY",
            description = "What becomes of objects without a row, when it is applied: report, quarantine, tag, delete.")
    private @Nullable OrphanPolicy orphans;

    @Option(
            names = "--recovered",
            paramLabel = "POLICY",
            description = "What becomes of marked rows whose objects are back: ${COMPLETION-CANDIDATES}.")
    private @Nullable RecoveryPolicy recovered;

    @Option(
            names = "--correlation-id",
            paramLabel = "ID",
            description = "Your own name for this run, in journal, report and logs.")
    private @Nullable String correlationId;

    /** @throws IllegalArgumentException if a value is out of its range, or they don't go together */
    ReconcileRequest.Builder on(ReconcileRequest.Builder request) {
        where.forEach(request::where);
        given(projectId, id -> request.where("project_id", id));
        if (!statuses.isEmpty()) {
            request.statuses(statuses.toArray(String[]::new));
        }
        if (!records.isEmpty()) {
            request.records(records.stream().map(RecordId::new).toList());
        }
        given(prefix, request::prefix);
        if (!kinds.isEmpty()) {
            request.kinds(kinds.get(0), kinds.toArray(FindingKind[]::new));
        }
        given(limit, request::limit);
        given(cursor, after -> request.cursor(new RecordId(after)));
        given(strategy, request::strategy);
        given(batchSize, request::batchSize);
        given(concurrency, request::concurrency);
        given(rate, request::requestsPerSecond);
        given(maxRequests, request::maxRequests);
        if (!integrity.isEmpty()) {
            request.integrity(integrity.get(0), integrity.toArray(Integrity[]::new));
        }
        given(orphans, request::orphans);
        given(recovered, request::recovered);
        given(correlationId, request::correlationId);
        return request;
    }

    /** @throws IllegalArgumentException if any of these options was typed, with the reason why it can't be */
    void requireNone(CommandSpec command, String reason) {
        Set<String> own =
                CommandSpec.forAnnotatedObject(new Selection()).optionsMap().keySet();
        for (OptionSpec typed : command.commandLine().getParseResult().matchedOptions()) {
            if (own.contains(typed.longestName())) {
                throw new IllegalArgumentException(reason + ": leave out " + typed.longestName()
                        + ", or look again with it: reconcile plan " + typed.longestName() + " …");
            }
        }
    }

    private static <T> void given(@Nullable T value, Consumer<T> use) {
        if (value != null) {
            use.accept(value);
        }
    }
}
