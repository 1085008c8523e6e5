package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link MetadataCatalog} has to do. A subclass names a catalog and how its store is written and read behind its
 * back; what a store can't do it says, and those clauses show as skipped.
 *
 * <p>The catalog has the roles {@code original}, whose object always has to be there, and {@code staged}, whose object has to be there
 * while the status is {@code ready}; the error status is {@code error}; the one filter column is {@code project}.
 */
public abstract class MetadataCatalogContract {

    /** Long ago, so that a mark's time differs. */
    protected static final Instant LONG_AGO = Instant.parse("2024-02-29T12:00:00.123Z");

    private MetadataCatalog catalog;

    /** The catalog, without any records. */
    protected abstract MetadataCatalog emptyCatalog();

    /** Writes a record, over the one with that id if there is one. */
    protected abstract void save(StoredRecord record);

    protected abstract void delete(RecordId id);

    /** What the store holds. */
    protected abstract Optional<StoredRecord> stored(RecordId id);

    /** The id of the nth record; any order will do. */
    protected RecordId id(int n) {
        return new RecordId(Integer.toString(n));
    }

    /** Whether a record may have no status. */
    protected boolean supportsNullStatus() {
        return true;
    }

    /** Whether two keys that differ only in case, normal form or trailing spaces can stand side by side. */
    protected boolean supportsAnyKey() {
        return true;
    }

    /** Whether {@link #failingMarks} works: the store has a way to make a mark fail. */
    protected boolean supportsFailingMarks() {
        return false;
    }

    /** Runs the action while marks of this record fail, by a lock of somebody else for instance. */
    protected void failingMarks(RecordId id, Runnable action) {
        throw new UnsupportedOperationException("failingMarks isn't implemented though it is said to be supported");
    }

    @BeforeEach
    final void startEmpty() {
        catalog = emptyCatalog();
    }

    private StoredRecord ready(int n) {
        return new StoredRecord(id(n), "ready", null, LONG_AGO, "p" + n % 3, "original/" + n, "staged/" + n);
    }

    private void saveReady(int count) {
        IntStream.rangeClosed(1, count).forEach(n -> save(ready(n)));
    }

    private CatalogRecord read(RecordId id) {
        Map<RecordId, CatalogRecord> found = catalog.lookUp(List.of(id));
        assertThat(found).containsOnlyKeys(id);
        return found.values().iterator().next();
    }

    private Mark mark(RecordId id) {
        CatalogRecord now = read(id);
        return new Mark(id, now.status(), now.message(), now.references(), "missing: " + id);
    }

    private List<MarkOutcome> marked(List<Mark> marks) {
        return outcomes(catalog.mark(marks));
    }

    private List<MarkOutcome> unmarked(List<Unmark> unmarks) {
        return outcomes(catalog.unmark(unmarks));
    }

    private static List<MarkOutcome> outcomes(List<MarkResult> results) {
        return results.stream().map(MarkResult::outcome).toList();
    }

    /** Marks the record, and says how to take that back. */
    private Unmark unmark(RecordId id) {
        Mark mark = mark(id);
        MarkResult applied = catalog.mark(List.of(mark)).get(0);
        assertThat(applied.outcome()).isEqualTo(MarkOutcome.APPLIED);
        return new Unmark(mark, applied.message(), applied.changedAt());
    }

    private StoredRecord storedNow(RecordId id) {
        return stored(id).orElseThrow();
    }

    private static ObjectKey key(String key) {
        return ObjectKey.of(key);
    }

    private static Reference reference(RecordId id, String role, String key, boolean required) {
        return new Reference(id, role, key(key), OptionalLong.empty(), required);
    }

    @Nested
    @DisplayName("Reading pages")
    class Reading {

        private List<RecordId> readAll(Filter filter, int limit) {
            List<RecordId> ids = new ArrayList<>();
            RecordId after = null;
            do {
                CatalogPage page = catalog.read(CatalogQuery.page(filter, after, limit));
                assertThat(page.records()).as("a page of at most %d", limit).hasSizeLessThanOrEqualTo(limit);
                page.records().forEach(record -> ids.add(record.id()));
                if (after != null) {
                    assertThat(page.next()).as("paging advances").isNotEqualTo(after);
                }
                after = page.next();
            } while (after != null);
            return ids;
        }

        private Set<RecordId> idsOf(IntStream numbers) {
            Set<RecordId> ids = new HashSet<>();
            numbers.forEach(n -> ids.add(id(n)));
            return ids;
        }

        @Test
        void anEmptyCatalogIsOneEmptyLastPage() {
            CatalogPage page = catalog.read(CatalogQuery.page(Filter.NONE, null, 10));
            assertThat(page.records()).isEmpty();
            assertThat(page.isLast()).isTrue();
        }

