package dev.reconcile.minio;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.protocol.ContentAnswer;
import dev.reconcile.store.protocol.HeadAnswer;
import dev.reconcile.store.protocol.HttpAnswer;
import dev.reconcile.store.protocol.ListAnswer;
import dev.reconcile.store.protocol.PlainListing;
import dev.reconcile.store.protocol.Refusal;
import io.minio.Http;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/** Listing and looking. */
final class MinioReads {

    private final Access access;

    MinioReads(Access access) {
        this.access = access;
    }

    ListPage list(ListRequest request) {
        ListOrder order = access.profile().listOrder();
        if (!Thread.currentThread().isInterrupted() && ListAnswer.isBeyond(request, order)) {
            return new ListPage(List.of(), null);
        }
        ObjectKey after = ListAnswer.startAfter(request, order);
        Call call = Call.onBucket(Http.Method.GET)
                .query("list-type", "2")
                .query("encoding-type", "url") // H35
                .query("max-keys", String.valueOf(request.maxKeys()))
                .query("continuation-token", request.token())
                .query("start-after", after == null ? null : after.value())
                .query("prefix", request.prefix().isEmpty() ? null : request.prefix());
        try {
            Answer answer = access.send(call);
            Optional<ListAnswer.Listing> plain = answer.head().status() == 200
                    ? PlainListing.read(answer.body(), answer.body().length)
                    : Optional.empty();
            if (plain.isEmpty() && !answer.isSuccess()) {
                Refusal refusal = answer.refusal(call.permissions());
                throw failed(request, refusal.doubt(), refusal.reason());
            }
            return page(request, order, answer, plain);
        } catch (NoAnswer e) {
            throw failed(request, e.refusal().doubt(), e.refusal().reason());
        }
    }

    private ListPage page(ListRequest request, ListOrder order, Answer answer, Optional<ListAnswer.Listing> plain) {
        try {
            ListAnswer.Listing listing = plain.orElseGet(
                    () -> listing(answer.root("ListBucketResult").orElse(new Xml("", "", List.of())))); // H5
            return ListAnswer.page(request, access.endpoint().bucket(), order, answer.head(), listing);
        } catch (StoreException e) {
            throw failed(request, e.doubt(), "the answer is no page: " + e.getMessage());
        }
    }

    private static ListAnswer.Listing listing(Xml root) {
        Long count = root.number("KeyCount");
        return new ListAnswer.Listing(
                root.text("Name"),
                root.text("Prefix"),
                root.text("EncodingType"),
                root.flag("IsTruncated"),
                count == null ? null : (int) Math.min(count, Integer.MAX_VALUE), // and never another count
                !root.all("CommonPrefixes").isEmpty(),
                root.all("Contents").stream()
                        .map(each -> new ListAnswer.Entry(
                                each.text("Key"),
                                each.number("Size"),
                                each.text("ETag"),
                                each.time("LastModified"),
                                each.text("StorageClass")))
                        .toList(),
                root.text("NextContinuationToken"));
    }

    private StoreException failed(ListRequest request, Doubt doubt, String reason) {
        return new StoreException(
                doubt,
                "Listing " + access.endpoint().identity() + ", prefix '" + ObjectKey.escape(request.prefix())
                        + "', failed: " + reason);
    }

    Presence stat(ObjectKey key) {
        return look(key, Call.on(Http.Method.HEAD, key), HeadAnswer::present);
    }

    Presence describe(ObjectKey key) {
        return look(
                key, Call.on(Http.Method.HEAD, key).header("x-amz-checksum-mode", "ENABLED"), HeadAnswer::described);
    }

    byte[] read(StoredObject object, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, object.size());
        ObjectKey key = object.key();
        try {
            Call call = Call.on(Http.Method.GET, key)
                    .header("Range", ContentAnswer.range(offset, length))
                    .header("If-Match", ContentAnswer.ifMatch(object))
                    .within(access.copyTimeout(length));
            Answer answer = access.send(call);
            int status = answer.head().status();
            if (status >= 300) {
                Refusal refusal = answer.refusal(call.permissions());
                throw new StoreException(ContentAnswer.doubt(status, answer.code(), refusal.doubt()), refusal.reason());
            }
            return ContentAnswer.part(answer.head(), answer.body(), object, offset, length);
        } catch (StoreException e) {
            throw unread(key, e.doubt(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // H37
            Refusal refusal = NoAnswer.of(e).refusal();
            throw unread(key, refusal.doubt(), refusal.reason());
        }
    }

    private StoreException unread(ObjectKey key, Doubt doubt, String reason) {
        return new StoreException(
                doubt, "Reading '" + key + "' in " + access.endpoint().identity() + " failed: " + reason);
    }

    private Presence look(ObjectKey key, Call call, BiFunction<ObjectKey, HttpAnswer, Presence> reading) {
        Optional<String> problem = access.profile().keyRules().problem(key);
        if (problem.isPresent() && !Thread.currentThread().isInterrupted()) {
            return unknown(key, Doubt.UNSUPPORTED_KEY, "nothing was sent: " + problem.get()); // H38 to H40
        }
        try {
            Answer answer = access.send(call);
            Presence presence = answer.isSuccess()
                    ? reading.apply(key, answer.head())
                    : HeadAnswer.absent(answer.head(), null, access.requireRequestId())
                            .orElseGet(() -> unknown(answer.refusal(call.permissions())));
            return presence instanceof Presence.Unknown unknown
                    ? unknown(key, unknown.doubt(), unknown.detail())
                    : presence;
        } catch (RuntimeException e) { // H37
            Refusal refusal = NoAnswer.of(e).refusal();
            return unknown(key, refusal.doubt(), refusal.reason());
        }
    }

    private static Presence unknown(Refusal refusal) {
        return Presence.unknown(refusal.doubt(), refusal.reason());
    }

    private Presence unknown(ObjectKey key, Doubt doubt, String reason) {
        return Presence.unknown(
                doubt, "Looking at '" + key + "' in " + access.endpoint().identity() + " proves nothing: " + reason);
    }

    /** Only a store that says so keeps versions; no state at all is how S3 says that it never did. */
    Versioning versioning() {
        try {
            Answer answer = access.send(Call.onBucket(Http.Method.GET).query("versioning", ""));
            Optional<Xml> root = answer.root("VersioningConfiguration");
            if (answer.head().status() != 200 || root.isEmpty() || !access.isTheStores(answer)) {
                return Versioning.UNKNOWN;
            }
            String status = root.get().text("Status");
            return status == null
                    ? Versioning.OFF
                    : status.equals("Enabled")
                            ? Versioning.ENABLED
                            : status.equals("Suspended") ? Versioning.SUSPENDED : Versioning.UNKNOWN;
        } catch (RuntimeException e) { // H37
            return Versioning.UNKNOWN;
        }
    }

    /** H61: by the date of an answer about the bucket, which takes no more permission than listing it. */
    Optional<Instant> now() {
        try {
            Answer answer = access.send(Call.onBucket(Http.Method.HEAD));
            return answer.head().status() == 200 ? answer.head().now(access.requireRequestId()) : Optional.empty();
        } catch (RuntimeException e) { // H37
            return Optional.empty();
        }
    }
}
