package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.store.Checksum;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link ObjectStore} has to do, as tests: extend it, say how to get a store and how to write to it, and run it.
 * Everything is written under keys of the contract's own and removed again; the store has to be empty to begin with, so give it
 * a bucket of its own. What a store can't do shows as skipped and not as passed: see the {@code supports…} methods.
 */
public abstract class ObjectStoreContract {

    private final Set<String> written = new LinkedHashSet<>();

    /** The store under test. May be the same one for all tests. */
    protected abstract ObjectStore store();

    /** Writes an object by other means than the store under test, replacing what is there. */
    protected abstract void put(String key, byte[] content);

    /** Removes an object by other means than the store under test; nothing happens if there is none. */
    protected abstract void remove(String key);

    /** Texts that must not show in the store's identity: credentials, if it has any. */
    protected Collection<String> secrets() {
        return List.of();
    }

    /** Whether a listing can start after a key: default, where the order is known. */
    protected boolean supportsStartAfter() {
        return store().profile().listOrder() == ListOrder.UTF8;
    }

    /** Whether {@code a} and {@code a/b} can both be objects. */
    protected boolean supportsKeyBesideItsFolder() {
        return true;
    }

    /** Whether a key may end in a slash. */
    protected boolean supportsDirectoryMarkers() {
        return true;
    }

    /** Whether keys that differ only in Unicode's normal form are two (H33). */
    protected boolean tellsUnicodeFormsApart() {
        return true;
    }

    /** Pairs of keys that a careless client, server or proxy takes for each other: the alias, and what it is taken for. */
    final Stream<Map.Entry<String, String>> aliases() {
        return HostileKeys.aliases().entrySet().stream()
                .filter(pair -> tellsUnicodeFormsApart() || !nfc(pair.getKey()).equals(nfc(pair.getValue())));
    }

    private static String nfc(String key) {
        return Normalizer.normalize(key, Normalizer.Form.NFC);
    }

    /** Whether {@link ObjectStore#read} gives content; a store that doesn't has to say {@link Doubt#UNREADABLE}. */
    protected boolean supportsReading() {
        return true;
    }

    /** Whether other content of the same size surely gets another ETag. */
    protected boolean supportsEtagOfContent() {
        return true;
    }

    @BeforeEach
    void startsEmpty() {
        assertThat(store().list(ListRequest.of("").maxKeys(1)).objects())
                .as(
                        "The contract needs a store of its own, and empty: %s",
                        store().profile().identity())
                .isEmpty();
    }

    @AfterEach
    void removesWhatItWrote() {
        List<RuntimeException> refused = new ArrayList<>();
        for (String key : written) { // all of it, whatever happens: what stays would fail the tests that follow
            try {
                remove(key);
            } catch (RuntimeException e) {
                refused.add(e);
            }
        }
        written.clear();
        assertThat(refused).as("failures to clean up").isEmpty();
    }

