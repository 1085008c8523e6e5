package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.store.Content;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link WritableObjectStore} has to do beyond an {@link ObjectStoreContract}, as tests. What the backend lacks, an
 * ignored precondition for instance, is declared by the {@code supports…} methods and shows as skipped; a change that the store
 * calls applied must have happened all the same, and one that it doesn't call so mustn't.
 */
public abstract class WritableObjectStoreContract extends ObjectStoreContract {

    private static final byte[] CONTENT = "a content of 24 bytes...".getBytes(StandardCharsets.UTF_8);

    @Override
    protected abstract WritableObjectStore store();

    /** Reads an object's content by other means than the store under test. */
    protected abstract byte[] content(String key);

    /** Writes an object with metadata by other means than the store under test. */
    protected abstract void put(String key, byte[] content, Map<String, String> metadata);

    /** Reads an object's metadata by other means than the store under test. */
    protected abstract Map<String, String> metadata(String key);

    /** Begins a multipart upload by other means than the store under test; answers its id. */
    protected abstract String beginUpload(String key);

    /** A store that keeps versions, empty or with what earlier tests left; none if the backend has no versions. */
    protected Optional<WritableObjectStore> versionedStore() {
        return Optional.empty();
    }

    /** Whether an object is removed only if its ETag is the one given (H76). */
    protected boolean supportsConditionalRemoval() {
        return true;
    }

    /** Whether removing an object that isn't there, by its ETag, is told from removing it. */
    protected boolean supportsRemovalOfAbsentObjects() {
        return true;
    }

    /** Whether a copy is made only if the source's ETag is the one given. */
    protected boolean supportsConditionalCopies() {
        return true;
    }

    /** Whether a new object doesn't take the place of another. */
    protected boolean supportsConditionalCreation() {
        return true;
    }

    /** Whether a copy doesn't take the place of another object. */
    protected boolean supportsFreeCopyTargets() {
        return true;
    }

    /** Whether objects have tags (H79). */
    protected boolean supportsTags() {
        return true;
    }

    /** Whether a tag may have letters beyond ASCII, as with AWS. */
    protected boolean supportsTagsOfAnyLetter() {
        return true;
    }

    /** Whether unfinished uploads are listed, for any prefix. */
    protected boolean supportsUploads() {
        return true;
    }

    private static ObjectKey key(String key) {
        return ObjectKey.of(key);
    }

    private void assertAbsent(String key) {
        assertThat(store().stat(key(key)).kind()).as(ObjectKey.escape(key)).isEqualTo(Presence.Kind.ABSENT);
    }

    private static StoredObject withEtag(StoredObject object, String key, String etag) {
        return new StoredObject(key(key), object.size(), etag, object.lastModified(), object.storageClass());
    }

    private static void assertApplied(Written written) {
        assertThat(written.kind()).as(written.detail()).isEqualTo(Kind.APPLIED);
    }