        @Test
        @DisplayName("H52, H54: whatever the limit, every record is read exactly once and the end is stated")
        void everyLimitReadsEachRecordOnce() {
            saveReady(12);
            List<RecordId> order = readAll(Filter.NONE, 100);
            assertThat(order).doesNotHaveDuplicates();
            assertThat(new HashSet<>(order)).isEqualTo(idsOf(IntStream.rangeClosed(1, 12)));
            for (int limit = 1; limit <= 13; limit++) {
                assertThat(readAll(Filter.NONE, limit)).as("limit %d", limit).isEqualTo(order);
            }
        }

        @Test
        void aFullPageThatIsTheLastSaysSo() {
            saveReady(3);
            assertThat(catalog.read(CatalogQuery.page(Filter.NONE, null, 3)).isLast())
                    .isTrue();
            assertThat(catalog.read(CatalogQuery.page(Filter.NONE, null, 2)).isLast())
                    .isFalse();
            assertThat(catalog.read(CatalogQuery.page(Filter.NONE, null, Integer.MAX_VALUE))
                            .isLast())
                    .isTrue();
        }

        @Test
        @DisplayName("H59: records that come and go while pages are read don't disturb the others")
        void recordsThatComeAndGoDisturbNoOthers() {
            saveReady(9);
            List<RecordId> order = readAll(Filter.NONE, 100);
            CatalogPage first = catalog.read(CatalogQuery.page(Filter.NONE, null, 4));
            delete(order.get(3)); // the very record the next page goes on from
            delete(order.get(0));
            delete(order.get(6));
            save(ready(10));
            List<RecordId> rest = new ArrayList<>();
            for (RecordId after = first.next(); after != null; ) {
                CatalogPage page = catalog.read(CatalogQuery.page(Filter.NONE, after, 2));
                page.records().forEach(record -> rest.add(record.id()));
                after = page.next();
            }
            rest.remove(id(10)); // may lie before or after
            assertThat(rest).containsExactly(order.get(4), order.get(5), order.get(7), order.get(8));
        }

        @Test
        void aRecordIsReadAsItIs() {
            save(ready(1));
            CatalogRecord record = read(id(1));
            assertThat(record.status()).isEqualTo("ready");
            assertThat(record.marked()).isFalse();
            assertThat(record.lastChanged()).isEqualTo(LONG_AGO);
            assertThat(record.unusable()).isEmpty();
            assertThat(record.references())
                    .containsExactlyInAnyOrder(
                            reference(id(1), "original", "original/1", true),
                            reference(id(1), "staged", "staged/1", true));
            assertThat(catalog.read(CatalogQuery.page(Filter.NONE, null, 1)).records())
                    .containsExactly(record);
        }

        @Test
        void aReferenceWhoseConditionDoesNotHoldIsNotRequired() {
            save(ready(1).withStatus("pending"));
            assertThat(read(id(1)).references())
                    .containsExactlyInAnyOrder(
                            reference(id(1), "original", "original/1", true),
                            reference(id(1), "staged", "staged/1", false));
        }

        @Test
        @DisplayName("H51: a missing value is empty where an object has to be there, and nothing otherwise")
        void aMissingValueIsEmptyOnlyWhereRequired() {
            save(ready(1).withStaged(null));
            save(ready(2).withStaged(null).withStatus("pending"));
            assertThat(read(id(1)).unusable()).singleElement().satisfies(unusable -> {
                assertThat(unusable.kind()).isEqualTo(UnusableReference.Kind.EMPTY);
                assertThat(unusable.role()).isEqualTo("staged");
                assertThat(unusable.recordId()).isEqualTo(id(1));
            });
            assertThat(read(id(2)).unusable()).isEmpty();
            assertThat(read(id(2)).references()).hasSize(1);
        }

        @Test
        void theErrorStatusCountsAsMarked() {
            save(ready(1).withStatus("error"));
            assertThat(read(id(1)).marked()).isTrue();
        }

        @Test
        @DisplayName("H69: a record without a status or a time is read like any other")
        void nullsAreRead() {
            assumeTrue(supportsNullStatus(), "a record always has a status");
            save(ready(1).withStatus(null).withLastChanged(null));
            assertThat(read(id(1)).status()).isNull();
            assertThat(read(id(1)).lastChanged()).isNull();
            assertThat(read(id(1)).marked()).isFalse();
            assertThat(readAll(Filter.NONE, 1)).containsExactly(id(1));
        }

