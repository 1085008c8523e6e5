package dev.reconcile.upload;

import dev.reconcile.disk.ProcessLock;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of uploads that wait for the store, in the order in which they came. One process at a time. Thread-safe. */
final class Spool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedUploads.class);

    private final Path directory;
    private final SpoolFiles files;
    private final ProcessLock lock;
    private final long mostBytes;
    private final int mostEntries;
    private final TreeMap<Long, SpoolEntry> entries = new TreeMap<>();
    private long bytes;
    private long sequence;
    private int reserved;
    private int conflicts;
    private int damaged;
    private int unreferenced;

    private Spool(Path directory, SpoolFiles files, ProcessLock lock, long mostBytes, int mostEntries) {
        this.directory = directory;
        this.files = files;
        this.lock = lock;
        this.mostBytes = mostBytes;
        this.mostEntries = mostEntries;
    }

    /**
     * @throws SpoolException if another process, or another object here, has it, or the directory can't be used
     */
    static Spool open(Path directory, long mostBytes, int mostEntries) {
        String shown = ObjectKey.escape(directory.toString());
        try {
            SpoolFiles files = SpoolFiles.in(directory);
            ProcessLock lock = ProcessLock.take(directory.resolve("lock"));
            if (lock == null) {
                throw new SpoolException(
                        "The spool " + shown
                                + " is in use by another process, or by another GuardedUploads of this one: give each its own"
                                + " directory, or close the other first",
                        null);
            }
            Spool spool = new Spool(directory, files, lock, mostBytes, mostEntries);
            boolean read = false;
            try {
                spool.read();
                read = true;
            } finally {
                if (!read) {
                    lock.release();
                }
            }
            return spool;
        } catch (IOException e) {
            throw new SpoolException(
                    "Opening the spool " + shown + " failed (" + e.getClass().getSimpleName()
                            + "): check that the directory can be written by this process and the disk is sound",
                    e);
        }
    }

    private synchronized void read() throws IOException {
        SpoolFiles.Found found = files.read();
        for (SpoolEntry entry : found.whole()) {
            entries.put(entry.sequence(), entry);
            bytes += entry.artifact().content().size();
            sequence = Math.max(sequence, entry.sequence());
        }
        found.damaged().forEach(name -> LOG.error("upload spool entry set_aside=damaged entry={}", name));
        conflicts = files.conflicts();
        damaged = files.damaged();
        unreferenced = files.unreferenced();
    }

    /** An entry, or why there is none. */
    record Added(Optional<SpoolEntry> entry, String whyNot) {}

    /**
     * Makes an upload durable here, not yet ready.
     *
     * @throws Content.WrongContentException if its content isn't what it declares to be
     */
    Added add(Artifact artifact, String upload, Instant now) throws Content.WrongContentException {
        long size = artifact.content().size();
        long place;
        synchronized (this) {
            if (!lock.isHeld()) {
                return new Added(Optional.empty(), "the spool's lock file was removed");
            }
            if (entries.size() + reserved >= mostEntries || size > mostBytes - bytes) {
                return new Added(
                        Optional.empty(),
                        "the spool is full: " + entries.size() + " of " + mostEntries + " entries, " + bytes + " of "
                                + mostBytes + " bytes");
            }
            place = ++sequence;
            reserved++;
            bytes += size;
        }
        SpoolEntry entry = null;
        try {
            entry = written(new SpoolEntry(place, upload, artifact, now, false));
            return new Added(Optional.of(entry), "");
        } catch (Content.WrongContentException e) {
            throw e;
        } catch (IOException e) {
            return new Added(
                    Optional.empty(),
                    "the spool couldn't be written (" + e.getClass().getSimpleName() + ")");
        } finally {
            settle(place, size, entry);
        }
    }

    /** With its content from here on. What was written is read once more, before anybody is told that it is durable. */
    private SpoolEntry written(SpoolEntry entry) throws IOException {
        Artifact given = entry.artifact();
        Content kept = Content.of(
                files.source(entry.name()),
                given.content().size(),
                given.content().sha256());
        boolean sound = false;
        files.write(entry, given.content());
        try {
            Optional<String> problem = kept.problem();
            if (problem.isPresent()) {
                given.content().md5(); // throws if it was so from the beginning
                throw new IOException("what was written isn't what is there");
            }
            sound = true;
        } finally {
            if (!sound) {
                files.remove(entry);
            }
        }
        Artifact here = new Artifact(given.key(), kept, given.contentType(), given.metadata(), given.correlationId());
        return new SpoolEntry(entry.sequence(), entry.upload(), here, entry.at(), false);
    }

    private synchronized void settle(long place, long size, @Nullable SpoolEntry entry) {
        reserved--;
        if (entry == null) {
            bytes -= size;
        } else {
            entries.put(place, entry);
        }
    }

    /** Notes durably that the row is committed. */
    synchronized SpoolEntry ready(SpoolEntry entry) throws IOException {
        SpoolEntry ready = entry.asReady();
        files.writeManifest(ready);
        entries.replace(entry.sequence(), ready);
        return ready;
    }

    synchronized void remove(SpoolEntry entry) throws IOException {
        files.remove(entry);
        forget(entry);
    }

    synchronized void toConflicts(SpoolEntry entry) throws IOException {
        files.toConflicts(entry);
        conflicts++;
        forget(entry);
    }

    synchronized void toDamaged(SpoolEntry entry) throws IOException {
        files.toDamaged(entry);
        damaged++;
        forget(entry);
    }

    synchronized void toUnreferenced(SpoolEntry entry) throws IOException {
        files.toUnreferenced(entry);
        unreferenced++;
        forget(entry);
    }

    private void forget(SpoolEntry entry) {
        if (entries.remove(entry.sequence()) != null) {
            bytes -= entry.artifact().content().size();
        }
    }

    boolean hasContent(SpoolEntry entry) {
        return files.hasContent(entry);
    }

    synchronized boolean isHeld() {
        return lock.isHeld();
    }

    /** In their order. */
    synchronized List<SpoolEntry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** The queued upload that this key is waiting for, if there is one. */
    synchronized Optional<SpoolEntry> of(ObjectKey key) {
        return entries.values().stream()
                .filter(entry -> entry.artifact().key().equals(key))
                .findFirst();
    }

    synchronized SpoolStatus status() {
        return new SpoolStatus(
                entries.size(),
                bytes,
                entries.values().stream().map(SpoolEntry::at).min(Instant::compareTo),
                conflicts,
                damaged,
                unreferenced);
    }

    @Override
    public synchronized void close() {
        try {
            lock.release();
        } catch (IOException e) {
            LOG.warn("upload spool lock release failed directory={}", ObjectKey.escape(directory.toString()));
        }
    }
}