    private static void assertNot(Kind expected, Written written) {
        assertThat(written.kind()).as(written.detail()).isEqualTo(expected);
        assertThat(written.detail())
                .as("a reason, with nothing in it that a log couldn't take (H98)")
                .isNotBlank()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Nested
    @DisplayName("Each of over 300 hostile keys")
    class EveryHostileKey {

        @TestFactory
        @DisplayName("makes the round trip exactly, or is refused and leaves nothing (H31 to H46)")
        Stream<DynamicTest> makesTheRoundTripOrIsRefused() {
            return HostileKeys.all().stream()
                    .filter(key -> !key.endsWith("/") || supportsDirectoryMarkers())
                    .map(key -> DynamicTest.dynamicTest("'" + ObjectKey.escape(key) + "'", () -> roundTrip(key(key))));
        }

        private void roundTrip(ObjectKey key) {
            byte[] content =
                    key.value().endsWith("/") ? new byte[0] : CONTENT; // nobody keeps that of a directory marker
            Written created = store().create(key, content);
            List<ObjectKey> listed = store().list(ListRequest.of("")).objects().stream()
                    .map(StoredObject::key)
                    .toList();
            if (!created.isApplied()) {
                assertNot(Kind.REFUSED, created);
                assertThat(listed).as("what a refused key left").isEmpty();
                return;
            }
            try {
                assertThat(listed).containsExactly(key);
                assertThat(present(key.value()).size()).isEqualTo(content.length);
            } finally {
                assertApplied(store().unsafeRemove(key));
            }
            assertAbsent(key.value());
        }
    }

    @Nested
    @DisplayName("Creating")
    class Creating {

        @Test
        void writesTheObject() {
            removeAfterwards("create/new");
            Written written = store().create(key("create/new"), CONTENT);
            assertApplied(written);
            assertThat(content("create/new")).isEqualTo(CONTENT);
            assertThat(present("create/new").etag()).isEqualTo(written.etag());
        }

        @Test
        void writesAnEmptyObject() {
            removeAfterwards("create/empty");
            assertApplied(store().create(key("create/empty"), new byte[0]));
            assertThat(present("create/empty").size()).isZero();
        }

        @Test
        void leavesWhatIsThere() {
            assumeTrue(supportsConditionalCreation(), "the store creates over what is there");
            write("create/taken", "before");
            StoredObject before = present("create/taken");
            assertNot(Kind.CONFLICT, store().create(key("create/taken"), CONTENT));
            assertThat(present("create/taken")).isEqualTo(before);
        }
    }

    @Nested
    @DisplayName("Putting")
    class Putting {

        private NewObject object(String key, Content content, Map<String, String> metadata) {
            return new NewObject(key(key), content, "text/plain", metadata);
        }

        @Test
        void writesContentAndMetadata() {
            Map<String, String> given = Map.of("owner", "somebody", "note", "a b+c%20=;");
            removeAfterwards("put/new");
            Written written = store().put(object("put/new", Content.of(CONTENT), given));
            assertApplied(written);
            assertThat(content("put/new")).isEqualTo(CONTENT);
            assertThat(metadata("put/new")).isEqualTo(given);
            assertThat(present("put/new").etag()).isEqualTo(written.etag());
        }

        @Test
        void writesAnEmptyObject() {
            removeAfterwards("put/empty");
            assertApplied(store().put(object("put/empty", Content.of(new byte[0]), Map.of())));
            assertThat(present("put/empty").size()).isZero();
        }

        @Test
        void readsTheSourceAsOftenAsItTakes() {
            byte[] large = new byte[3 << 20];
            new Random(7).nextBytes(large);
            removeAfterwards("put/large");
            AtomicInteger opened = new AtomicInteger();
            Content content = Content.of(
                    () -> {
                        opened.incrementAndGet();
                        return new ByteArrayInputStream(large);
                    },
                    large.length,
                    Content.of(large).sha256());
            assertApplied(store().put(object("put/large", content, Map.of())));
            assertThat(content("put/large")).isEqualTo(large);
            assertThat(opened).as("openings of the source").hasPositiveValue();
        }

        @Test
        void leavesWhatIsThere() {
            assumeTrue(supportsConditionalCreation(), "the store creates over what is there");
            write("put/taken", "before");
            StoredObject before = present("put/taken");
            assertNot(Kind.CONFLICT, store().put(object("put/taken", Content.of(CONTENT), Map.of())));
            assertThat(present("put/taken")).isEqualTo(before);
        }

        @Test
        @DisplayName("refuses content that isn't what it declares to be, and leaves nothing")
        void refusesOtherContent() {
            Content other = Content.of(
                    () -> new ByteArrayInputStream(CONTENT),
                    CONTENT.length,
                    Content.of(new byte[CONTENT.length]).sha256());
            assertNot(Kind.REFUSED, store().put(object("put/other", other, Map.of())));
            assertAbsent("put/other");
        }

        @Test
        void refusesContentOfAnotherSize() {
            Content shorter = Content.of(
                    () -> new ByteArrayInputStream(CONTENT),
                    CONTENT.length + 1,
                    Content.of(CONTENT).sha256());
            assertNot(Kind.REFUSED, store().put(object("put/shorter", shorter, Map.of())));
            assertAbsent("put/shorter");
        }

        @Test
        void refusesContentThatCannotBeRead() {
            Content unreadable = Content.of(
                    () -> {
                        throw new IOException("the disk is gone");
                    },
                    1,
                    Content.of(new byte[1]).sha256());
            assertNot(Kind.REFUSED, store().put(object("put/unreadable", unreadable, Map.of())));
            assertAbsent("put/unreadable");
        }
    }

    @Nested
    @DisplayName("Copying")
    class Copying {

        @Test
        @DisplayName("keeps content and metadata, and leaves the source (H78)")
        void keepsContentAndMetadata() {
            Map<String, String> metadata = Map.of("owner", "somebody", "note", "a b+c%20=;");
            removeAfterwards("copy/from");
            removeAfterwards("copy/to");
            put("copy/from", CONTENT, metadata);
            StoredObject source = present("copy/from");
            Written copied = store().copy(source, key("copy/to"));
            assertApplied(copied);
            assertThat(content("copy/to")).isEqualTo(CONTENT);
            assertThat(metadata("copy/to")).isEqualTo(metadata);
            assertThat(present("copy/to").etag()).isEqualTo(copied.etag());
            assertThat(present("copy/from")).isEqualTo(source);
        }

        @Test
        void keepsTags() {
            assumeTrue(supportsTags(), "the store has no tags");
            Map<String, String> tags = Map.of("state", "new", "a b", "c=d+e:f/g@h");
            write("copy/tagged", "x");
            removeAfterwards("copy/tagged-too");
            assertApplied(store().tag(key("copy/tagged"), tags));
            assertApplied(store().copy(present("copy/tagged"), key("copy/tagged-too")));
            assertThat(store().tags(key("copy/tagged-too"))).isEqualTo(Tags.of(tags));
        }

        @Test
        void worksForAnEmptyObject() {
            write("copy/empty", "");
            removeAfterwards("copy/empty-too");
            assertApplied(store().copy(present("copy/empty"), key("copy/empty-too")));
            assertThat(present("copy/empty-too").size()).isZero();
        }

        @Test
        void thereAndBackIsByteForByteTheSame() {
            byte[] everyByte = new byte[256];
            for (int i = 0; i < everyByte.length; i++) {
                everyByte[i] = (byte) i;
            }
            removeAfterwards("copy/there");
            removeAfterwards("copy/kept");
            put("copy/there", everyByte);
            assertApplied(store().copy(present("copy/there"), key("copy/kept")));
            remove("copy/there");
            assertApplied(store().copy(present("copy/kept"), key("copy/there")));
            assertThat(content("copy/there")).isEqualTo(everyByte);
        }

        @Test
        void isOnlyOfTheObjectThatWasSeen() {
            assumeTrue(supportsConditionalCopies(), "the store copies whatever is there");
            write("copy/changed", "before");
            StoredObject seen = present("copy/changed");
            write("copy/changed", "afterwards");
            removeAfterwards("copy/of-changed");
            assertNot(Kind.CONFLICT, store().copy(seen, key("copy/of-changed")));
            assertAbsent("copy/of-changed");
        }

        @Test
        void ofNothingIsAbsent() {
            write("copy/gone", "x");
            StoredObject seen = present("copy/gone");
            remove("copy/gone");
            removeAfterwards("copy/of-gone");
            assertNot(Kind.ABSENT, store().copy(seen, key("copy/of-gone")));
            assertAbsent("copy/of-gone");
        }

        @Test
        void isOnlyToAFreeKey() {
            assumeTrue(supportsFreeCopyTargets(), "the store copies over what is there");
            write("copy/source", "source");
            write("copy/taken", "taken");
            StoredObject before = present("copy/taken");
            assertNot(Kind.CONFLICT, store().copy(present("copy/source"), key("copy/taken")));
            assertThat(present("copy/taken")).isEqualTo(before);
        }

        @Test
        void withoutAnEtagIsRefused() {
            write("copy/no-etag", "x");
            removeAfterwards("copy/of-no-etag");
            StoredObject seen = present("copy/no-etag");
            StoredObject unknown = new StoredObject(seen.key(), seen.size(), null, seen.lastModified(), null);
            assertNot(Kind.REFUSED, store().copy(unknown, key("copy/of-no-etag")));
            assertAbsent("copy/of-no-etag");
        }
    }

    @Nested
    @DisplayName("Removing")
    class Removing {

        @Test
        void takesTheObjectThatWasSeen() {
            write("remove/seen", "x");
            assertApplied(store().remove(present("remove/seen")));
            assertAbsent("remove/seen");
        }

        @Test
        @DisplayName("leaves an object that was uploaded again (H75, H76)")
        void leavesAnObjectThatWasUploadedAgain() {
            assumeTrue(supportsConditionalRemoval(), "the store removes whatever is there");
            write("remove/again", "before");
            StoredObject seen = present("remove/again");
            write("remove/again", "afterwards");
            StoredObject again = present("remove/again");
            assertNot(Kind.CONFLICT, store().remove(seen));
            assertThat(present("remove/again")).isEqualTo(again);
        }

        @Test
        void ofNothingIsAbsent() {
            assumeTrue(supportsRemovalOfAbsentObjects(), "the store says the same as if there had been one");
            write("remove/gone", "x");
            StoredObject seen = present("remove/gone");
            remove("remove/gone");
            assertNot(Kind.ABSENT, store().remove(seen));
        }

        @Test
        void withoutAnEtagIsRefused() {
            write("remove/no-etag", "x");
            StoredObject seen = present("remove/no-etag");
            assertNot(
                    Kind.REFUSED,
                    store().remove(new StoredObject(seen.key(), seen.size(), null, seen.lastModified(), null)));
            assertThat(present("remove/no-etag")).isEqualTo(seen);
        }

        @Test
        void unsafelyTakesWhateverIsThere() {
            write("remove/unsafe", "x");
            write("remove/unsafe-not", "x");
            assertApplied(store().unsafeRemove(key("remove/unsafe")));
            assertAbsent("remove/unsafe");
            present("remove/unsafe-not");
        }
    }

    @Nested
    @DisplayName("Tags")
    class Tagged {

        @Test
        void areReplacedAndChangeNothingElse() {
            assumeTrue(supportsTags(), "the store has no tags");
            write("tags/object", "content");
            StoredObject before = present("tags/object");
            assertThat(store().tags(before.key())).isEqualTo(Tags.of(Map.of()));
            assertApplied(store().tag(before.key(), Map.of("one", "1", "two", "2")));
            Map<String, String> others = Map.of("two", "a b+c", supportsTagsOfAnyLetter() ? "\u00e9" : "e", "");
            assertApplied(store().tag(before.key(), others));
            assertThat(store().tags(before.key())).isEqualTo(Tags.of(others));
            assertThat(present("tags/object")).isEqualTo(before);
            assertThat(content("tags/object")).isEqualTo("content".getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void ofNothingAreUnknown() {
            assumeTrue(supportsTags(), "the store has no tags");
            assertThat(store().tags(key("tags/none")).known()).isEmpty();
            assertNot(Kind.ABSENT, store().tag(key("tags/none"), Map.of("one", "1")));
            assertAbsent("tags/none");
        }

        @Test
        @DisplayName("are unknown and refused where the store has none (H79)")
        void areUnknownWhereTheStoreHasNone() {
            assumeTrue(!supportsTags(), "the store has tags");
            write("tags/object", "content");
            assertThat(store().tags(key("tags/object")).known()).isEmpty();
            assertThat(store().tag(key("tags/object"), Map.of("one", "1")).isApplied())
                    .isFalse();
        }
    }

    @Nested
    @DisplayName("In a versioned bucket")
    class Versions {

        private WritableObjectStore versioned() {
            Optional<WritableObjectStore> versioned = versionedStore();
            assumeTrue(versioned.isPresent(), "the store has no versions");
            return versioned.get();
        }

        private StoredObject created(String key) {
            assertApplied(versioned().create(key(key), CONTENT));
            return seen(key);
        }

        private StoredObject seen(String key) {
            Presence presence = versioned().stat(key(key));
            assertThat(presence).isInstanceOf(Presence.Present.class);
            return ((Presence.Present) presence).object();
        }

        private String marker(Written removed) {
            assertApplied(removed);
            return Objects.requireNonNull(removed.version(), "a removal in a versioned bucket tells its marker");
        }

        @Test
        void itsStateIsTold() {
            assertThat(versioned().versioning()).isEqualTo(Versioning.ENABLED);
            assertThat(store().versioning()).isNotEqualTo(Versioning.ENABLED);
        }

        @Test
        @DisplayName("a removal leaves a marker, and taking that away brings the object back (H14, H15)")
        void takingTheMarkerAwayBringsTheObjectBack() {
            StoredObject object = created("versions/back");
            String marker = marker(versioned().remove(object));
            assertThat(versioned().stat(object.key()).kind()).isEqualTo(Presence.Kind.ABSENT);
            assertApplied(versioned().removeMarker(object.key(), marker));
            assertThat(seen("versions/back")).isEqualTo(object);
        }

        @Test
        void onlyTheLatestMarkerIsTakenAway() {
            StoredObject object = created("versions/older");
            String older = marker(versioned().unsafeRemove(object.key()));
            String newer = marker(versioned().unsafeRemove(object.key()));
            assumeTrue(!newer.equals(older), "the store puts no marker on top of a marker");
            assertNot(Kind.CONFLICT, versioned().removeMarker(object.key(), older));
            assertApplied(versioned().removeMarker(object.key(), newer));
            assertThat(versioned().stat(object.key()).kind())
                    .as("the older marker is the latest now")
                    .isEqualTo(Presence.Kind.ABSENT);
        }

        @Test
        void aMarkerUnderANewObjectStays() {
            StoredObject object = created("versions/new");
            String marker = marker(versioned().remove(object));
            StoredObject newer = created("versions/new");
            assertNot(Kind.CONFLICT, versioned().removeMarker(object.key(), marker));
            assertThat(seen("versions/new")).isEqualTo(newer);
        }

        @Test
        void noVersionOfAnObjectIsEverTakenAway() {
            removeAfterwards("versions/object");
            Written created = versioned().create(key("versions/object"), CONTENT);
            String version = Objects.requireNonNull(created.version(), "a version");
            StoredObject object = seen("versions/object");
            assertNot(Kind.CONFLICT, versioned().removeMarker(object.key(), version));
            assertThat(seen("versions/object")).isEqualTo(object);
            marker(versioned().remove(object));
            assertNot(Kind.CONFLICT, versioned().removeMarker(object.key(), version));
        }

        @Test
        void aMarkerOfNothingIsNotTakenAway() {
            StoredObject object = created("versions/other");
            String marker = marker(versioned().remove(object));
            assertThat(versioned().removeMarker(key("versions/never"), marker).isApplied())
                    .isFalse();
        }
    }

    @Nested
    @DisplayName("Unfinished uploads")
    class Uploads {

        private List<Upload> listed(UploadRequest first) {
            List<Upload> all = new ArrayList<>();
            UploadRequest request = first;
            int pages = 0;
            while (request != null) {
                UploadPage page = store().uploads(request);
                assertThat(page.uploads()).hasSizeLessThanOrEqualTo(request.maxUploads());
                all.addAll(page.uploads());
                request = page.next();
                assertThat(++pages).as("pages: the listing has to end").isLessThan(1000);
            }
            return all;
        }

        private void abortAll() {
            listed(UploadRequest.of("")).forEach(upload -> assertApplied(store().abort(upload)));
        }

        @TestFactory
        @DisplayName("are listed exactly once")
        Stream<DynamicTest> areListedExactlyOnce() {
            assumeTrue(supportsUploads(), "the store doesn't list uploads");
            return Stream.of(1, 2, 3, 7, 1000)
                    .map(size -> DynamicTest.dynamicTest("by pages of " + size, () -> listedExactlyOnce(size)));
        }

        private void listedExactlyOnce(int size) {
            try {
                List<String> begun = new ArrayList<>();
                for (String key : List.of("up/a", "up/a", "up/a", "up/b c+d", "up/caf\u00e9", "up/e/f", "up/e/g")) {
                    begun.add(beginUpload(key) + " of " + key);
                }
                beginUpload("upper");
                assertThat(listed(UploadRequest.of("up/").maxUploads(size)))
                        .extracting(
                                upload -> upload.id() + " of " + upload.key().value())
                        .containsExactlyInAnyOrderElementsOf(begun);
                assertThat(listed(UploadRequest.of("").maxUploads(size))).hasSize(8);
            } finally {
                abortAll();
            }
        }

        @Test
        void areNoObjects() {
            assumeTrue(supportsUploads(), "the store doesn't list uploads");
            try {
                beginUpload("up/no-object");
                assertAbsent("up/no-object");
            } finally {
                abortAll();
            }
        }

        @Test
        void areAbortedOnce() {
            assumeTrue(supportsUploads(), "the store doesn't list uploads");
            String id = beginUpload("up/aborted");
            String other = beginUpload("up/aborted");
            try {
                Upload upload = new Upload(key("up/aborted"), id, null);
                assertApplied(store().abort(upload));
                assertThat(listed(UploadRequest.of("")))
                        .singleElement()
                        .satisfies(left -> assertThat(left.id()).isEqualTo(other));
                assertNot(Kind.ABSENT, store().abort(upload));
            } finally {
                abortAll();
            }
        }
    }

    @Nested
    @DisplayName("A hostile key")
    class HostileKey {

        @TestFactory
        @DisplayName("is created, copied both ways and removed as itself, or refused (H38 to H41)")
        Stream<DynamicTest> isChangedAsItselfOrRefused() {
            return HostileKeys.byName().entrySet().stream()
                    .map(named -> DynamicTest.dynamicTest(named.getKey(), () -> changed(named.getValue())));
        }

        private void changed(String key) {
            ObjectKey asked = key(key);
            if (store().profile().keyRules().problem(asked).isPresent()) {
                assertRefused(asked);
                return;
            }
            assumeTrue(!key.endsWith("/") || supportsDirectoryMarkers(), "the store keeps no key that ends in a slash");
            removeAfterwards(key);
            removeAfterwards("hostile/kept");
            try {
                assertApplied(store().create(asked, CONTENT));
                StoredObject object = present(key);
                assumeTrue(!key.endsWith("/") || object.etag() != null, "the store gives directory markers no ETag");
                assertApplied(store().copy(object, key("hostile/kept")));
                assertApplied(store().remove(object));
                assertAbsent(key);
                assertApplied(store().copy(present("hostile/kept"), asked));
                assertThat(content(key)).isEqualTo(CONTENT);
                assertApplied(store().unsafeRemove(asked));
                assertAbsent(key);
            } finally {
                remove(key);
                remove("hostile/kept");
            }
        }

        private void assertRefused(ObjectKey asked) {
            write("hostile/plain", "x");
            StoredObject plain = present("hostile/plain");
            StoredObject claimed = withEtag(plain, asked.value(), Objects.requireNonNull(plain.etag()));
            assertNot(Kind.REFUSED, store().create(asked, CONTENT));
            assertNot(Kind.REFUSED, store().copy(plain, asked));
            assertNot(Kind.REFUSED, store().copy(claimed, key("hostile/of-refused")));
            assertNot(Kind.REFUSED, store().remove(claimed));
            assertNot(Kind.REFUSED, store().unsafeRemove(asked));
            assertNot(Kind.REFUSED, store().removeMarker(asked, "v"));
            assertNot(Kind.REFUSED, store().tag(asked, Map.of("one", "1")));
            assertNot(Kind.REFUSED, store().abort(new Upload(asked, "u", null)));
            assertThat(store().tags(asked).known()).isEmpty();
            assertAbsent("hostile/of-refused");
            assertThat(present("hostile/plain")).isEqualTo(plain);
        }

        @TestFactory
        @DisplayName("isn't removed for another (H34, H36, H38, H39, H44)")
        Stream<DynamicTest> isNotRemovedForAnother() {
            return aliases()
                    .map(pair -> DynamicTest.dynamicTest(
                            ObjectKey.escape(pair.getKey()) + " for " + ObjectKey.escape(pair.getValue()),
                            () -> assertDistinct(pair.getKey(), pair.getValue())));
        }

        private void assertDistinct(String alias, String key) {
            removeAfterwards("alias/copy");
            try {
                write(key, "x");
                StoredObject object = present(key);
                StoredObject claimed = withEtag(object, alias, Objects.requireNonNull(object.etag()));
                assertThat(store().copy(claimed, key("alias/copy")).isApplied()).isFalse();
                store().remove(claimed);
                store().unsafeRemove(key(alias));
                assertThat(present(key)).isEqualTo(object);
            } finally {
                remove(key);
            }
        }
    }

    @Nested
    @DisplayName("An interrupted thread")
    class Interrupted {

        @Test
        @DisplayName("changes nothing and stays interrupted (H91)")
        void changesNothingAndStaysInterrupted() {
            write("interrupted/object", "x");
            StoredObject object = present("interrupted/object");
            ObjectKey other = key("interrupted/other");
            Thread.currentThread().interrupt();
            try {
                for (Written written : List.of(
                        store().create(other, CONTENT),
                        store().copy(object, other),
                        store().remove(object),
                        store().unsafeRemove(object.key()),
                        store().removeMarker(object.key(), "v"),
                        store().tag(object.key(), Map.of("one", "1")),
                        store().abort(new Upload(object.key(), "u", null)))) {
                    assertNot(Kind.UNKNOWN, written);
                }
                assertThat(store().versioning()).isNotEqualTo(Versioning.ENABLED);
                assertThat(store().tags(object.key()).known()).isEmpty();
                assertThatThrownBy(() -> store().uploads(UploadRequest.of("")))
                        .isInstanceOfSatisfying(
                                StoreException.class, e -> assertThat(e.doubt()).isEqualTo(Doubt.INTERRUPTED));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
            assertThat(present("interrupted/object")).isEqualTo(object);
            assertAbsent(other.value());
        }
    }
}
