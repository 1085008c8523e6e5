package dev.reconcile.testkit.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everybody but the engine: the application's writers, its users, the store's lifecycle rules, people with a shell. */
final class Actors {

    private enum Kind {
        NOBODY,
        INSERT_THEN_UPLOAD,
        UPLOAD_THEN_INSERT,
        MULTIPART_THEN_INSERT,
        INSERT_THEN_MULTIPART,
        REUPLOAD_OTHER_CONTENT,
        REUPLOAD_SAME_CONTENT,
        EDIT_STATUS,
        EDIT_KEY,
        EDIT_MESSAGE,
        EDIT_TITLE,
        EDIT_SIZE,
        DELETE_ROW,
        DELETE_ROW_AND_OBJECTS,
        LOSE_OBJECT,
        BRING_BACK_OBJECT,
        REPAIR_MARKED_ROW,
        REFER_TO_ORPHAN,
        REFER_TO_TWIN,
        WRITE_STRAY,
        UPLOAD_TO_ORPHAN_AND_INSERT,
        TAG_OBJECT,
        SECONDS_PASS,
        HOURS_PASS,
        GO_ON
    }

    /** Who tags objects; no store puts that under a precondition. */
    static final String TAGGER = "tagger";

    private static final Kind[] KINDS = Kind.values();

    private final Sim sim;
    private final List<Actor> underWay = new ArrayList<>();
    private int numbers;

    Actors(Sim sim) {
        this.sim = sim;
    }

    /** Perhaps somebody does something. */
    void perhaps(String where, int perMille) {
        Kind kind = KINDS[sim.choices.seldom("act at " + where, perMille, KINDS.length)];
        if (kind == Kind.NOBODY) {
            return;
        }
        sim.counts.action(kind.name());
        act(kind);
    }

    /** Every object that nobody refers to gets other bytes. */
    void rewriteStrays() {
        for (Blob blob : sim.bucket.blobs()) {
            if (!blob.key().startsWith(Sim.QUARANTINE) && !sim.table.isReferenced(blob.key())) {
                sim.bucket.put("uploader", blob.key(), blob.size(), 9000 + ++numbers);
            }
        }
    }

    /** Perhaps somebody edits just the row that is about to be changed. */
    void meddle(String verb, String id) {
        if (sim.isCalm() || sim.actRate == 0) {
            return;
        }
        int how = sim.choices.seldom("meddle with " + verb + " of " + id, verb.equals("mark") ? 25 : 70, 8);
        Row row = sim.table.row(id);
        if (how == 0 || row == null) {
            return;
        }
        sim.counts.action("MEDDLE");
        Row edited = switch (sim.table.withoutTimestamps ? 2 : how) {
            case 1 -> row.status(Row.READY.equals(row.status()) ? Row.NEW : Row.READY, row.message());
            case 2 -> row.status(row.status(), "said " + ++numbers);
            case 3 -> row.original("original/new-" + ++numbers + ".jpg", row.size());
            case 4 -> row.original(row.original(), row.size() + 3);
            case 5 -> row.staged("staged/new-" + ++numbers + ".jpg");
            case 6 -> row.title(Row.OPTIONAL);
            default -> row.title("touched " + ++numbers);
        };
        sim.table.write("meddler", edited);
    }

    /** Some of those who are under way get done, the others give up. */
    void finish() {
        while (!underWay.isEmpty()) {
            Actor actor = underWay.get(0);
            boolean more = !sim.choices.happens("give up " + actor.name(), 200) && actor.act();
            if (!more) {
                underWay.remove(0);
            }
        }
    }

    private void start(Actor actor) {
        if (actor.act()) {
            underWay.add(actor);
        }
    }

    private void act(Kind kind) {
        switch (kind) {
            case NOBODY -> {}
            case GO_ON -> goOn();
            case INSERT_THEN_UPLOAD -> start(new Writers.InsertThenUpload(sim, ++numbers));
            case UPLOAD_THEN_INSERT -> start(new Writers.UploadThenInsert(sim, ++numbers, null));
            case MULTIPART_THEN_INSERT -> start(new Writers.Multipart(sim, ++numbers, false));
            case INSERT_THEN_MULTIPART -> start(new Writers.Multipart(sim, ++numbers, true));
            case UPLOAD_TO_ORPHAN_AND_INSERT -> {
                Blob orphan = orphan();
                if (orphan != null) {
                    start(new Writers.UploadThenInsert(sim, ++numbers, orphan));
                }
            }
            case SECONDS_PASS -> sim.time.pass(Duration.ofSeconds(1L << sim.choices.pick("seconds", 10)));
            case HOURS_PASS -> sim.time.pass(Duration.ofHours(1L + sim.choices.pick("hours", 5)));
            case WRITE_STRAY -> {
                int number = ++numbers;
                sim.bucket.put("stray", "original/stray-" + number + ".jpg", 7, 5000 + number);
            }
            case REFER_TO_ORPHAN, REFER_TO_TWIN -> refer(kind == Kind.REFER_TO_TWIN);
            case LOSE_OBJECT, BRING_BACK_OBJECT, REUPLOAD_OTHER_CONTENT, REUPLOAD_SAME_CONTENT, TAG_OBJECT ->
                object(kind);
            default -> row(kind);
        }
    }

