package dev.reconcile.testkit.sim;

import dev.reconcile.store.Versioning;
import java.time.Duration;
import java.util.Map;

/** Makes the world: its habits, its rows, its objects, and what is wrong with them. */
final class Beginning {

    private static final long LONG_AGO = -Duration.ofDays(30).toMillis();
    private static final long JUST_NOW = -Duration.ofMinutes(10).toMillis();

    private final Sim sim;
    private final Choices choices;

    Beginning(Sim sim) {
        this.sim = sim;
        this.choices = sim.choices;
    }

    void make() {
        habits();
        int rows = 3 + choices.pick("rows", 12) + (choices.happens("many rows", 60) ? 25 : 0);
        int wrong = choices.happens("much is wrong", 60) ? 600 : 110;
        for (int i = 1; i <= rows; i++) {
            row("r" + i, choices.seldom("state of r" + i, wrong, State.values().length));
        }
        int strays = choices.pick("strays", 5);
        for (int i = 1; i <= strays; i++) {
            stray(i, choices.pick("kind of stray " + i, 9));
        }
    }

    private void habits() {
        int[] rates = {0, 5, 20, 60};
        sim.actRate = rates[choices.pick("rate of actors", 4)];
        sim.faultRate = rates[choices.pick("rate of faults", 4)];
        sim.surroundRate = rates[choices.pick("rate of surroundings", 3)] / 2;
        sim.dieRate = rates[choices.pick("rate of deaths", 3)] / 4;
        sim.secondRate = rates[choices.pick("rate of second engines", 3)] / 5;
        sim.disk.isDatabase = choices.happens("journal in a database", 500);
        sim.disk.isWithTheCatalog = sim.disk.isDatabase && choices.happens("and the catalog in the same", 600);
        sim.skewed = choices.happens("clocks are wrong", 150);
        sim.time.jvmAhead = sim.skew("jvm");
        sim.time.databaseAhead = sim.skew("database");
        sim.time.storeAhead = sim.skew("store");
        sim.unordered = choices.happens("store has no order", 100);
        sim.liesAboutOrder = choices.happens("store lies about its order", 100);
        int[] sizes = {1000, 2, 3, 5};
        sim.pageSize = sizes[choices.pick("page size", 4)];
        Bucket bucket = sim.bucket;
        Versioning[] versionings = {Versioning.OFF, Versioning.ENABLED, Versioning.SUSPENDED};
        bucket.versioning = versionings[choices.seldom("versioning", 400, 3)];
        bucket.honoursRemovePrecondition = !choices.happens("ignores DELETE If-Match", 250);
        bucket.honoursCreatePrecondition = !choices.happens("ignores PUT If-None-Match", 150);
        bucket.honoursCopyPrecondition = !choices.happens("ignores x-amz-copy-source-if-match", 150);
        bucket.keepsTags = !choices.happens("keeps no tags", 200);
        long[] lags = {0, 2_000, 60_000};
        bucket.listingLag = lags[choices.seldom("listing lag", 200, 3)];
        sim.table.withoutTimestamps = choices.happens("rows have no timestamps", 70);
    }

    private enum State {
        IN_ORDER,
        ORIGINAL_MISSING,
        STAGED_MISSING,
        BOTH_MISSING,
        WRONG_SIZE,
        YOUNG_AND_MISSING,
        NEW,
        NEW_AND_MISSING,
        MARKED_BY_HAND,
        WITHOUT_STATUS,
        WITHOUT_STATUS_AND_MISSING,
        WITH_A_MESSAGE_AND_MISSING,
        POISONED,
        ARCHIVED_STAGED_MISSING,
        SHARES_THE_FIRST_OBJECT
    }

    private void row(String id, int choice) {
        State state = State.values()[choice];
        String name = name(id);
        String original = state == State.SHARES_THE_FIRST_OBJECT ? "original/r1.jpg" : "original/" + name + ".jpg";
        String staged = "staged/" + name + ".jpg";
        Row row = Sim.row(id, Row.READY, original, 10, staged);
        row = switch (state) {
            case NEW, NEW_AND_MISSING -> row.status(Row.NEW, null).staged(null);
            case MARKED_BY_HAND -> row.status(Row.ERROR, "by hand");
            case WITHOUT_STATUS, WITHOUT_STATUS_AND_MISSING -> row.status(null, null);
            case WITH_A_MESSAGE_AND_MISSING -> row.status(Row.READY, "a note");
            case ARCHIVED_STAGED_MISSING -> row.status("archived", null);
            case POISONED -> new Row(id, Row.READY, null, original, 10, null, "t", true, null, 0, "");
            default -> row;
        };
        long written = state == State.YOUNG_AND_MISSING ? JUST_NOW : LONG_AGO;
        sim.table.hadAllAlong(
                row.written(sim.table.withoutTimestamps ? null : sim.time.database(written), written, "beginning"));
        boolean noOriginal = switch (state) {
            case ORIGINAL_MISSING,
                    BOTH_MISSING,
                    YOUNG_AND_MISSING,
                    NEW_AND_MISSING,
                    MARKED_BY_HAND,
                    WITHOUT_STATUS_AND_MISSING,
                    WITH_A_MESSAGE_AND_MISSING,
                    SHARES_THE_FIRST_OBJECT -> true;
            default -> false;
        };
        if (!noOriginal) {
            object(original, state == State.WRONG_SIZE ? 4 : 10, LONG_AGO);
        }
        boolean noStaged = state == State.STAGED_MISSING
                || state == State.BOTH_MISSING
                || state == State.ARCHIVED_STAGED_MISSING
                || row.staged() == null;
        if (!noStaged) {
            object(staged, 10, LONG_AGO);
        }
    }

    /** H31, H32, H34, H36: names whose order or form is awkward. */
    private String name(String id) {
        return switch (choices.seldom("name of " + id, sim.liesAboutOrder ? 400 : 100, 5)) {
            case 1 -> "a b+" + id;
            case 2 -> "\u00fc" + id;
            case 3 -> "\ud83d\ude00" + id;
            case 4 -> "\ue000" + id;
            default -> id;
        };
    }

    private void stray(int number, int kind) {
        String name = "x" + number + ".jpg";
        switch (kind) {
            case 0, 1, 2 -> object("original/" + name, 7, LONG_AGO);
            case 3 -> object("original/" + name, 7, JUST_NOW);
            case 4 -> object("original/folder" + number + "/", 0, LONG_AGO);
            case 5 -> object("ORIGINAL/R" + number + ".JPG", 10, LONG_AGO); // H44
            case 6 -> object("logs/" + name, 7, LONG_AGO);
            case 7 -> // H23: begun long ago, completed just now
                sim.bucket.hadAllAlong(new Blob(
                        "original/" + name,
                        7,
                        "e" + number + "-2",
                        Sim.contentOf(name),
                        sim.time.store(LONG_AGO),
                        JUST_NOW,
                        "beginning",
                        Map.of()));
            default -> {
                object("original/tagged-" + name, 7, LONG_AGO);
                String key = "original/tagged-" + name;
                if (sim.bucket.keepsTags) {
                    sim.bucket.tag("beginning", key, Map.of("team", "photos"));
                }
            }
        }
    }

    private void object(String key, long size, long written) {
        long content = Sim.contentOf(key);
        sim.bucket.hadAllAlong(
                new Blob(key, size, "e" + content, content, sim.time.store(written), written, "beginning", Map.of()));
    }
}
