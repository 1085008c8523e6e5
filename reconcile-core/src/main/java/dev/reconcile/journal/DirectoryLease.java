package dev.reconcile.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.disk.Disk;
import dev.reconcile.disk.ProcessLock;
import dev.reconcile.store.Checksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The lease of a {@link DirectoryJournal}: a lock of the operating system on a file, for as long as the log is open. The kernel
 * gives it back when the process dies, and never before, so no time has to be measured and a holder that was paused isn't stale
 * (H83). Beside the lock stands a file that says who holds it, with the fence.
 */
final class DirectoryLease {

    private static final JsonMapper JSON = new JsonMapper();

    private final ProcessLock lock;
    private final long fence;

    private DirectoryLease(ProcessLock lock, long fence) {
        this.lock = lock;
        this.fence = fence;
    }

    /** @throws RunInProgressException if somebody else, here or in another process, has it */
    static DirectoryLease take(Path leases, String scope, LeaseHolder holder, RunId run, Instant now) {
        String name = hash(scope);
        Path lockFile = leases.resolve(name + ".lock");
        Path story = leases.resolve(name + ".json");
        synchronized (DirectoryLease.class) {
            try {
                ProcessLock lock = ProcessLock.take(lockFile);
                if (lock == null) {
                    throw new RunInProgressException(told(story));
                }
                try {
                    long fence = fence(story) + 1;
                    Disk.replace(story, story(scope, fence, holder, run, now));
                    return new DirectoryLease(lock, fence);
                } catch (IOException | RuntimeException e) {
                    lock.release();
                    throw e;
                }
            } catch (IOException e) {
                throw DiskFailure.of("Taking the lease " + lockFile, e);
            }
        }
    }

    private static String hash(String scope) {
        return Checksum.over(Checksum.Algorithm.SHA256, scope).hex().substring(0, 32);
    }

    private static long fence(Path story) throws IOException {
        return Files.exists(story) ? read(story).required("fence").asLong() : 0;
    }

    private static JsonNode read(Path story) throws IOException {
        try {
            JsonNode told = JSON.readTree(Files.readString(story));
            told.required("fence");
            return told;
        } catch (IllegalArgumentException | com.fasterxml.jackson.core.JsonProcessingException damaged) {
            throw new IOException("it is damaged; if no run is under way, remove it", damaged);
        }
    }

    private static String story(String scope, long fence, LeaseHolder holder, RunId run, Instant now) {
        return JSON.createObjectNode()
                .put("scope", scope)
                .put("fence", fence)
                .put("holder", holder.name())
                .put("host", holder.host())
                .put("process", holder.process())
                .put("run", run.value())
                .put("since", now.toString())
                .toString();
    }

    private static String told(Path story) throws IOException {
        try {
            JsonNode told = read(story);
            LeaseHolder holder = new LeaseHolder(
                    told.path("holder").asText(),
                    told.path("host").asText(),
                    told.path("process").asLong());
            return holder + ", with run " + told.path("run").asText() + " since "
                    + told.path("since").asText();
        } catch (NoSuchFileException justTaken) {
            return "somebody who came a moment ago";
        }
    }

    long fence() {
        return fence;
    }

    /** Whether the lock still keeps others out: its file hasn't been removed or replaced. */
    boolean isHeld() {
        return lock.isHeld();
    }

    void release() throws IOException {
        lock.release();
    }
}