    final void write(String key, String content) {
        written.add(key);
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Has the key removed after the test, whether or not it comes to be written. */
    final void removeAfterwards(String key) {
        written.add(key);
    }

    private void write(List<String> keys) {
        keys.forEach(key -> write(key, "content"));
    }

    /** Every object of a listing, page by page, as {@link ListPage#next()} leads. */
    private List<StoredObject> listAll(ListRequest first) {
        List<StoredObject> all = new ArrayList<>();
        ListRequest request = first;
        int pages = 0;
        while (request != null) {
            ListPage page = store().list(request);
            assertThat(page.objects()).as("a page of %s", request).hasSizeLessThanOrEqualTo(request.maxKeys());
            all.addAll(page.objects());
            request = page.next();
            assertThat(++pages).as("pages: the listing has to end").isLessThan(10_000);
        }
        return all;
    }

    private List<String> keys(ListRequest request) {
        return listAll(request).stream().map(object -> object.key().value()).toList();
    }

    private List<String> keys(String prefix, @Nullable String after) {
        return keys(ListRequest.of(prefix).after(after == null ? null : ObjectKey.of(after)));
    }

    private StoredObject listed(String key) {
        return listAll(ListRequest.of(key)).stream()
                .filter(object -> object.key().value().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not listed: " + ObjectKey.escape(key)));
    }

    final StoredObject present(String key) {
        Presence presence = store().stat(ObjectKey.of(key));
        assertThat(presence).as("look at %s", ObjectKey.escape(key)).isInstanceOf(Presence.Present.class);
        return ((Presence.Present) presence).object();
    }

    private static @Nullable Instant toSeconds(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS); // HTTP headers carry no more
    }

    @Nested
    @DisplayName("A listing")
    class Listing {

        @Test
        void ofNothingIsOneLastEmptyPage() {
            ListPage page = store().list(ListRequest.of(""));
            assertThat(page.objects()).isEmpty();
            assertThat(page.isLast()).isTrue();
            assertThat(store().list(ListRequest.of("no-such-prefix/")).isLast()).isTrue();
        }

        @TestFactory
        @DisplayName("shows every key exactly once")
        Stream<DynamicTest> showsEveryKeyExactlyOnceWhateverThePageSize() {
            List<String> keys = IntStream.range(0, 12)
                    .mapToObj(i -> "page/%02d".formatted(i))
                    .toList();
            write(keys);
            return Stream.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 1000) // 12 is an exact multiple of several of them
                    .map(size -> DynamicTest.dynamicTest("by pages of " + size, () -> {
                        assertThat(keys(ListRequest.of("").maxKeys(size))).containsExactlyInAnyOrderElementsOf(keys);
                        assertThat(keys(ListRequest.of("page/").maxKeys(size)))
                                .containsExactlyInAnyOrderElementsOf(keys);
                    }));
        }

        @Test
        void asksAgainForAPageAndGetsItAgain() {
            write(List.of("again/1", "again/2", "again/3"));
            ListRequest second = Objects.requireNonNull(
                    store().list(ListRequest.of("again/").maxKeys(1)).next(), "no page after the first");
            List<String> once = keys(second);
            assertThat(keys(second)).as("a retried page").isEqualTo(once).hasSize(2);
        }

        @Test
        @DisplayName("is in the order of UTF-8 bytes (H31, H32)")
        void isInTheOrderOfUtf8Bytes() {
            assumeTrue(store().profile().listOrder() == ListOrder.UTF8, "the profile promises no order");
            List<String> keys = List.of(
                    "o/!",
                    "o/0",
                    "o/a",
                    "o/a!",
                    "o/a-b",
                    "o/a.b",
                    "o/a/b",
                    "o/a/c",
                    "o/a0",
                    "o/b",
                    "o/~",
                    "o/\u00e9",
                    "o/\u20ac",
                    "o/\uE000",
                    "o/\uFFFD",
                    "o/\uD83D\uDC26");
            if (!supportsKeyBesideItsFolder()) {
                keys = keys.stream().filter(key -> !key.equals("o/a")).toList();
            }
            write(keys);
            assertThat(keys(ListRequest.of("o/").maxKeys(1))).containsExactlyElementsOf(keys);
            assertThat(keys(ListRequest.of("o/"))).containsExactlyElementsOf(keys);
        }

        @Test
        void startsBeyondTheKeyItIsToStartAfter() {
            assumeTrue(supportsStartAfter(), "the store can't start after a key");
            write(List.of("after/a-b", "after/a/b", "after/a/c", "after/a0", "after/b"));
            assertThat(keys("", "after/a/b")).containsExactly("after/a/c", "after/a0", "after/b");
            assertThat(keys("", "after/a/bb"))
                    .as("a key that isn't there")
                    .containsExactly("after/a/c", "after/a0", "after/b");
            assertThat(keys("", "after/a/")).containsExactly("after/a/b", "after/a/c", "after/a0", "after/b");
            assertThat(keys("", "after/a-b")).containsExactly("after/a/b", "after/a/c", "after/a0", "after/b");
            assertThat(keys("", "after/b")).isEmpty();
            assertThat(keys("", "b")).isEmpty();
            assertThat(keys("", "a")).hasSize(5);
        }

        @Test
        void keepsToItsPrefix() {
            write(List.of("p/a", "p/b/c", "p-q", "p0", "q"));
            assertThat(keys("p/", null)).containsExactlyInAnyOrder("p/a", "p/b/c");
            assertThat(keys("p", null)).containsExactlyInAnyOrder("p-q", "p/a", "p/b/c", "p0");
            assertThat(keys("p/b/c", null)).as("a prefix that is a key").containsExactly("p/b/c");
            assertThat(keys("p/b", null)).as("a prefix that is a folder's name").containsExactly("p/b/c");
            assertThat(keys("p/b/c/", null)).isEmpty();
            assertThat(keys("P/", null)).isEmpty();
            if (store().profile().keyRules().emptySegments()) {
                assertThat(keys("/", null)).isEmpty();
            }
        }

        @Test
        void startsAfterAKeyBeforeInsideAndBeyondItsPrefix() {
            assumeTrue(supportsStartAfter(), "the store can't start after a key");
            write(List.of("r/a", "s/a", "s/b", "s/c/d", "t/a"));
            assertThat(keys("s/", "r/a")).containsExactly("s/a", "s/b", "s/c/d");
            assertThat(keys("s/", "s/a")).containsExactly("s/b", "s/c/d");
            assertThat(keys("s/", "s/bb")).containsExactly("s/c/d");
            assertThat(keys("s/", "s/c/d")).isEmpty();
            assertThat(keys("s/", "t")).isEmpty();
            assertThat(keys("s/b", "s/b"))
                    .as("a prefix that is itself the key to start after")
                    .isEmpty();
        }

        @Test
        @DisplayName("shows a key and what lies beneath it (H8)")
        void showsAKeyAndWhatLiesBeneathIt() {
            assumeTrue(supportsKeyBesideItsFolder(), "the store can't keep a key beside its folder");
            write(List.of("both", "both/beneath"));
            assertThat(keys("both", null)).containsExactlyInAnyOrder("both", "both/beneath");
            assertThat(present("both").key()).isEqualTo(ObjectKey.of("both"));
            assertThat(present("both/beneath").key()).isEqualTo(ObjectKey.of("both/beneath"));
        }

        @Test
        void agreesWithALook() {
            write("agree/empty", "");
            write("agree/five", "12345");
            for (String key : List.of("agree/empty", "agree/five")) {
                StoredObject inList = listed(key);
                StoredObject looked = present(key);
                assertThat(inList.key()).isEqualTo(looked.key());
                assertThat(inList.size()).isEqualTo(looked.size()).isEqualTo(key.endsWith("five") ? 5 : 0);
                assertThat(inList.etag()).isEqualTo(looked.etag());
                assertThat(toSeconds(inList.lastModified())).isEqualTo(toSeconds(looked.lastModified()));
            }
        }

        @Test
        void noLongerShowsWhatWasRemoved() {
            write(List.of("gone/1", "gone/2"));
            remove("gone/1");
            assertThat(keys("gone/", null)).containsExactly("gone/2");
        }
    }