        @Test
        @DisplayName("H69: statuses are alternatives, columns must all match, null matches nothing")
        void filtersRestrict() {
            save(ready(1).withProject("a"));
            save(ready(2).withProject("b").withStatus("error"));
            save(ready(3).withProject("a").withStatus("pending"));
            save(ready(4).withProject(null));
            if (supportsNullStatus()) {
                save(ready(5).withProject("a").withStatus(null));
            }
            Map<String, String> projectA = Map.of("project", "a");
            assertThat(readAll(new Filter(Set.of("ready"), Map.of()), 1)).containsExactlyInAnyOrder(id(1), id(4));
            assertThat(readAll(new Filter(Set.of("ready", "error"), Map.of()), 1))
                    .containsExactlyInAnyOrder(id(1), id(2), id(4));
            assertThat(readAll(new Filter(Set.of("ready", "pending"), projectA), 1))
                    .containsExactlyInAnyOrder(id(1), id(3));
            assertThat(readAll(new Filter(Set.of(), Map.of("project", "nobody's")), 1))
                    .isEmpty();
            assertThat(readAll(new Filter(Set.of(), Map.of("project", "' OR 1=1 --")), 1))
                    .isEmpty();
        }

        @Test
        void onlyDeclaredColumnsFilter() {
            assertThat(catalog.profile().filterColumns()).containsExactly("project");
            Filter filter = new Filter(Set.of(), Map.of("colour", "red"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> catalog.read(CatalogQuery.page(filter, null, 1)))
                    .withMessageContaining("colour");
        }

        @Test
        void theProfileNamesTheRoles() {
            assertThat(catalog.profile().roles()).containsExactly("original", "staged");
            assertThat(catalog.profile()).isEqualTo(catalog.profile());
        }
    }

    @Nested
    @DisplayName("Looking up records")
    class LookingUp {

        @Test
        void whatIsNotThereIsNotInTheMap() {
            saveReady(2);
            delete(id(2));
            assertThat(catalog.lookUp(List.of(id(1), id(2), id(77)))).containsOnlyKeys(id(1));
            assertThat(catalog.lookUp(List.of())).isEmpty();
        }

        @Test
        void manyAreLookedUpAtOnce() {
            saveReady(60);
            List<RecordId> ids = new ArrayList<>(IntStream.rangeClosed(1, 2_000)
                    .mapToObj(MetadataCatalogContract.this::id)
                    .toList());
            Collections.reverse(ids);
            assertThat(catalog.lookUp(ids)).hasSize(60);
            catalog.lookUp(ids).forEach((id, record) -> assertThat(record.id()).isEqualTo(id));
        }

        @Test
        void theSameIdTwiceIsOneRecord() {
            saveReady(1);
            assertThat(catalog.lookUp(List.of(id(1), id(1)))).containsOnlyKeys(id(1));
        }

        @Test
        @DisplayName("H41, H46, H97: an id that can't be one is nobody's")
        void hostileIdsAreNobodys() {
            saveReady(1);
            for (String id :
                    List.of("' OR '1'='1", "1; DROP TABLE images", "nul\0", "\uD800", "?", "%", "01", "+1", " 1")) {
                assertThat(catalog.lookUp(List.of(new RecordId(id))))
                        .as(ObjectKey.escape(id))
                        .isEmpty();
            }
        }

        @Test
        void itSeesWhatWasWrittenLast() {
            saveReady(1);
            assertThat(read(id(1)).status()).isEqualTo("ready");
            save(ready(1).withStatus("pending").withOriginal("moved"));
            assertThat(read(id(1)).status()).isEqualTo("pending");
            assertThat(read(id(1)).references()).contains(reference(id(1), "original", "moved", true));
        }
    }

    @Nested
    @DisplayName("Finding keys")
    class Finding {

        @Test
        void everyReferrerIsFoundInEveryRoleWhateverItsStatus() {
            save(ready(1).withOriginal("shared"));
            save(ready(2).withStaged("shared").withStatus("pending"));
            save(ready(3).withOriginal("shared").withStaged("shared").withStatus("error"));
            if (supportsNullStatus()) {
                save(ready(4).withOriginal("shared").withStatus(null));
            }
            List<Reference> expected = new ArrayList<>(List.of(
                    reference(id(1), "original", "shared", true),
                    reference(id(2), "staged", "shared", false),
                    reference(id(3), "original", "shared", true),
                    reference(id(3), "staged", "shared", false)));
            if (supportsNullStatus()) {
                expected.add(reference(id(4), "original", "shared", true));
            }
            assertThat(catalog.find(List.of(key("shared"), key("nobody's"), key("shared"))))
                    .containsOnlyKeys(key("shared"))
                    .hasEntrySatisfying(
                            key("shared"), found -> assertThat(found).containsExactlyInAnyOrderElementsOf(expected));
        }

        @Test
        void noKeysFindNothing() {
            saveReady(1);
            assertThat(catalog.find(List.of())).isEmpty();
            assertThat(catalog.find(List.of(key("original/2")))).isEmpty();
        }

