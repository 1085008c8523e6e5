package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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
        return new Mark(id, now.status(), now.references(), "missing: " + id);
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
            List<String> hostile = List.of(
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
                    "?");
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
            assertThat(catalog.mark(List.of(mark(id(1))))).containsExactly(MarkOutcome.APPLIED);
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
            assertThat(catalog.mark(List.of(mark(id(1))))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(2))).isEqualTo(second);
            assertThat(storedNow(id(3))).isEqualTo(third);
        }

        @Test
        void noMarksAreNoOutcomes() {
            assertThat(catalog.mark(List.of())).isEmpty();
        }

        @Test
        void markingAgainWritesNothing() {
            save(ready(1));
            Mark mark = mark(id(1));
            assertThat(catalog.mark(List.of(mark))).containsExactly(MarkOutcome.APPLIED);
            StoredRecord marked = storedNow(id(1));
            Mark other = new Mark(id(1), "ready", mark.judged(), "another message");
            assertThat(catalog.mark(List.of(mark, other, mark(id(1)))))
                    .containsExactly(
                            MarkOutcome.ALREADY_MARKED, MarkOutcome.ALREADY_MARKED, MarkOutcome.ALREADY_MARKED);
            assertThat(storedNow(id(1))).isEqualTo(marked);
        }

        @Test
        void duplicatesInOneCallAreMarkedOnce() {
            save(ready(1));
            Mark mark = mark(id(1));
            assertThat(catalog.mark(List.of(mark, mark)))
                    .containsExactly(MarkOutcome.APPLIED, MarkOutcome.ALREADY_MARKED);
        }

        private void assertConflict(StoredRecord judged, StoredRecord meanwhile) {
            save(judged);
            Mark mark = mark(judged.id());
            save(meanwhile);
            StoredRecord before = storedNow(judged.id());
            assertThat(catalog.mark(List.of(mark))).containsExactly(MarkOutcome.CONFLICT);
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
        @DisplayName("H69: null is a status like any other")
        void nullIsAStatusLikeAnyOther() {
            assumeTrue(supportsNullStatus(), "a record always has a status");
            assertConflict(ready(1), ready(1).withStatus(null));
            assertConflict(ready(2).withStatus(null), ready(2));
            save(ready(3).withStatus(null));
            Mark judgedNull = mark(id(3));
            assertThat(judgedNull.judgedStatus()).isNull();
            assertThat(catalog.mark(List.of(judgedNull))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(3)).status()).isEqualTo("error");
        }

        @Test
        void whatWasNotJudgedMayChange() {
            save(ready(1));
            Mark originalOnly =
                    new Mark(id(1), "ready", List.of(read(id(1)).references().get(0)), "missing");
            save(ready(1).withStaged("elsewhere").withProject("other"));
            assertThat(catalog.mark(List.of(originalOnly))).containsExactly(MarkOutcome.APPLIED);
            assertThat(storedNow(id(1)).staged()).isEqualTo("elsewhere");
            assertThat(storedNow(id(1)).project()).isEqualTo("other");
        }

        @Test
        void aRecordThatIsNotThereIsGone() {
            save(ready(1));
            Mark mark = mark(id(1));
            delete(id(1));
            assertThat(catalog.mark(List.of(mark))).containsExactly(MarkOutcome.GONE);
            assertThat(stored(id(1))).isEmpty();
            Mark nobodys = new Mark(new RecordId("' OR 1=1 --"), "ready", mark.judged(), "missing");
            assertThat(catalog.mark(List.of(nobodys))).containsExactly(MarkOutcome.GONE);
        }

        @Test
        void outcomesComeInTheOrderOfTheMarks() {
            saveReady(5);
            List<Mark> marks =
                    new ArrayList<>(List.of(mark(id(5)), mark(id(2)), mark(id(4)), mark(id(1)), mark(id(3))));
            delete(id(2));
            save(ready(4).withStatus("pending"));
            save(ready(3).withStatus("error"));
            assertThat(catalog.mark(marks))
                    .containsExactly(
                            MarkOutcome.APPLIED,
                            MarkOutcome.GONE,
                            MarkOutcome.CONFLICT,
                            MarkOutcome.APPLIED,
                            MarkOutcome.ALREADY_MARKED);
        }

        @Test
        @DisplayName("H64: a mark that fails takes no other with it")
        void aFailingMarkTakesNoOtherWithIt() {
            assumeTrue(supportsFailingMarks(), "the store has no way to make a mark fail");
            saveReady(3);
            List<Mark> marks = List.of(mark(id(1)), mark(id(2)), mark(id(3)));
            failingMarks(
                    id(2),
                    () -> assertThat(catalog.mark(marks))
                            .containsExactly(MarkOutcome.APPLIED, MarkOutcome.FAILED, MarkOutcome.APPLIED));
            assertThat(storedNow(id(2))).isEqualTo(ready(2));
            assertThat(catalog.mark(marks))
                    .containsExactly(MarkOutcome.ALREADY_MARKED, MarkOutcome.APPLIED, MarkOutcome.ALREADY_MARKED);
        }

        @Test
        void aLongOrHostileMessageDoesNotKeepTheMarkFromApplying() {
            save(ready(1));
            save(ready(2));
            CatalogRecord first = read(id(1));
            String huge = "\uD83D\uDE00".repeat(3_000);
            Mark hugeMessage = new Mark(id(1), first.status(), first.references(), huge);
            Mark hostile = new Mark(id(2), "ready", read(id(2)).references(), "'; -- \0 \uD800 \n");
            assertThat(catalog.mark(List.of(hugeMessage, hostile)))
                    .containsExactly(MarkOutcome.APPLIED, MarkOutcome.APPLIED);
            String message = Objects.requireNonNull(storedNow(id(1)).message());
            assertThat(message).isNotEmpty();
            assertThat(huge).startsWith(message);
            assertThat(message.length() % 2).as("no pair is split").isZero();
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
                        together(4, () -> catalog.mark(List.of(mark)).get(0));
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
                    () -> assertThat(catalog.mark(marks)).hasSize(2));
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
            assertThat(catalog.mark(marks))
                    .allMatch(outcome -> outcome == MarkOutcome.APPLIED || outcome == MarkOutcome.ALREADY_MARKED);
        }
    }
}