    @Nested
    @DisplayName("A look")
    class Look {

        @Test
        void atNothingIsAbsent() {
            write("look/here", "x");
            for (String key : List.of("look/nothing", "nothing", "look", "look/her", "look/here2")) {
                assertThat(store().stat(ObjectKey.of(key)).kind()).as(key).isEqualTo(Presence.Kind.ABSENT);
            }
        }

        @Test
        void beneathAnObjectIsAbsent() {
            write("beneath", "x");
            assertThat(store().stat(ObjectKey.of("beneath/it")).kind()).isEqualTo(Presence.Kind.ABSENT);
        }

        @Test
        void atAnObjectDescribesIt() {
            write("look/described", "seven..");
            StoredObject object = present("look/described");
            assertThat(object.key()).isEqualTo(ObjectKey.of("look/described"));
            assertThat(object.size()).isEqualTo(7);
            assertThat(object.etag()).isNotBlank().doesNotContain("\"");
            assertThat(object.lastModified()).isNotNull();
            assertThat(object.isSameStateAs(present("look/described"))).isTrue();
        }

        @Test
        void isFresh() {
            write("fresh", "x");
            present("fresh");
            remove("fresh");
            assertThat(store().stat(ObjectKey.of("fresh")).kind()).isEqualTo(Presence.Kind.ABSENT);
            write("fresh", "xyz");
            assertThat(present("fresh").size()).isEqualTo(3);
        }

        @Test
        void atAnOverwrittenObjectShowsANewEtag() {
            write("overwritten", "before");
            StoredObject before = present("overwritten");
            write("overwritten", "and after");
            StoredObject after = present("overwritten");
            assertThat(after.etag()).isNotEqualTo(before.etag());
            assertThat(after.isSameStateAs(before)).isFalse();
        }

        @Test
        void atAnObjectOverwrittenInTheSameSizeShowsANewEtag() {
            assumeTrue(supportsEtagOfContent(), "the store's ETag isn't made of the content");
            write("same-size", "abc");
            StoredObject before = present("same-size");
            write("same-size", "xyz");
            assertThat(present("same-size").etag()).isNotEqualTo(before.etag());
        }
    }

    @Nested
    @DisplayName("A closer look")
    class Description {