        @Test
        void manyKeysAreFoundAtOnce() {
            saveReady(40);
            List<ObjectKey> keys = IntStream.rangeClosed(1, 3_000)
                    .mapToObj(n -> key((n % 2 == 0 ? "original/" : "staged/") + n))
                    .toList();
            assertThat(catalog.find(keys)).hasSize(40);
        }

        @Test
        @DisplayName("H44, H45: keys are compared byte by byte")
        void keysAreComparedByteByByte() {
            assumeTrue(supportsAnyKey(), "keys are folded by the store");
            List<String> twins =
                    List.of("a", "A", "a ", " a", "\u00e9", "e\u0301", "a\u200b", "a.", "a/", "a%20", "a+", "a_", "a%");
            for (int n = 0; n < twins.size(); n++) {
                save(ready(n + 1).withOriginal(twins.get(n)));
            }
            for (int n = 0; n < twins.size(); n++) {
                ObjectKey key = key(twins.get(n));
                assertThat(catalog.find(List.of(key)))
                        .as("%s", key)
                        .isEqualTo(Map.of(key, List.of(reference(id(n + 1), "original", twins.get(n), true))));
            }
        }

        @Test
        @DisplayName("H32 to H46, H97: hostile keys come back as they went in")
        void hostileKeysRoundTrip() {
            assumeTrue(supportsAnyKey(), "keys are folded by the store");
            Set<String> keys = new LinkedHashSet<>(List.of(
                    "'; DROP TABLE images; --",
                    "\"",
                    "a\\b",
                    "a\nb\r",
                    "\t",
                    "%",
                    "100%",
                    "_",
                    "a?b=c",
                    "a#b",
                    "a+b c",
                    "//a",
                    "../a",
                    "\uE000",
                    "\uD83D\uDE00",
                    "\u202e",
                    "é".repeat(512),
                    "x".repeat(1024),
                    ":id",
                    "<id>",
                    "$1",
                    "?"));
            HostileKeys.all().stream()
                    .filter(key -> key.indexOf('\0') < 0 && !key.isBlank())
                    .forEach(keys::add);
            List<String> hostile = List.copyOf(keys);
            assertThat(hostile).hasSizeGreaterThan(300);
            Map<ObjectKey, List<Reference>> expected = new HashMap<>();
            for (int n = 1; n <= hostile.size(); n++) {
                String key = hostile.get(n - 1).isBlank() ? "x" + hostile.get(n - 1) : hostile.get(n - 1);
                save(ready(n).withOriginal(key));
                expected.put(key(key), List.of(reference(id(n), "original", key, true)));
            }
            assertThat(catalog.find(expected.keySet())).isEqualTo(expected);
            assertThat(catalog.find(List.of(key("nul\0"))))
                    .as("H46: nobody's, and no failure")
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("Marking")
    class Marking {

        @Test
        void aRecordAsJudgedIsMarked() {
            save(ready(1));
            assertThat(marked(List.of(mark(id(1))))).containsExactly(MarkOutcome.APPLIED);
            StoredRecord now = storedNow(id(1));
            assertThat(now.status()).isEqualTo("error");
            assertThat(now.message()).isEqualTo("missing: " + id(1));
            assertThat(now.lastChanged()).isAfter(LONG_AGO);
            assertThat(now.apartFromTheMark()).isEqualTo(ready(1).apartFromTheMark());
            assertThat(read(id(1)).marked()).isTrue();
        }

        @Test
        @DisplayName("H45: the neighbours of a marked record stay as they are")
        void neighboursStayAsTheyAre() {
            save(ready(1).withOriginal("a"));
            save(ready(2).withOriginal(supportsAnyKey() ? "a " : "b"));
            save(ready(3).withOriginal("a"));
            StoredRecord second = storedNow(id(2));
            StoredRecord third = storedNow(id(3));
            assertThat(marked(List.of(mark(id(1))))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(2))).isEqualTo(second);
            assertThat(storedNow(id(3))).isEqualTo(third);
        }

        @Test
        void noMarksAreNoOutcomes() {
            assertThat(marked(List.of())).isEmpty();
        }

        @Test
        void markingAgainWritesNothing() {
            save(ready(1));
            Mark mark = mark(id(1));
            assertThat(marked(List.of(mark))).containsExactly(MarkOutcome.APPLIED);
            StoredRecord marked = storedNow(id(1));
            Mark other = new Mark(id(1), "ready", null, mark.judged(), "another message");
            assertThat(marked(List.of(mark, other, mark(id(1)))))
                    .containsExactly(MarkOutcome.ALREADY, MarkOutcome.ALREADY, MarkOutcome.ALREADY);
            assertThat(storedNow(id(1))).isEqualTo(marked);
        }

        @Test
        void duplicatesInOneCallAreMarkedOnce() {
            save(ready(1));
            Mark mark = mark(id(1));
            assertThat(marked(List.of(mark, mark))).containsExactly(MarkOutcome.APPLIED, MarkOutcome.ALREADY);
        }

        private void assertConflict(StoredRecord judged, StoredRecord meanwhile) {
            save(judged);
            Mark mark = mark(judged.id());
            save(meanwhile);
            StoredRecord before = storedNow(judged.id());
            assertThat(marked(List.of(mark))).containsExactly(MarkOutcome.CONFLICT);
            assertThat(storedNow(judged.id())).as("nothing is written").isEqualTo(before);
        }

        @Test
        @DisplayName("H62: a status that changed since is a conflict")
        void aChangedStatusIsAConflict() {
            assertConflict(ready(1), ready(1).withStatus("pending"));
            if (supportsAnyKey()) {
                assertConflict(ready(2), ready(2).withStatus("ready "));
                assertConflict(ready(3), ready(3).withStatus("READY"));
            }
        }

        @Test
        @DisplayName("H44, H45, H62: a key that changed since is a conflict, however little")
        void aChangedKeyIsAConflict() {
            assertConflict(ready(1), ready(1).withOriginal("elsewhere"));
            assertConflict(ready(2), ready(2).withStaged("elsewhere"));
            assertConflict(ready(3), ready(3).withStaged(null));
            if (supportsAnyKey()) {
                assertConflict(ready(4), ready(4).withOriginal("original/4 "));
                assertConflict(ready(5), ready(5).withOriginal("Original/5"));
            }
        }

        @Test
        @DisplayName("H62, H86: a message that changed since is a conflict, so that none is lost")
        void aChangedMessageIsAConflict() {
            assertConflict(ready(1), ready(1).withMessage("a note"));
            assertConflict(ready(2).withMessage("a note"), ready(2).withMessage("another note"));
            assertConflict(ready(3).withMessage("a note"), ready(3));
            save(ready(4).withMessage("a note"));
            assertThat(read(id(4)).message()).isEqualTo("a note");
            assertThat(marked(List.of(mark(id(4))))).containsExactly(MarkOutcome.APPLIED);
        }

        @Test
        void aResultSaysWhatALookUpShows() {
            save(ready(1));
            Mark mark = mark(id(1));
            MarkResult applied = catalog.mark(List.of(mark)).get(0);
            CatalogRecord now = read(id(1));
            assertThat(now.message()).isNotNull();
            assertThat(applied).isEqualTo(new MarkResult(MarkOutcome.APPLIED, now.message(), now.lastChanged()));
            assertThat(catalog.mark(List.of(mark))).containsExactly(MarkResult.of(MarkOutcome.ALREADY));
        }

        @Test
        @DisplayName("H69: null is a status like any other")
        void nullIsAStatusLikeAnyOther() {
            assumeTrue(supportsNullStatus(), "a record always has a status");
            assertConflict(ready(1), ready(1).withStatus(null));
            assertConflict(ready(2).withStatus(null), ready(2));
            save(ready(3).withStatus(null));
            Mark judgedNull = mark(id(3));
            assertThat(judgedNull.judgedStatus()).isNull();
            assertThat(marked(List.of(judgedNull))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(3)).status()).isEqualTo("error");
        }

