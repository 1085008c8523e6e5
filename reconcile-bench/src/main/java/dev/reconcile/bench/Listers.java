package dev.reconcile.bench;

import dev.reconcile.bench.Setting.Part;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Those that fetch every page and drop it, each worker a part of the key space of the same size. */
final class Listers {

    private Listers() {}

    /** Fetches the pages of one part, so many objects, and drops them. */
    private interface Lister {
        long list(Part part, long objects) throws Exception;
    }

    private static Outcome inParts(Setting setting, long start, Lister lister) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(setting.concurrency());
        try {
            List<Future<Long>> listed = new ArrayList<>();
            for (Part part : setting.parts()) {
                listed.add(workers.submit(() -> lister.list(part, part.objects(setting.data()))));
            }
            long objects = 0;
            for (Future<Long> each : listed) {
                objects += each.get();
            }
            return Outcome.listed(objects, (System.nanoTime() - start) / 1e9);
        } finally {
            workers.shutdownNow();
        }
    }

    static Outcome bySockets(Setting setting) throws Exception {
        return inParts(setting, System.nanoTime(), (part, objects) -> {
            try (PlainConnection connection = new PlainConnection(setting.endpoint())) {
                String position = "start-after=" + part.startAfter(setting.data());
                for (long left = objects; left > 0; left -= 1000) {
                    String token = connection.page("/" + SyntheticStore.BUCKET
                            + "?list-type=2&encoding-type=url&max-keys=" + Math.min(1000, left) + "&" + position);
                    position = "continuation-token=" + token;
                }
            }
            return objects;
        });
    }

    static Outcome bySdk(Setting setting) throws Exception {
        long start = System.nanoTime();
        try (S3Client client = setting.client()) {
            return inParts(setting, start, (part, objects) -> {
                ListObjectsV2Request.Builder request = ListObjectsV2Request.builder()
                        .bucket(SyntheticStore.BUCKET)
                        .encodingType("url")
                        .startAfter(part.startAfter(setting.data()));
                long listed = 0;
                while (listed < objects) {
                    ListObjectsV2Response page =
                            client.listObjectsV2(request.maxKeys((int) Math.min(1000, objects - listed))
                                    .build());
                    listed += page.contents().size();
                    request.startAfter(null).continuationToken(page.nextContinuationToken());
                }
                return listed;
            });
        }
    }

    static Outcome byStore(Setting setting) throws Exception {
        long start = System.nanoTime();
        try (S3Client client = setting.client()) {
            S3ObjectStore store = S3ObjectStore.of(client, SyntheticStore.BUCKET);
            return inParts(setting, start, (part, objects) -> {
                String after = part.startAfter(setting.data());
                @Nullable ListRequest request = ListRequest.of("").after(after.isEmpty() ? null : ObjectKey.of(after));
                long listed = 0;
                while (listed < objects && request != null) {
                    ListPage page = store.list(request.maxKeys((int) Math.min(1000, objects - listed)));
                    listed += page.objects().size();
                    request = page.next();
                }
                return listed;
            });
        }
    }
}