        @Test
        void saysWhatALookSaysAndNoChecksumThatIsWrong() {
            write("described", "abc");
            Presence described = store().describe(ObjectKey.of("described"));
            assertThat(described).isInstanceOf(Presence.Present.class);
            Presence.Present present = (Presence.Present) described;
            assertThat(present.object()).isEqualTo(present("described"));
            Map<Checksum.Algorithm, String> right = Map.of(
                    Checksum.Algorithm.MD5, "900150983cd24fb0d6963f7d28e17f72",
                    Checksum.Algorithm.SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d",
                    Checksum.Algorithm.SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                    Checksum.Algorithm.CRC32, "352441c2",
                    Checksum.Algorithm.CRC32C, "364b3fb7",
                    Checksum.Algorithm.CRC64NVME, "05e5cabb3fc1faeb");
            assertThat(present.details().checksums())
                    .allSatisfy(sum -> assertThat(sum.hex()).isEqualTo(right.get(sum.algorithm())));
        }

        @Test
        void atNothingIsAbsent() {
            assertThat(store().describe(ObjectKey.of("nothing/here")).kind()).isEqualTo(Presence.Kind.ABSENT);
        }
    }

    @Nested
    @DisplayName("Reading")
    class Reading {

        private static final String TEXT = "0123456789";

        private StoredObject written(String key) {
            write(key, TEXT);
            return present(key);
        }

        private String read(StoredObject object, long offset, int length) {
            return new String(store().read(object, offset, length), StandardCharsets.UTF_8);
        }

        @BeforeEach
        void isPossible() {
            assumeTrue(supportsReading(), "the store gives no content");
        }

        @Test
        void givesExactlyThePartThatIsAskedFor() {
            StoredObject object = written("read/part");
            assertThat(read(object, 0, 10)).isEqualTo(TEXT);
            assertThat(read(object, 0, 1)).isEqualTo("0");
            assertThat(read(object, 3, 4)).isEqualTo("3456");
            assertThat(read(object, 9, 1)).isEqualTo("9");
        }

        @Test
        void givesAContentThatLooksLikeAnError() {
            String error = "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>";
            write("read/error", error);
            assertThat(read(present("read/error"), 0, error.length())).isEqualTo(error);
        }

        @Test
        void refusesAnObjectThatWasOverwritten() {
            StoredObject before = written("read/overwritten");
            write("read/overwritten", TEXT + TEXT);
            assertRefused(before, Doubt.INCOMPARABLE);
        }

        @Test
        void refusesAnObjectThatIsGone() {
            StoredObject before = written("read/gone");
            remove("read/gone");
            assertRefused(before, Doubt.INCOMPARABLE);
        }

        @Test
        void refusesAPartThatTheObjectHasNot() {
            StoredObject object = written("read/beyond");
            assertThatThrownBy(() -> store().read(object, 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        }

        @Test
        @DisplayName("leaves an interrupted thread interrupted and gives it nothing (H91)")
        void givesNothingToAnInterruptedThread() {
            StoredObject object = written("read/interrupted");
            try {
                Thread.currentThread().interrupt();
                assertRefused(object, Doubt.INTERRUPTED);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
        }

        private void assertRefused(StoredObject object, Doubt doubt) {
            assertThatThrownBy(() -> store().read(object, 0, 10))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.doubt()).isEqualTo(doubt));
        }
    }

    @Nested
    @DisplayName("Reading a store that gives no content")
    class NoReading {