        @Test
        void whatWasNotJudgedMayChange() {
            save(ready(1));
            Mark originalOnly = new Mark(
                    id(1), "ready", null, List.of(read(id(1)).references().get(0)), "missing");
            save(ready(1).withStaged("elsewhere").withProject("other"));
            assertThat(marked(List.of(originalOnly))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(1)).staged()).isEqualTo("elsewhere");
            assertThat(storedNow(id(1)).project()).isEqualTo("other");
        }

        @Test
        void aRecordThatIsNotThereIsGone() {
            save(ready(1));
            Mark mark = mark(id(1));
            delete(id(1));
            assertThat(marked(List.of(mark))).containsExactly(MarkOutcome.GONE);
            assertThat(stored(id(1))).isEmpty();
            Mark nobodys = new Mark(new RecordId("' OR 1=1 --"), "ready", null, mark.judged(), "missing");
            assertThat(marked(List.of(nobodys))).containsExactly(MarkOutcome.GONE);
        }

        @Test
        void outcomesComeInTheOrderOfTheMarks() {
            saveReady(5);
            List<Mark> marks =
                    new ArrayList<>(List.of(mark(id(5)), mark(id(2)), mark(id(4)), mark(id(1)), mark(id(3))));
            delete(id(2));
            save(ready(4).withStatus("pending"));
            save(ready(3).withStatus("error"));
            assertThat(marked(marks))
                    .containsExactly(
                            MarkOutcome.APPLIED,
                            MarkOutcome.GONE,
                            MarkOutcome.CONFLICT,
                            MarkOutcome.APPLIED,
                            MarkOutcome.ALREADY);
        }

