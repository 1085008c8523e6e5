package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ListOrder;
import dev.reconcile.store.StoreProbe;
import dev.reconcile.store.StoreTraits;
import dev.reconcile.store.Trait;
import dev.reconcile.testkit.s3.Deviations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The table of docs/backends.md is what the probe finds out. {@code mvn test -pl reconcile-s3 -am -Dtest=BackendsTest} prints it. */
class BackendsTest {

    private static final Path PAGE =
            Path.of("").toAbsolutePath().getParent().resolve("docs").resolve("backends.md");

    @Test
    void tableIsWhatTheProbeFindsOut() throws IOException {
        Map<String, StoreTraits> stores = new LinkedHashMap<>();
        stores.put("AWS", played(Deviations.none()));
        stores.put("directory bucket", played(Deviations.directoryBucket()));
        stores.put("MinIO", played(Deviations.minio()));
        stores.put("R2", played(Deviations.r2()));
        stores.put("Ceph", played(Deviations.ceph()));
        stores.put("Ceph 16", played(Deviations.ceph16()));

        String table = table(stores);

        print(table);
        assertThat(Files.readString(PAGE)).as("docs/backends.md").contains(table);
    }

    private static String table(Map<String, StoreTraits> stores) {
        StringBuilder table = new StringBuilder("| |");
        stores.keySet().forEach(name -> table.append(' ').append(name).append(" |"));
        table.append("\n|---|").append("---|".repeat(stores.size())).append('\n');
        for (Trait trait : Trait.values()) {
            table.append("| ").append(trait.description()).append(" |");
            stores.values()
                    .forEach(seen -> table.append(' ').append(said(seen, trait)).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    private static String said(StoreTraits seen, Trait trait) {
        return switch (seen.answers().get(trait).said()) {
            case YES -> "yes";
            case NO -> "**no**";
            case UNKNOWN -> "–";
        };
    }

    /** A server that deviates as a store is known to; see {@link Deviations} for the sources. */
    private static StoreTraits played(Deviations deviations) {
        try (dev.reconcile.testkit.s3.S3Server server = dev.reconcile.testkit.s3.S3Server.builder()
                        .buckets("bucket")
                        .deviations(deviations)
                        .start();
                S3ObjectStore store = S3ObjectStore.connect(
                                S3Connection.to(server.endpoint(), server.region())
                                        .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                                dev.reconcile.testkit.s3.S3Server.ACCESS_KEY,
                                                dev.reconcile.testkit.s3.S3Server.SECRET_KEY))),
                                "bucket")
                        .listOrder(ListOrder.NONE)
                        .build()) {
            server.bucket("bucket").put("somebody/elses", new byte[] {1});
            // snippet: probe
            StoreTraits seen = StoreProbe.writing(store, "scratch/");
            // end
            assertThat(server.bucket("bucket").keys()).as("what is left").containsExactly("somebody/elses");
            return seen;
        }
    }

    @SuppressWarnings("SystemOut") // the table is for whoever runs this
    private static void print(String text) {
        System.out.println(text);
    }
}
