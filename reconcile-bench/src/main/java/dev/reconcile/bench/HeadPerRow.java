package dev.reconcile.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** What most homemade checks do: a look at the object of every row. */
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
            List<Future<Long>> missing = new ArrayList<>();
            for (int worker = 0; worker < CONCURRENCY; worker++) {
                int first = worker;
                missing.add(workers.submit(() -> look(client, keys, first)));
            }
            long sum = 0;
            for (Future<Long> each : missing) {
                sum += each.get();
            }
            return Outcome.of(rows, -1, sum, -1, (System.nanoTime() - start) / 1e9, 0);
        } finally {
            workers.shutdownNow();
        }
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