        @Test
        @DisplayName("H64: a mark that fails takes no other with it")
        void aFailingMarkTakesNoOtherWithIt() {
            assumeTrue(supportsFailingMarks(), "the store has no way to make a mark fail");
            saveReady(3);
            List<Mark> marks = List.of(mark(id(1)), mark(id(2)), mark(id(3)));
            failingMarks(
                    id(2),
                    () -> assertThat(marked(marks))
                            .containsExactly(MarkOutcome.APPLIED, MarkOutcome.FAILED, MarkOutcome.APPLIED));
            assertThat(storedNow(id(2))).isEqualTo(ready(2));
            assertThat(marked(marks)).containsExactly(MarkOutcome.ALREADY, MarkOutcome.APPLIED, MarkOutcome.ALREADY);
        }

        @Test
        void aLongOrHostileMessageDoesNotKeepTheMarkFromApplying() {
            save(ready(1));
            save(ready(2));
            CatalogRecord first = read(id(1));
            String huge = "\uD83D\uDE00".repeat(3_000);
            Mark hugeMessage = new Mark(id(1), first.status(), first.message(), first.references(), huge);
            Mark hostile = new Mark(id(2), "ready", null, read(id(2)).references(), "'; -- \0 \uD800 \n");
            assertThat(marked(List.of(hugeMessage, hostile))).containsExactly(MarkOutcome.APPLIED, MarkOutcome.APPLIED);
            String message = Objects.requireNonNull(storedNow(id(1)).message());
            assertThat(message).isNotEmpty();
            assertThat(huge).startsWith(message);
            assertThat(message.length() % 2).as("no pair is split").isZero();
        }
    }

    @Nested
    @DisplayName("Purging")
    class Purging {

        private List<MarkOutcome> purged(List<Unmark> marked) {
            return outcomes(catalog.purge(marked));
        }

        private void assumeItCan() {
            assumeTrue(catalog.canPurge(), "the catalog removes no records");
        }

        @Test
        void removesWhatWasMarkedAndNothingElse() {
            assumeItCan();
            save(ready(1));
            save(ready(2));
            save(ready(3));
            List<Unmark> marked = List.of(unmark(id(1)), unmark(id(3)));
            assertThat(purged(marked)).containsExactly(MarkOutcome.APPLIED, MarkOutcome.APPLIED);
            assertThat(stored(id(1))).isEmpty();
            assertThat(stored(id(3))).isEmpty();
            assertThat(storedNow(id(2))).isEqualTo(ready(2));
            assertThat(purged(marked)).as("again").containsExactly(MarkOutcome.GONE, MarkOutcome.GONE);
            assertThat(purged(List.of())).isEmpty();
        }

        private void assertKept(StoredRecord judged, UnaryOperator<StoredRecord> meanwhile) {
            save(judged);
            Unmark marked = unmark(judged.id());
            save(meanwhile.apply(storedNow(judged.id())));
            StoredRecord before = storedNow(judged.id());
            assertThat(purged(List.of(marked))).as("%s", before).containsExactly(MarkOutcome.CONFLICT);
            assertThat(storedNow(judged.id())).as("nothing is written").isEqualTo(before);
        }

        @Test
        @DisplayName("H62, H86: what anybody has written since the mark isn't removed")
        void keepsWhatWasWrittenSince() {
            assumeItCan();
            assertKept(ready(1), now -> now.withStatus("pending"));
            assertKept(ready(2), now -> now.withMessage("looking into it"));
            assertKept(ready(3), now -> now.withMessage(null));
            assertKept(ready(4), now -> now.withOriginal("elsewhere"));
            assertKept(ready(5), now -> now.withStaged("elsewhere"));
            assertKept(ready(6), now -> now.withLastChanged(LONG_AGO));
            assertKept(ready(7), now -> now.withStatus("ready"));
        }

        @Test
        void refusesAllOfItWhereItCant() {
            assumeFalse(catalog.canPurge(), "the catalog removes records");
            save(ready(1));
            Unmark marked = unmark(id(1));
            StoredRecord before = storedNow(id(1));
            try {
                assertThat(purged(List.of(marked))).containsExactly(MarkOutcome.FAILED);
            } catch (CatalogException inSoManyWords) {
                assertThat(inSoManyWords.isTransient()).isFalse();
            }
            assertThat(storedNow(id(1))).isEqualTo(before);
        }
    }

    @Nested
    @DisplayName("Taking marks back")
    class Unmarking {

