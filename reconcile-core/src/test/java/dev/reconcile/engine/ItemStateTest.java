package dev.reconcile.engine;

import static dev.reconcile.engine.PastRuns.BEGAN;
import static dev.reconcile.engine.Surroundings.imagined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalFormat;
import dev.reconcile.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H84: what a killed run's journal says of an item decides whether it is tried again, taken back or left alone. */
class ItemStateTest {

    private static final Change CHANGE = new Change.Delete(imagined("a", 1, "x", BEGAN));
    private static final JournalEntry.Intended INTENDED = new JournalEntry.Intended(CHANGE, List.of(), 1, BEGAN);
    private static final JournalEntry.Copied COPIED = new JournalEntry.Copied("object:a", "x", BEGAN);

    private static JournalEntry.Done done(String item, ChangeOutcome outcome) {
        return new JournalEntry.Done(item, outcome, null, null, null, "", BEGAN);
    }

    private static JournalEntry.Done done(ChangeOutcome outcome) {
        return done("object:a", outcome);
    }

    private static ItemState state(JournalEntry... entries) {
        ItemState all = null;
        for (int i = 0; i < entries.length; i++) {
            ItemState each = ItemState.Line.of(entries[i], i).state();
            all = all == null ? each : all.then(each);
        }
        return all;
    }

