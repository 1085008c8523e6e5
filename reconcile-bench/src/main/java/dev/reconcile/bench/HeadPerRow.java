package dev.reconcile.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** What most homemade checks do: a look at the object of every row. Its time at the store is twice that of the second half, when the JVM is warm. */
final class HeadPerRow {

    private static final int CONCURRENCY = 5;

    private HeadPerRow() {}

    static Outcome run(Setting setting) throws Exception {
        long start = System.nanoTime();
        ExecutorService workers = Executors.newFixedThreadPool(CONCURRENCY);
        try (HikariDataSource database = setting.database();
                S3Client client = setting.client()) {
            List<String> keys = new ArrayList<>();
            long rows = Scanners.scan(database, setting.batch(), setting.sample(), (id, key) -> keys.add(key));
            int half = keys.size() / 2;
            long missing = look(workers, client, keys.subList(0, half));
            long warm = System.nanoTime();
            missing += look(workers, client, keys.subList(half, keys.size()));
            long end = System.nanoTime();
            return Outcome.of(rows, -1, missing, -1, (end - start) / 1e9, 2 * (end - warm) / 1e9);
        } finally {
            workers.shutdownNow();
        }
    }

    private static long look(ExecutorService workers, S3Client client, List<String> keys)
            throws InterruptedException, ExecutionException {
        List<Future<Long>> missing = new ArrayList<>();
        for (int worker = 0; worker < CONCURRENCY; worker++) {
            int first = worker;
            missing.add(workers.submit(() -> look(client, keys, first)));
        }
        long sum = 0;
        for (Future<Long> each : missing) {
            sum += each.get();
        }
        return sum;
    }

    private static long look(S3Client client, List<String> keys, int first) {
        long missing = 0;
        for (int i = first; i < keys.size(); i += CONCURRENCY) {
            String key = keys.get(i);
            try {
                client.headObject(head -> head.bucket(SyntheticStore.BUCKET).key(key));
            } catch (NoSuchKeyException absent) {
                missing++;
            }
        }
        return missing;
    }
}
