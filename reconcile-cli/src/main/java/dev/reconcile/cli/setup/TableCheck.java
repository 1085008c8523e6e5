package dev.reconcile.cli.setup;

import dev.reconcile.ReconcileException;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.cli.config.Connections;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import java.util.ArrayList;
import java.util.List;

/** Whether the table fits its mapping, and whether its first rows refer to objects of the bucket. */
final class TableCheck {

    private static final int ROWS = 50;
    private static final int LOOKS = 20;

    /** So many that aren't there are no accident. */
    private static final int NO_ACCIDENT = 3;

    private TableCheck() {}

    static List<CheckLine> table(Connections connections) {
        List<CheckLine> lines = new ArrayList<>();
        try {
            MetadataCatalog catalog = connections.catalog();
            lines.add(CheckLine.ok("table", catalog.profile().identity()));
            catalog.now().ifPresent(now -> lines.add(StoreCheck.clock("database", now)));
            for (String each : connections.catalogBuilder().check()) {
                lines.add(CheckLine.note("table", each, advice(each)));
            }
        } catch (IllegalArgumentException misfit) {
            lines.add(CheckLine.wrong("table", String.valueOf(misfit.getMessage()), "mend the catalog section"));
        } catch (ReconcileException away) {
            lines.add(CheckLine.failed(
                    "table", String.valueOf(away.getMessage()), "mend catalog.url, user or password, or the network"));
        }
        return lines;
    }

    private static String advice(String problem) {
        if (problem.startsWith("No index")) {
            return "make an index on that column, or look-ups of orphans are slow";
        }
        if (problem.startsWith("No UPDATE")) {
            return "grant it before a run applies anything; dry runs go without";
        }
        if (problem.startsWith("No time")) {
            return "name catalog.updated-at or created-at, or nothing is ever marked";
        }
        return "mend it, or know what it means";
    }

    /** One look at each of some objects that the first rows refer to. */
    static List<CheckLine> references(MetadataCatalog catalog, ObjectStore store) {
        List<CatalogRecord> records =
                catalog.read(CatalogQuery.page(Filter.NONE, null, ROWS)).records();
        if (records.isEmpty()) {
            return List.of(CheckLine.note(
                    "references",
                    "the table is empty",
                    "a run over an empty table changes nothing; is it the right one?"));
        }
        List<CheckLine> lines = new ArrayList<>();
        List<UnusableReference> unusable =
                records.stream().flatMap(record -> record.unusable().stream()).toList();
        List<Reference> required = records.stream()
                .flatMap(record -> record.references().stream())
                .filter(Reference::required)
                .limit(LOOKS)
                .toList();
        if (!unusable.isEmpty()) {
            lines.add(unusable(unusable, required.isEmpty()));
        }
        if (!required.isEmpty()) {
            lines.add(looks(required, store));
        } else if (unusable.isEmpty()) {
            lines.add(CheckLine.note(
                    "references",
                    "none of the first " + records.size() + " rows has to have an object",
                    "look at when:, and at the columns"));
        }
        return lines;
    }

    private static CheckLine unusable(List<UnusableReference> unusable, boolean all) {
        String first =
                unusable.size() + " values of the first " + ROWS + " rows name no object of this bucket; the first: "
                        + unusable.get(0).detail();
        String advice = "say how they are read: column of keys or urls, with their bases";
        return all ? CheckLine.wrong("references", first, advice) : CheckLine.note("references", first, advice);
    }

    private static CheckLine looks(List<Reference> required, ObjectStore store) {
        int present = 0;
        List<Reference> absent = new ArrayList<>();
        for (Reference each : required) {
            Presence presence = store.stat(each.key());
            switch (presence.kind()) {
                case PRESENT -> present++;
                case ABSENT -> absent.add(each);
                case UNKNOWN -> {
                    return CheckLine.failed(
                            "references",
                            ((Presence.Unknown) presence).detail(),
                            "a run would be incomplete; mend it first");
                }
            }
        }
        String counted = present + " of " + required.size() + " objects that the first rows refer to are there";
        if (absent.isEmpty()) {
            return CheckLine.ok("references", counted);
        }
        String example = counted + "; not there is " + absent.get(0).key();
        return present == 0 && absent.size() >= NO_ACCIDENT
                ? CheckLine.wrong(
                        "references",
                        example,
                        "is it the right bucket? compare that key with the bucket's own, and say prefix: or urls:")
                : CheckLine.note("references", example, "a run will tell: reconcile plan");
    }
}