        @Test
        void theStatusAndMessageFromBeforeAreBack() {
            save(ready(1));
            save(ready(2).withMessage("a note"));
            List<Unmark> unmarks = List.of(unmark(id(1)), unmark(id(2)));
            List<MarkResult> results = catalog.unmark(unmarks);
            assertThat(outcomes(results)).containsExactly(MarkOutcome.APPLIED, MarkOutcome.APPLIED);
            for (int n = 1; n <= 2; n++) {
                StoredRecord now = storedNow(id(n));
                assertThat(now.withLastChanged(LONG_AGO)).isEqualTo(n == 1 ? ready(1) : ready(2).withMessage("a note"));
                assertThat(now.lastChanged()).isAfter(LONG_AGO);
                assertThat(read(id(n)).marked()).isFalse();
                assertThat(results.get(n - 1).message()).isEqualTo(now.message());
                assertThat(results.get(n - 1).changedAt()).isEqualTo(read(id(n)).lastChanged());
            }
        }

        @Test
        @DisplayName("H69: a record that had no status has none again")
        void noStatusIsBack() {
            assumeTrue(supportsNullStatus(), "a record always has a status");
            save(ready(1).withStatus(null));
            assertThat(unmarked(List.of(unmark(id(1))))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(1)).withLastChanged(LONG_AGO)).isEqualTo(ready(1).withStatus(null));
        }

        @Test
        void takingBackAgainWritesNothing() {
            save(ready(1));
            Unmark unmark = unmark(id(1));
            assertThat(unmarked(List.of(unmark, unmark))).containsExactly(MarkOutcome.APPLIED, MarkOutcome.ALREADY);
            StoredRecord now = storedNow(id(1));
            assertThat(unmarked(List.of(unmark))).containsExactly(MarkOutcome.ALREADY);
            assertThat(storedNow(id(1))).isEqualTo(now);
        }

        private void assertConflict(StoredRecord judged, UnaryOperator<StoredRecord> meanwhile) {
            save(judged);
            Unmark unmark = unmark(judged.id());
            save(meanwhile.apply(storedNow(judged.id())));
            StoredRecord before = storedNow(judged.id());
            assertThat(unmarked(List.of(unmark))).as("%s", before).containsExactly(MarkOutcome.CONFLICT);
            assertThat(storedNow(judged.id())).as("nothing is written").isEqualTo(before);
        }

        @Test
        @DisplayName("H86: what anybody has written since the mark isn't written over")
        void whatWasWrittenSinceIsNotWrittenOver() {
            assertConflict(ready(1), now -> now.withStatus("pending"));
            assertConflict(ready(2), now -> now.withMessage("looking into it"));
            assertConflict(ready(3), now -> now.withMessage(null));
            assertConflict(ready(4), now -> now.withOriginal("elsewhere"));
            assertConflict(ready(5), now -> now.withStaged("elsewhere"));
            assertConflict(ready(6), now -> now.withStaged(null));
            assertConflict(ready(7), now -> now.withLastChanged(LONG_AGO));
            assertConflict(ready(8), now -> now.withStatus("ready"));
            if (supportsNullStatus()) {
                assertConflict(ready(9), now -> now.withStatus(null));
            }
        }

        @Test
        void aRecordThatIsNotThereIsGone() {
            save(ready(1));
            Unmark unmark = unmark(id(1));
            delete(id(1));
            assertThat(unmarked(List.of(unmark))).containsExactly(MarkOutcome.GONE);
            assertThat(stored(id(1))).isEmpty();
        }

        @Test
        void outcomesComeInTheOrderOfTheUnmarks() {
            saveReady(4);
            List<Unmark> unmarks = List.of(unmark(id(4)), unmark(id(2)), unmark(id(3)), unmark(id(1)));
            delete(id(2));
            save(storedNow(id(3)).withStatus("pending"));
            assertThat(unmarked(unmarks))
                    .containsExactly(MarkOutcome.APPLIED, MarkOutcome.GONE, MarkOutcome.CONFLICT, MarkOutcome.APPLIED);
            assertThat(unmarked(List.of())).isEmpty();
        }

        @Test
        @DisplayName("H64: one that fails takes no other with it")
        void aFailingOneTakesNoOtherWithIt() {
            assumeTrue(supportsFailingMarks(), "the store has no way to make a mark fail");
            saveReady(3);
            List<Unmark> unmarks = List.of(unmark(id(1)), unmark(id(2)), unmark(id(3)));
            failingMarks(
                    id(2),
                    () -> assertThat(unmarked(unmarks))
                            .containsExactly(MarkOutcome.APPLIED, MarkOutcome.FAILED, MarkOutcome.APPLIED));
            assertThat(unmarked(unmarks))
                    .containsExactly(MarkOutcome.ALREADY, MarkOutcome.APPLIED, MarkOutcome.ALREADY);
        }