    @Test
    void intentWithoutAnOutcomeIsOpen() {
        assertThat(state(INTENDED).isOpen()).isTrue();
        assertThat(state(INTENDED, COPIED).isOpen()).isTrue();
        assertThat(state(INTENDED, done(ChangeOutcome.UNCERTAIN)).isOpen()).isFalse();
        assertThat(state(done(ChangeOutcome.UNKNOWN)).isOpen()).isFalse();
        assertThat(state(COPIED).isOpen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ChangeOutcome.class)
    @DisplayName("I8: an undo looks at whatever may have been changed, and a resumed run tries what may still be done")
    void outcomeDecidesWhatFollows(ChangeOutcome outcome) {
        Set<ChangeOutcome> mayBetter = EnumSet.of(ChangeOutcome.FAILED, ChangeOutcome.UNKNOWN);
        Set<ChangeOutcome> mayBeMade =
                EnumSet.of(ChangeOutcome.APPLIED, ChangeOutcome.FAILED, ChangeOutcome.UNKNOWN, ChangeOutcome.UNCERTAIN);
        assertThat(state(INTENDED, done(outcome)).isFinal()).isEqualTo(!mayBetter.contains(outcome));
        assertThat(state(INTENDED, done(outcome)).mayBeApplied()).isEqualTo(mayBeMade.contains(outcome));
        assertThat(state(done(outcome)).mayBeApplied())
                .as("nothing was intended, so nothing was made")
                .isFalse();
    }

    @Test
    @DisplayName("H84: a change that was begun may have been made")
    void changeWithoutAnOutcomeMayBeMade() {
        assertThat(state(INTENDED).mayBeApplied()).isTrue();
        assertThat(state(INTENDED).isFinal()).isFalse();
    }

    @Test
    void eachEntryNamesItsItem() {
        assertThat(state(INTENDED).item()).isEqualTo("object:a");
        assertThat(state(COPIED).item()).isEqualTo("object:a");
        assertThat(state(done("record:1", ChangeOutcome.GONE)).item()).isEqualTo("record:1");
        assertThat(state(INTENDED).change()).isEqualTo(CHANGE);
        assertThatThrownBy(() -> state(COPIED).change()).hasMessageContaining("object:a");
        assertThatThrownBy(() -> new ItemState(null, null, null).item()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("A new try forgets the copy and the outcome of the one before")
    void newIntentBeginsAnew() {
        assertThat(state(INTENDED, COPIED, done(ChangeOutcome.FAILED), INTENDED))
                .isEqualTo(new ItemState(INTENDED, null, null));
        assertThat(state(INTENDED, COPIED, done(ChangeOutcome.APPLIED)))
                .isEqualTo(new ItemState(INTENDED, COPIED, done(ChangeOutcome.APPLIED)));
        assertThat(state(INTENDED, done(ChangeOutcome.FAILED), COPIED, done(ChangeOutcome.APPLIED)))
                .isEqualTo(new ItemState(INTENDED, COPIED, done(ChangeOutcome.APPLIED)));
        assertThat(state(INTENDED, done(ChangeOutcome.FAILED), COPIED))
                .isEqualTo(new ItemState(INTENDED, COPIED, done(ChangeOutcome.FAILED)));
    }

    @Test
    @DisplayName("Items come in the order of findings: records by id, objects by key (H32), then uploads")
    void itemsAreOrderedAsFindingsAre() {
        List<String> items = new ArrayList<>(List.of(
                "upload:b#1",
                "upload:a#%252",
                "upload:a#%231",
                "upload:\uD83D\uDE00#0",
                "upload:a#10",
                "upload:\uE000#0",
                "object:\uD83D\uDE00",
                "object:\uE000",
                "object:a:2",
                "record:10",
                "record:9"));
        items.sort(ItemState.ORDER);
        assertThat(items)
                .containsExactly(
                        "record:9",
                        "record:10",
                        "object:a:2",
                        "object:\uE000",
                        "object:\uD83D\uDE00",
                        "upload:a#%231",
                        "upload:a#%252",
                        "upload:a#10",
                        "upload:b#1",
                        "upload:\uE000#0",
                        "upload:\uD83D\uDE00#0");
        assertThat(ItemState.ORDER.compare("object:a", "object:a")).isZero();
        String longest = "object:" + "x".repeat(ObjectKey.MAX_BYTES);
        assertThat(ItemState.ORDER.compare(longest, longest)).as("H43").isZero();
    }

    private static ItemState.Line copied(ItemState.Line line) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ItemState.Line.CODEC.write(line, new DataOutputStream(bytes));
        return ItemState.Line.CODEC.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    @Test
    void whatSpillsComesBackAsItWas() throws IOException {
        for (JournalEntry entry : List.of(INTENDED, COPIED, done(ChangeOutcome.APPLIED))) {
            ItemState.Line line = ItemState.Line.of(entry, 42);
            assertThat(copied(line)).isEqualTo(line);
            assertThat(ItemState.Line.CODEC.weight(line)).isGreaterThan(1000);
        }
        ItemState.Line empty = new ItemState.Line(new ItemState(null, null, null), 1);
        assertThatThrownBy(() -> copied(empty)).isInstanceOf(IllegalStateException.class);
        assertThat(ItemState.Line.of(new JournalEntry.Cleared("eve", BEGAN), 1)).isNull();
    }

    @Test
    void anotherEntryWhereAnItemsWasWrittenIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        Codec.writeText(JournalFormat.line(new JournalEntry.Cleared("eve", BEGAN)), out);
        out.writeLong(1);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertThatThrownBy(() -> ItemState.Line.CODEC.read(in)).isInstanceOf(IOException.class);
    }

    private static ItemStates states(JournalEntry... entries) {
        SpillingSorter<ItemState.Line> sorter = Surroundings.WORKSPACE.forStates();
        for (int i = 0; i < entries.length; i++) {
            sorter.add(ItemState.Line.of(entries[i], i));
        }
        return new ItemStates(sorter);
    }

    private static @Nullable ChangeOutcome outcome(@Nullable ItemState state) {
        return state == null ? null : state.done().outcome();
    }

    @Test
    @DisplayName("H84: the last word about an item is found, whatever lies around it")
    void lastWordIsFound() {
        try (ItemStates states = states(
                done("record:2", ChangeOutcome.FAILED),
                done("object:b", ChangeOutcome.GONE),
                done("record:2", ChangeOutcome.APPLIED),
                done("record:3", ChangeOutcome.CONFLICT))) {
            assertThat(states.isEmpty()).isFalse();
            assertThat(outcome(states.find("record:2"))).isEqualTo(ChangeOutcome.APPLIED);
            assertThat(outcome(states.find("object:b"))).isEqualTo(ChangeOutcome.GONE);
            assertThat(states.find("record:1")).isNull();
            assertThat(states.find("object:a")).isNull();
            assertThat(states.find("object:c")).isNull();
            try (ItemStates.Lookup lookup = states.lookup()) {
                assertThat(lookup.of("record:1")).isNull();
                assertThat(outcome(lookup.of("record:2"))).isEqualTo(ChangeOutcome.APPLIED);
                assertThat(outcome(lookup.of("record:2"))).as("asked twice").isEqualTo(ChangeOutcome.APPLIED);
                assertThat(outcome(lookup.of("object:b"))).as("one passed over").isEqualTo(ChangeOutcome.GONE);
                assertThat(lookup.of("object:c")).isNull();
            }
        }
    }

    @Test
    @DisplayName("H93: states that don't fit the memory are found on the disk, and given back in the end")
    void whatWentToDiskIsGivenBack(@TempDir Path directory) {
        try (SpillDirectory spilled = new SpillDirectory(directory)) {
            SpillingSorter<ItemState.Line> sorter = new Workspace(spilled, 100).forStates();
            sorter.add(ItemState.Line.of(done(ChangeOutcome.APPLIED), 1));
            sorter.add(ItemState.Line.of(done("object:b", ChangeOutcome.APPLIED), 2));
            ItemStates states = new ItemStates(sorter);
            assertThat(directory).isNotEmptyDirectory();
            assertThat(outcome(states.find("object:b"))).isEqualTo(ChangeOutcome.APPLIED);
            states.close();
            assertThatThrownBy(() -> states.find("object:b")).isInstanceOf(SpillException.class);
        }
    }

    @Test
    void nothingIsFoundInNothing() {
        try (ItemStates states = states();
                ItemStates.Lookup lookup = states.lookup();
                CloseableIterator<ItemState> all = states.all()) {
            assertThat(states.isEmpty()).isTrue();
            assertThat(states.find("record:1")).isNull();
            assertThat(lookup.of("record:1")).isNull();
            assertThat(all.hasNext()).isFalse();
            assertThatThrownBy(all::next).isInstanceOf(NoSuchElementException.class);
        }
    }
}
