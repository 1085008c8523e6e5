package dev.reconcile.testkit.s3;

import java.time.Instant;
import java.util.Locale;

/**
 * Objects made up by counting, for tests and benchmarks that need many.
 *
 * @param objects how many numbers to count, from 0
 * @param pattern makes the key of a number, as {@link String#format}; for instance {@code images/%08d.jpg}
 * @param size of each, in bytes
 * @param leaveOutEvery every so manieth number has no object, beginning with this one; 0 leaves none out
 * @param orphans how many more objects there are that no number stands for
 * @param orphanPattern makes their keys
 */
public record DataSet(
        long objects,
        String pattern,
        long size,
        Instant lastModified,
        long leaveOutEvery,
        long orphans,
        String orphanPattern) {

    /** Nothing missing, no orphans. */
    public static DataSet of(long objects, String pattern) {
        Instant lastModified = Instant.parse("2026-01-01T00:00:00Z");
        return new DataSet(objects, pattern, 1234, lastModified, 0, 0, "orphans/%08d.bin");
    }

    public DataSet size(long bytes) {
        return new DataSet(objects, pattern, bytes, lastModified, leaveOutEvery, orphans, orphanPattern);
    }

    public DataSet lastModified(Instant time) {
        return new DataSet(objects, pattern, size, time, leaveOutEvery, orphans, orphanPattern);
    }

    public DataSet leavingOutEvery(long number) {
        return new DataSet(objects, pattern, size, lastModified, number, orphans, orphanPattern);
    }

    public DataSet withOrphans(long number, String keyPattern) {
        return new DataSet(objects, pattern, size, lastModified, leaveOutEvery, number, keyPattern);
    }

    /** The key of a number, whether or not it has an object. */
    public String key(long number) {
        return String.format(Locale.ROOT, pattern, number);
    }

    /** Whether the number is one of those left out. */
    public boolean isLeftOut(long number) {
        return leaveOutEvery > 0 && (number + 1) % leaveOutEvery == 0;
    }

    /** Puts the objects into a bucket. */
    public void fill(S3Bucket bucket) {
        for (long number = 0; number < objects; number++) {
            if (!isLeftOut(number)) {
                bucket.putEmpty(key(number), size, lastModified);
            }
        }
        for (long number = 0; number < orphans; number++) {
            bucket.putEmpty(String.format(Locale.ROOT, orphanPattern, number), size, lastModified);
        }
    }
}