        @Test
        void aRecordIsMarkedAndTakenBackAndMarkedAgain() {
            save(ready(1).withMessage("a note"));
            Unmark first = unmark(id(1));
            assertThat(unmarked(List.of(first))).containsExactly(MarkOutcome.APPLIED);
            Unmark second = unmark(id(1));
            assertThat(storedNow(id(1)).status()).isEqualTo("error");
            assertThat(unmarked(List.of(second))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(1)).withLastChanged(LONG_AGO)).isEqualTo(ready(1).withMessage("a note"));
        }

        @Test
        @DisplayName("the mark of a later run isn't taken back in the name of an earlier one")
        void anothersMarkIsNotTakenBack() {
            save(ready(1));
            Unmark first = unmark(id(1));
            assertThat(unmarked(List.of(first))).containsExactly(MarkOutcome.APPLIED);
            CatalogRecord now = read(id(1));
            Mark other = new Mark(id(1), now.status(), now.message(), now.references(), "another run's message");
            assertThat(marked(List.of(other))).containsExactly(MarkOutcome.APPLIED);
            assertThat(unmarked(List.of(first))).containsExactly(MarkOutcome.CONFLICT);
            assertThat(storedNow(id(1)).message()).isEqualTo("another run's message");
        }

        @Test
        void aMessageThatWasCutIsRecognised() {
            save(ready(1));
            CatalogRecord now = read(id(1));
            Mark mark = new Mark(id(1), "ready", null, now.references(), "\uD83D\uDE00".repeat(3_000));
            MarkResult applied = catalog.mark(List.of(mark)).get(0);
            Unmark unmark = new Unmark(mark, applied.message(), applied.changedAt());
            assertThat(unmarked(List.of(unmark))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(1)).message()).isNull();
        }
    }

    @Nested
    @DisplayName("Under concurrency and interruption")
    class Concurrency {

        private <R> List<R> together(int threads, Callable<R> task) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<R>> running = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    running.add(pool.submit(() -> {
                        start.await();
                        return task.call();
                    }));
                }
                List<R> results = new ArrayList<>();
                for (Future<R> each : running) {
                    results.add(each.get());
                }
                return results;
            } finally {
                pool.shutdownNow();
            }
        }

        @Test
        @DisplayName("H62: of many marks of one record at once exactly one is applied")
        void exactlyOneOfManyConcurrentMarksIsApplied() throws Exception {
            saveReady(8);
            for (int n = 1; n <= 8; n++) {
                Mark mark = mark(id(n));
                List<MarkOutcome> outcomes =
                        together(4, () -> marked(List.of(mark)).get(0));
                assertThat(outcomes).containsOnlyOnce(MarkOutcome.APPLIED);
                assertThat(outcomes).doesNotContain(MarkOutcome.CONFLICT, MarkOutcome.GONE);
            }
        }

        @Test
        @DisplayName("H62, H86: of many that take one mark back at once exactly one does")
        void exactlyOneOfManyTakesAMarkBack() throws Exception {
            saveReady(8);
            for (int n = 1; n <= 8; n++) {
                Unmark unmark = unmark(id(n));
                List<MarkOutcome> outcomes =
                        together(4, () -> unmarked(List.of(unmark)).get(0));
                assertThat(outcomes).containsOnlyOnce(MarkOutcome.APPLIED);
                assertThat(outcomes).doesNotContain(MarkOutcome.CONFLICT, MarkOutcome.GONE);
            }
        }

        @Test
        void manyThreadsReadTheSame() throws Exception {
            saveReady(20);
            Set<List<CatalogRecord>> pages = new HashSet<>(together(
                    6,
                    () -> catalog.read(CatalogQuery.page(Filter.NONE, null, 100))
                            .records()));
            assertThat(pages).hasSize(1);
        }

        @Test
        @DisplayName("H91: an interrupted call is whole or an exception, and the flag stays set")
        void anInterruptedCallKeepsTheFlag() {
            saveReady(3);
            List<Mark> marks = List.of(mark(id(1)), mark(id(2)));
            List<Runnable> calls = List.of(
                    () -> assertThat(catalog.read(CatalogQuery.page(Filter.NONE, null, 9))
                                    .records())
                            .hasSize(3),
                    () -> assertThat(catalog.lookUp(List.of(id(1), id(2)))).hasSize(2),
                    () -> assertThat(catalog.find(List.of(key("original/1")))).hasSize(1),
                    () -> assertThat(marked(marks)).hasSize(2));
            for (Runnable call : calls) {
                boolean flag;
                Thread.currentThread().interrupt();
                try {
                    call.run();
                } catch (CatalogException refused) {
                    assertThat(refused).hasMessageContaining("interrupt");
                } finally {
                    flag = Thread.interrupted();
                }
                assertThat(flag).as("the flag stays set").isTrue();
            }
            assertThat(marked(marks))
                    .allMatch(outcome -> outcome == MarkOutcome.APPLIED || outcome == MarkOutcome.ALREADY);
        }
    }
}
