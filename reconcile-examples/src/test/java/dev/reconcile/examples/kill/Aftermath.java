package dev.reconcile.examples.kill;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/** Holds what is there in the end against what was there before; the engine isn't asked. */
final class Aftermath {

    private static final Pattern MESSAGE = Pattern.compile(
            "(?:original|staged) (?:missing|mismatched): .* \\(reconcile run (\\d{8}T\\d{6}Z-[0-9a-f]{8})\\)");

    private final Mode mode;
    private final Prepared prepared;
    private final Observed after;
    private final SoftAssertions expect;

    Aftermath(Mode mode, Prepared prepared, Observed after, SoftAssertions expect) {
        this.mode = mode;
        this.prepared = prepared;
        this.after = after;
        this.expect = expect;
    }

    /** @param run whose marks there should be, if they aren't taken back */
    void check(String run) {
        rows(run);
        objects();
        expect.assertThat(after.uploads())
                .as("unfinished uploads: the young one alone")
                .containsExactly("original/9009/begun");
    }

    private void rows(String run) {
        expect.assertThat(after.rows().keySet())
                .isEqualTo(prepared.before().rows().keySet());
        Set<Integer> marked = DataSet.toBeMarked();
        if (mode.applies()) {
            marked.removeAll(Prepared.BACK);
        }
        prepared.before().rows().forEach((id, before) -> {
            Observed.Row now = Objects.requireNonNull(after.rows().get(id));
            int writes = after.writes().getOrDefault(id, 0);
            if (!marked.contains(id)) {
                expect.assertThat(now).as("row %s, not to be changed", id).isEqualTo(before);
                expect.assertThat(writes).as("writes of row %s", id).isZero();
            } else if (!mode.undoes()) {
                expect.assertThat(now.status()).as("status of row %s", id).isEqualTo("error");
                expect.assertThat(now.message()).as("message of row %s", id).matches(MESSAGE);
                expect.assertThat(now.message().split("\\(reconcile run "))
                        .as("runs in the message of row %s", id)
                        .hasSize(2);
                expect.assertThat(now.message()).as("message of row %s", id).endsWith(run + ")");
                expect.assertThat(now.rest()).as("row %s", id).isEqualTo(before.rest());
                expect.assertThat(writes).as("writes of row %s", id).isEqualTo(1);
            } else if (Prepared.EDITED.contains(id)) {
                expect.assertThat(now).as("row %s, written by an operator", id).isEqualTo(before);
                expect.assertThat(writes).as("writes of row %s", id).isEqualTo(2);
            } else {
                Observed.Row original = prepared.original().rows().get(id);
                expect.assertThat(List.of(now.status(), String.valueOf(now.message()), now.rest()))
                        .as("row %s, taken back", id)
                        .isEqualTo(List.of(original.status(), String.valueOf(original.message()), original.rest()));
                expect.assertThat(writes).as("writes of row %s", id).isEqualTo(2);
            }
        });
    }

    private void objects() {
        Set<String> quarantined = new TreeSet<>(mode.undoes() ? List.of(Prepared.CLAIMED) : DataSet.orphans());
        if (mode.applies()) {
            quarantined.remove(Prepared.CLAIMED);
        }
        Set<String> expected = new TreeSet<>(after.probes());
        Observed measure = mode.undoes() ? prepared.original() : prepared.before();
        measure.listed().forEach((key, listed) -> {
            boolean moved = quarantined.contains(key);
            if (moved) {
                expect.assertThat(after.copies(key)).as("copies of %s", key).hasSize(1);
                after.copies(key)
                        .forEach(copy -> expect.assertThat(after.held().get(copy))
                                .as("copy of %s", key)
                                .isEqualTo(measure.held().get(key)));
                expected.addAll(after.copies(key));
            }
            if (!moved || mode.undoes()) {
                expected.add(key);
                inPlace(key, listed, moved);
            }
        });
        expect.assertThat(after.listed().keySet()).as("all keys").isEqualTo(expected);
    }

    private void inPlace(String key, Observed.Listed original, boolean retaken) {
        Observed.Listed now = after.listed().get(key);
        boolean restored = mode.undoes() && DataSet.orphans().contains(key);
        if (retaken) {
            expect.assertThat(now)
                    .as("%s, used again", key)
                    .isEqualTo(prepared.before().listed().get(key));
        } else if (restored) {
            expect.assertThat(after.held().get(key))
                    .as("%s, restored", key)
                    .isEqualTo(prepared.original().held().get(key));
            expect.assertThat(now == null ? "" : now.etag())
                    .as("%s, restored", key)
                    .isEqualTo(original.etag());
        } else {
            expect.assertThat(now).as("%s, not to be touched", key).isEqualTo(original);
        }
    }
}