        @Test
        void isRefusedInSoManyWords() {
            assumeFalse(supportsReading(), "the store gives content");
            write("read/not", "abc");
            assertThatThrownBy(() -> store().read(present("read/not"), 0, 3))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.doubt()).isEqualTo(Doubt.UNREADABLE));
        }
    }

    @Nested
    @DisplayName("A hostile key")
    class Keys {

        @TestFactory
        @DisplayName("comes back unchanged, or is refused")
        Stream<DynamicTest> comesBackUnchangedOrIsRefused() {
            return HostileKeys.byName().entrySet().stream()
                    .map(named -> DynamicTest.dynamicTest(named.getKey(), () -> roundTrip(named.getValue())));
        }

        private void roundTrip(String key) {
            ObjectKey asked = ObjectKey.of(key);
            if (store().profile().keyRules().problem(asked).isPresent()) {
                assertRefused(store().stat(asked));
                return;
            }
            assumeTrue(!key.endsWith("/") || supportsDirectoryMarkers(), "the store keeps no key that ends in a slash");
            assertThat(store().stat(asked)).isEqualTo(Presence.absent());
            try {
                write(key, "x");
                assertThat(present(key).key()).isEqualTo(asked);
                assertThat(keys("", null)).containsExactly(key);
                assertThat(keys(key, null)).as("listed by itself as a prefix").containsExactly(key);
            } finally {
                remove(key);
            }
            assertThat(store().stat(asked)).isEqualTo(Presence.absent());
        }

        private void assertRefused(Presence presence) {
            assertThat(presence).isInstanceOf(Presence.Unknown.class);
            Presence.Unknown unknown = (Presence.Unknown) presence;
            assertThat(unknown.doubt()).isEqualTo(Doubt.UNSUPPORTED_KEY);
            assertThat(unknown.detail()).doesNotContainPattern("\\p{Cntrl}");
        }

        @TestFactory
        @DisplayName("isn't taken for another (H34, H36, H38, H39, H44)")
        Stream<DynamicTest> isNotTakenForAnother() {
            return aliases()
                    .map(pair -> DynamicTest.dynamicTest(
                            ObjectKey.escape(pair.getKey()) + " for " + ObjectKey.escape(pair.getValue()),
                            () -> assertDistinct(pair)));
        }

        private void assertDistinct(Map.Entry<String, String> pair) {
            try {
                write(pair.getValue(), "x");
                assertThat(store().stat(ObjectKey.of(pair.getKey())).kind()).isNotEqualTo(Presence.Kind.PRESENT);
                present(pair.getValue());
            } finally {
                remove(pair.getValue());
            }
        }

        @Test
        void isListedWithAllTheOthers() {
            List<String> keys = HostileKeys.byName().values().stream()
                    .filter(key -> store().profile()
                            .keyRules()
                            .problem(ObjectKey.of(key))
                            .isEmpty())
                    .filter(key -> !key.endsWith("/") || supportsDirectoryMarkers())
                    .toList();
            write(keys);
            assertThat(keys(ListRequest.of("").maxKeys(3))).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    @Nested
    @DisplayName("The store")
    class Store {

        @Test
        @DisplayName("leaves an interrupted thread interrupted and proves nothing to it (H91)")
        void provesNothingToAnInterruptedThread() {
            write("interrupted", "x");
            try {
                Thread.currentThread().interrupt();
                Presence presence = store().stat(ObjectKey.of("interrupted"));
                assertThat(Thread.currentThread().isInterrupted())
                        .as("flag after a look")
                        .isTrue();
                assertThat(presence).isInstanceOf(Presence.Unknown.class);
                assertThat(((Presence.Unknown) presence).doubt()).isEqualTo(Doubt.INTERRUPTED);
                assertThatThrownBy(() -> store().list(ListRequest.of("")))
                        .isInstanceOfSatisfying(
                                StoreException.class, e -> assertThat(e.doubt()).isEqualTo(Doubt.INTERRUPTED));
                assertThat(Thread.currentThread().isInterrupted())
                        .as("flag after a listing")
                        .isTrue();
            } finally {
                Thread.interrupted();
            }
            present("interrupted");
        }

        @Test
        void canBeUsedByManyThreadsAtOnce() throws InterruptedException, ExecutionException {
            List<String> keys = IntStream.range(0, 20)
                    .mapToObj(i -> "many/%02d".formatted(i))
                    .toList();
            write(keys);
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                Callable<Boolean> use = () -> {
                    assertThat(keys(ListRequest.of("many/").maxKeys(7))).containsExactlyInAnyOrderElementsOf(keys);
                    keys.forEach(key -> assertThat(present(key).key().value()).isEqualTo(key));
                    assertThat(store().stat(ObjectKey.of("many/none"))).isEqualTo(Presence.absent());
                    return true;
                };
                for (Future<Boolean> done : threads.invokeAll(
                        IntStream.range(0, 16).mapToObj(i -> use).toList())) {
                    assertThat(done.get()).isTrue();
                }
            } finally {
                threads.shutdown();
            }
        }

        @Test
        void alwaysHasTheSameProfileWithoutSecrets() {
            assertThat(store().profile()).isEqualTo(store().profile());
            assertThat(store().profile().identity()).isNotBlank();
            for (String secret : secrets()) {
                assertThat(store().profile().identity()).as("identity").doesNotContain(secret);
                assertThat(String.valueOf(store())).as("toString").doesNotContain(secret);
            }
        }

        @Test
        void canBeClosedTwice() {
            ObjectStore closed = storeToClose();
            assertThatCode(closed::close).doesNotThrowAnyException();
            assertThatCode(closed::close).doesNotThrowAnyException();
        }
    }

    /** A store that a test may close; the default is for those whose {@link #store()} is new for each test. */
    protected ObjectStore storeToClose() {
        return store();
    }
}
