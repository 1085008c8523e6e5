package dev.reconcile.upload;

import dev.reconcile.disk.Disk;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a spool. An entry is there if and only if its manifest is: the content is durable before the manifest is written, and removed
 * after the manifest's removal is durable. So a process that is killed at any instruction leaves whole entries, and contents without a
 * manifest, which nobody was ever told of.
 */
final class SpoolFiles {

    private static final String MANIFEST = ".json";
    private static final String CONTENT = ".content";

    private final Path entries;
    private final Path conflicts;
    private final Path damaged;
    private final Path unreferenced;

    private SpoolFiles(Path directory) {
        this.entries = directory.resolve("entries");
        this.conflicts = directory.resolve("conflicts");
        this.damaged = directory.resolve("damaged");
        this.unreferenced = directory.resolve("unreferenced");
    }

    static SpoolFiles in(Path directory) throws IOException {
        SpoolFiles files = new SpoolFiles(directory);
        for (Path each : List.of(directory, files.entries, files.conflicts, files.damaged, files.unreferenced)) {
            Disk.makeDirectory(each);
        }
        return files;
    }

    /** What a look at all entries found. */
    record Found(List<SpoolEntry> whole, List<String> damaged) {}

    /** Reads every manifest, sets the damaged aside, and removes what was never an entry. Only for who has the lock. */
    Found read() throws IOException {
        List<SpoolEntry> whole = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (Path manifest : named(entries, MANIFEST)) {
            String name = withoutEnd(manifest, MANIFEST);
            try {
                SpoolEntry entry = entry(name, manifest);
                if (!wasBeingSetAside(name)) {
                    whole.add(entry);
                }
            } catch (IOException e) {
                setAside(name, damaged);
                broken.add(ObjectKey.escape(name));
            }
        }
        for (Path content : named(entries, CONTENT)) {
            if (!Files.exists(entries.resolve(withoutEnd(content, CONTENT) + MANIFEST))) {
                Files.delete(content);
            }
        }
        for (Path unfinished : named(entries, ".tmp")) {
            Files.delete(unfinished);
        }
        return new Found(whole, broken);
    }

    /** Goes on where a process was killed that had moved the content, and not yet the manifest. */
    private boolean wasBeingSetAside(String name) throws IOException {
        for (Path place : List.of(conflicts, damaged, unreferenced)) {
            if (Files.exists(place.resolve(name + CONTENT)) && !Files.exists(entries.resolve(name + CONTENT))) {
                setAside(name, place);
                return true;
            }
        }
        return false;
    }

    private SpoolEntry entry(String name, Path manifest) throws IOException {
        String text;
        try {
            text = Files.readString(manifest);
        } catch (MalformedInputException e) {
            throw new IOException("it is no text", e);
        }
        SpoolEntry entry = Manifest.entry(text, source(name));
        if (!entry.name().equals(name)) {
            throw new IOException("it is another entry's");
        }
        return entry;
    }

    private static List<Path> named(Path directory, String end) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(end))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    private static String withoutEnd(Path file, String end) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - end.length());
    }

    /** Where an entry's content is read. */
    Content.Source source(String name) {
        return () -> Files.newInputStream(entries.resolve(name + CONTENT));
    }

    /** Makes an entry durable. If that fails nothing of it stays. */
    void write(SpoolEntry entry, Content content) throws IOException {
        Path fresh = entries.resolve(entry.name() + CONTENT + ".tmp");
        Path whole = entries.resolve(entry.name() + CONTENT);
        boolean done = false;
        try {
            Disk.makeUnsyncedFile(fresh);
            try (InputStream in = content.open();
                    FileOutputStream out =
                            new FileOutputStream(fresh.toFile())) { // an interrupt closes no such stream (H91)
                copy(in, out);
                out.getFD().sync();
            }
            Disk.moveIntoPlace(fresh, whole);
            writeManifest(entry);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(fresh);
                Files.deleteIfExists(entries.resolve(entry.name() + MANIFEST));
                Files.deleteIfExists(whole);
            }
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
    }

    /** Replaces the manifest, if there is one: afterwards the one or the other is there. */
    void writeManifest(SpoolEntry entry) throws IOException {
        Disk.replace(entries.resolve(entry.name() + MANIFEST), Manifest.text(entry));
    }

    void remove(SpoolEntry entry) throws IOException {
        Files.deleteIfExists(entries.resolve(entry.name() + MANIFEST));
        Disk.sync(entries);
        Files.deleteIfExists(entries.resolve(entry.name() + CONTENT));
    }

    /** Whether the entry's content is there at all. */
    boolean hasContent(SpoolEntry entry) {
        return Files.isRegularFile(entries.resolve(entry.name() + CONTENT));
    }

    void toConflicts(SpoolEntry entry) throws IOException {
        setAside(entry.name(), conflicts);
    }

    void toDamaged(SpoolEntry entry) throws IOException {
        setAside(entry.name(), damaged);
    }

    void toUnreferenced(SpoolEntry entry) throws IOException {
        setAside(entry.name(), unreferenced);
    }

    /** The content first: as long as the manifest is in its place, the entry is. */
    private void setAside(String name, Path place) throws IOException {
        for (String end : List.of(CONTENT, MANIFEST)) {
            try {
                Disk.moveIntoPlace(entries.resolve(name + end), place.resolve(name + end));
            } catch (NoSuchFileException e) {
                continue; // an earlier process had begun, or there never was any
            }
            Disk.sync(entries);
        }
    }

    int conflicts() throws IOException {
        return named(conflicts, MANIFEST).size();
    }

    int damaged() throws IOException {
        return named(damaged, MANIFEST).size();
    }

    int unreferenced() throws IOException {
        return named(unreferenced, MANIFEST).size();
    }
}
