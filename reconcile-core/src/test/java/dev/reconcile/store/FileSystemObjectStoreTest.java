package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemObjectStoreTest {

    @TempDir
    private Path temporary;

    private Path root;
    private FileSystemObjectStore store;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temporary.resolve("bucket"));
        store = FileSystemObjectStore.of(root);
    }

    private void write(String key) throws IOException {
        Path file = root.resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, key);
    }

    private List<ObjectKey> list(ListRequest first) {
        List<ObjectKey> keys = new ArrayList<>();
        for (ListRequest next = first; next != null; ) {
            ListPage page = store.list(next);
            page.objects().forEach(object -> keys.add(object.key()));
            next = page.next();
        }
        return keys;
    }

    private void assertUnknown(String key, Doubt doubt) {
        assertThat(store.stat(ObjectKey.of(key)))
                .asInstanceOf(InstanceOfAssertFactories.type(Presence.Unknown.class))
                .extracting(Presence.Unknown::doubt)
                .isEqualTo(doubt);
    }

    private void assertListingFails(Doubt doubt) {
        assertThatThrownBy(() -> store.list(ListRequest.of("")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.doubt()).isEqualTo(doubt));
    }

    @Test
    @DisplayName("Any tree is listed in the order of its keys, from any place and under any prefix (H31)")
    void anyTreeIsListedInTheOrderOfItsKeys() throws IOException {
        Random random = new Random(7);
        TreeSet<ObjectKey> keys = new TreeSet<>();
        Set<String> folders = new HashSet<>();
        while (keys.size() < 150) {
            String key = randomKey(random);
            boolean clashes =
                    folders.contains(key) || keys.stream().anyMatch(each -> key.startsWith(each.value() + "/"));
            if (!clashes) {
                write(key);
                keys.add(ObjectKey.of(key));
                for (int slash = key.indexOf('/'); slash > 0; slash = key.indexOf('/', slash + 1)) {
                    folders.add(key.substring(0, slash));
                }
            }
        }
        assertThat(list(ListRequest.of("").maxKeys(7))).containsExactlyElementsOf(keys);
        for (int i = 0; i < 300; i++) {
            ObjectKey after = ObjectKey.of(randomKey(random));
            String prefix = randomPrefix(random);
            List<ObjectKey> expected = keys.tailSet(after, false).stream()
                    .filter(key -> key.value().startsWith(prefix))
                    .toList();
            assertThat(list(ListRequest.of(prefix).after(after).maxKeys(1 + random.nextInt(4))))
                    .as("under '%s' after '%s'", prefix, after)
                    .containsExactlyElementsOf(expected);
        }
    }

    private static String randomPrefix(Random random) {
        String key = randomKey(random);
        return key.substring(0, key.offsetByCodePoints(0, random.nextInt(1 + key.codePointCount(0, key.length()))));
    }

    private static String randomKey(Random random) {
        String[] names = {"a", "a-", "a0", "a.b", "A", "b", "\u00e9", "\uE000", "\uFFFD", "\uD83D\uDC26", "-", "~"};
        StringBuilder key = new StringBuilder(names[random.nextInt(names.length)]);
        for (int depth = random.nextInt(4); depth > 0; depth--) {
            key.append('/').append(names[random.nextInt(names.length)]);
        }
        return key.toString();
    }

    @Test
    void listingWhoseWalkIsForgottenGoesOnAfterItsKey() throws IOException {
        for (String key : List.of("a", "b/c", "b/d", "e")) {
            write(key);
        }
        ListRequest next = store.list(ListRequest.of("").maxKeys(2)).next();
        store.close();
        assertThat(list(next)).extracting(ObjectKey::value).containsExactly("b/d", "e");
        for (int i = 0; i < 200; i++) { // more walks than are kept
            store.list(ListRequest.of("").maxKeys(1));
        }
        assertThat(list(next)).extracting(ObjectKey::value).containsExactly("b/d", "e");
    }

    @Test
    void fileDeletedBetweenPagesIsNotListed() throws IOException {
        for (String key : List.of("a", "b", "c/d", "e")) {
            write(key);
        }
        ListRequest next = store.list(ListRequest.of("").maxKeys(1)).next();
        Files.delete(root.resolve("c/d"));
        Files.delete(root.resolve("c"));
        assertThat(list(next)).extracting(ObjectKey::value).containsExactly("b", "e");
    }

    @Test
    @DisplayName("Links are neither followed nor listed, and a look through one proves nothing (H105)")
    void linksAreNotFollowed() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret"), "outside");
        write("real/file");
        Files.createSymbolicLink(root.resolve("file-link"), secret);
        Files.createSymbolicLink(root.resolve("folder-link"), temporary);
        Files.createSymbolicLink(root.resolve("inner-link"), root.resolve("real"));
        Files.createSymbolicLink(root.resolve("dangling"), temporary.resolve("nowhere"));
        assertThat(list(ListRequest.of(""))).extracting(ObjectKey::value).containsExactly("real/file");
        assertThat(list(ListRequest.of("folder-link/"))).isEmpty();
        for (String key : List.of(
                "file-link",
                "folder-link",
                "folder-link/secret",
                "folder-link/nothing",
                "inner-link/file",
                "dangling",
                "dangling/x",
                "../secret",
                "real/../../secret")) {
            assertUnknown(key, Doubt.UNSUPPORTED_KEY);
        }
    }

    @Test
    void rootMayItselfBeALink() throws IOException {
        write("a");
        Path link = Files.createSymbolicLink(temporary.resolve("link"), root);
        try (FileSystemObjectStore linked = FileSystemObjectStore.of(link)) {
            assertThat(linked.stat(ObjectKey.of("a")).kind()).isEqualTo(Presence.Kind.PRESENT);
            assertThat(linked.profile()).isEqualTo(store.profile());
        }
    }

    @Test
    @DisplayName("A root that vanished is the wrong endpoint and no empty bucket (H1, H7)")
    void vanishedRootIsTheWrongEndpoint() throws IOException {
        write("a");
        Files.move(root, temporary.resolve("moved"));
        assertListingFails(Doubt.WRONG_ENDPOINT);
        assertUnknown("a", Doubt.WRONG_ENDPOINT);
        assertUnknown("b/c", Doubt.WRONG_ENDPOINT);
    }

    @Test
    @DisplayName("Another directory in the root's place is the wrong endpoint, as an unmounted volume's is (H7)")
    void replacedRootIsTheWrongEndpoint() throws IOException {
        write("a");
        Files.move(root, temporary.resolve("moved"));
        Files.createDirectory(root);
        assertListingFails(Doubt.WRONG_ENDPOINT);
        assertUnknown("a", Doubt.WRONG_ENDPOINT);
    }

    @Test
    void unreadableFolderFailsTheListing() throws IOException {
        write("folder/a");
        Path folder = root.resolve("folder");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(folder), "this user may read everything");
        try {
            assertListingFails(Doubt.FORBIDDEN);
            assertUnknown("folder/a", Doubt.FORBIDDEN);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void foldersAreNoObjects() throws IOException {
        write("folder/a");
        Files.createDirectory(root.resolve("empty"));
        assertThat(list(ListRequest.of(""))).extracting(ObjectKey::value).containsExactly("folder/a");
        assertThat(store.stat(ObjectKey.of("folder"))).isEqualTo(Presence.absent());
        assertUnknown("folder/", Doubt.UNSUPPORTED_KEY);
        assertThat(store.stat(ObjectKey.of("folder/a/b/c")))
                .as("beneath a file")
                .isEqualTo(Presence.absent());
    }

    @Test
    void keyThatIsNoFileNameIsUnsupported() {
        assertUnknown("nul\u0000", Doubt.UNSUPPORTED_KEY);
    }

    @Test
    void directoryThatIsNotThereCannotBeOpened() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        for (Path none : List.of(temporary.resolve("none"), file)) {
            assertThatThrownBy(() -> FileSystemObjectStore.of(none))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(none.toString());
        }
    }
}
