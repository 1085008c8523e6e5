package dev.reconcile.testkit.sim;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The application's ways to make a row with an object, which take several steps and may stop after any of them (H60). */
final class Writers {

    private Writers() {}

    static final class InsertThenUpload implements Actor {

        private final Sim sim;
        private final String id;
        private final String original;
        private final String staged;
        private int step;

        InsertThenUpload(Sim sim, int number) {
            this.sim = sim;
            this.id = "i" + number;
            this.original = "original/" + id + ".jpg";
            this.staged = "staged/" + id + ".jpg";
        }

        @Override
        public boolean act() {
            switch (step++) {
                case 0 -> sim.table.write(id, Sim.row(id, Row.NEW, original, 10, null));
                case 1 -> sim.bucket.put(id, original, 10, Sim.contentOf(original));
                case 2 -> sim.bucket.put(id, staged, 10, Sim.contentOf(staged));
                default -> {
                    Row row = sim.table.row(id);
                    if (row != null) {
                        sim.table.write(id, row.staged(staged).status(Row.READY, null));
                    }
                }
            }
            return step <= 3;
        }

        @Override
        public String name() {
            return id;
        }
    }

    static final class UploadThenInsert implements Actor {

        private final Sim sim;
        private final String id;
        private final String original;
        private final long content;
        private final long size;
        private int step;

        /** @param again the object whose bytes are uploaded again, as content-addressed keys have it (H50); null for a new one */
        UploadThenInsert(Sim sim, int number, @Nullable Blob again) {
            this.sim = sim;
            this.id = "u" + number;
            this.original = again == null ? "original/" + id + ".jpg" : again.key();
            this.size = again == null ? 10 : again.size();
            this.content = again == null ? Sim.contentOf(original) : again.content();
        }

        @Override
        public boolean act() {
            if (step++ == 0) {
                sim.bucket.put(id, original, size, content);
            } else {
                sim.table.write(id, Sim.row(id, Row.READY, original, size, null));
            }
            return step < 2;
        }

        @Override
        public String name() {
            return id;
        }
    }

    /** A large upload, begun long ago: its object appears with the time of the beginning (H23). */
    static final class Multipart implements Actor {

        private final Sim sim;
        private final String id;
        private final String original;
        private final boolean rowFirst;
        private Instant begun = Time.START;
        private int step;

        Multipart(Sim sim, int number, boolean rowFirst) {
            this.sim = sim;
            this.id = "m" + number;
            this.original = "original/" + id + ".jpg";
            this.rowFirst = rowFirst;
        }

        @Override
        public boolean act() {
            switch (step++) {
                case 0 -> {
                    Duration ago = Duration.ofHours(sim.choices.pick("begun so many hours ago", 120));
                    begun = Actors.begun(sim, ago);
                    sim.bucket.uploads.put(id, new Upload(ObjectKey.of(original), id, begun));
                    sim.uploadsBegun.put(id, sim.time.now() - ago.toMillis());
                }
                case 1 -> {
                    if (rowFirst) {
                        insert();
                    } else {
                        complete();
                    }
                }
                default -> {
                    if (rowFirst) {
                        complete();
                    } else {
                        insert();
                    }
                }
            }
            return step < 3;
        }

        private void insert() {
            sim.table.write(id, Sim.row(id, Row.READY, original, 10, null));
        }

        private void complete() {
            if (sim.bucket.uploads.remove(id) != null) {
                sim.bucket.put(id, original, 10, Sim.contentOf(original), begun, true);
            }
        }

        @Override
        public String name() {
            return id;
        }
    }
}