    private void goOn() {
        if (underWay.isEmpty()) {
            return;
        }
        Actor actor = underWay.get(sim.choices.pick("who goes on", underWay.size()));
        if (!actor.act()) {
            underWay.remove(actor);
        }
    }

    private @Nullable Row someRow() {
        List<Row> rows = List.copyOf(sim.table.rows());
        return rows.isEmpty() ? null : rows.get(sim.choices.pick("which row", rows.size()));
    }

    private @Nullable Blob orphan() {
        List<Blob> orphans = sim.bucket.blobs().stream()
                .filter(blob -> !blob.key().startsWith(Sim.QUARANTINE) && !sim.table.isReferenced(blob.key()))
                .toList();
        return orphans.isEmpty() ? null : orphans.get(sim.choices.pick("which orphan", orphans.size()));
    }

    private void refer(boolean twin) {
        Blob orphan = orphan();
        if (orphan == null) {
            return;
        }
        String key = twin ? orphan.key().toUpperCase(java.util.Locale.ROOT) : orphan.key();
        sim.table.write("referrer", Sim.row("a" + ++numbers, Row.READY, key, orphan.size(), null));
    }

    private void object(Kind kind) {
        Row row = someRow();
        if (row == null) {
            return;
        }
        String key = row.staged() != null && sim.choices.happens("the staged one", 400) ? row.staged() : row.original();
        Blob there = sim.bucket.at(key);
        switch (kind) {
            case LOSE_OBJECT -> sim.bucket.remove("loser", key);
            case BRING_BACK_OBJECT -> {
                if (there == null) {
                    sim.bucket.put("restorer", key, row.size(), Sim.contentOf(key));
                }
            }
            case REUPLOAD_OTHER_CONTENT -> {
                int bytes = sim.choices.happens("of another size", 500) ? 11 : 10;
                sim.bucket.put("uploader", key, bytes, 7000 + ++numbers);
            }
            case REUPLOAD_SAME_CONTENT -> {
                if (there != null) {
                    sim.bucket.put("uploader", key, there.size(), there.content());
                }
            }
            case TAG_OBJECT -> {
                if (there != null && sim.bucket.keepsTags) {
                    sim.bucket.tag(TAGGER, key, java.util.Map.of("colour", "c" + ++numbers));
                }
            }
            default -> {}
        }
    }

    private void row(Kind kind) {
        Row row = someRow();
        if (row == null) {
            return;
        }
        String by = "application";
        switch (kind) {
            case EDIT_STATUS -> {
                String[] statuses = {Row.NEW, Row.READY, "archived", null, Row.ERROR};
                String status = statuses[sim.choices.pick("to status", statuses.length)];
                sim.table.write(by, row.status(status, row.message()));
            }
            case EDIT_KEY -> {
                Row other = someRow();
                boolean toNowhere = sim.choices.happens("to nowhere", 300);
                String key = toNowhere || other == null ? "original/new-" + ++numbers + ".jpg" : other.original();
                sim.table.write(by, row.original(key, row.size()));
            }
            case EDIT_MESSAGE -> sim.table.write(by, row.status(row.status(), "said " + ++numbers));
            case EDIT_TITLE -> sim.table.write(by, row.title("title " + ++numbers));
            case EDIT_SIZE -> sim.table.write(by, row.original(row.original(), row.size() + 1));
            case DELETE_ROW -> sim.table.delete(by, row.id());
            case DELETE_ROW_AND_OBJECTS -> {
                sim.table.delete(by, row.id());
                sim.bucket.remove(by, row.original());
            }
            case REPAIR_MARKED_ROW -> {
                if (row.isMarked()) {
                    sim.bucket.put("repairer", row.original(), row.size(), Sim.contentOf(row.original()));
                    sim.table.write("repairer", row.status(Row.READY, null));
                }
            }
            default -> {}
        }
    }

    /** The time at which an upload of long ago was begun, as the store shows it. */
    static Instant begun(Sim sim, Duration ago) {
        return sim.time.store(sim.time.now() - ago.toMillis());
    }
}
