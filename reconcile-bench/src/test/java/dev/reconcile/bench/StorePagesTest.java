package dev.reconcile.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The synthetic store, as the adapter sees it. */
class StorePagesTest {

    private final DataSet data = new DataSet(5000, Layout.DATED, 100, 200);
    private StoreProcess process;
    private S3Client client;
    private S3ObjectStore store;

    @BeforeEach
    void start() throws Exception {
        process = StoreProcess.start(data);
        client = new Setting(data, process.endpoint(), "", 1, 1, 1).client();
        store = S3ObjectStore.of(client, SyntheticStore.BUCKET);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        process.close();
    }

    private List<String> listed(ListRequest first) {
        List<String> keys = new ArrayList<>();
        for (ListRequest request = first; request != null; ) {
            ListPage page = store.list(request);
            page.objects().forEach(each -> keys.add(each.key().value()));
            request = page.next();
        }
        return keys;
    }

    private List<String> keys() {
        return LongStream.range(0, data.items())
                .filter(data::hasObject)
                .mapToObj(data::key)
                .toList();
    }

    @Test
    void aListingShowsEveryObjectInOrder() {
        assertThat(listed(ListRequest.of(""))).isEqualTo(keys());
        assertThat(listed(ListRequest.of("").maxKeys(333))).isEqualTo(keys());
    }

    @Test
    void aListingBeginsBeyondAKeyAndStaysUnderAPrefix() {
        String after = data.key(2500);
        assertThat(listed(ListRequest.of("").after(ObjectKey.of(after))))
                .isEqualTo(
                        keys().stream().filter(key -> key.compareTo(after) > 0).toList());
        assertThat(listed(ListRequest.of("2024/03/")))
                .isNotEmpty()
                .isEqualTo(keys().stream()
                        .filter(key -> key.startsWith("2024/03/"))
                        .toList());
    }

    @Test
    void aLookShowsWhatTheListingShowed() {
        StoredObject listed = store.list(ListRequest.of("")).objects().get(7);
        Presence seen = store.stat(listed.key());
        assertThat(seen)
                .isInstanceOfSatisfying(
                        Presence.Present.class,
                        present -> assertThat(present.object())
                                .usingRecursiveComparison()
                                .ignoringFields("storageClass")
                                .isEqualTo(listed));
        assertThat(store.stat(ObjectKey.of(data.key(50)))).isInstanceOf(Presence.Absent.class); // a row's that lacks it
        assertThat(store.stat(ObjectKey.of("2024/01/01/no-such"))).isInstanceOf(Presence.Absent.class);
    }

    @Test
    void requestsAreCountedAndThoseBeyondTheRateRefused() throws Exception {
        process.behave(0, 1e-6, 1); // one, and then none
        ThrowingCallable listing = () -> {
            for (int i = 0; i < 100; i++) {
                store.list(ListRequest.of(""));
            }
        };
        assertThatThrownBy(listing).isInstanceOf(StoreException.class);
        assertThat(process.counts().refused()).isEqualTo(1);
        assertThat(process.counts().lists()).isEqualTo(2);
    }
}
