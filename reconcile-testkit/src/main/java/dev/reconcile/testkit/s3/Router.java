package dev.reconcile.testkit.s3;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Brings a request to the call that carries it out, once it is allowed. */
final class Router {

    private final Store store;
    private final SignatureCheck signatures;
    private final BucketCalls bucketCalls;
    private final ReadCalls readCalls;
    private final WriteCalls writeCalls;
    private final DeleteCalls deleteCalls;
    private final TagCalls tagCalls;
    private final UploadCalls uploadCalls;

    Router(Store store, SignatureCheck signatures) {
        this.store = store;
        this.signatures = signatures;
        this.bucketCalls = new BucketCalls(store);
        this.readCalls = new ReadCalls(store);
        this.writeCalls = new WriteCalls(store);
        this.deleteCalls = new DeleteCalls(store);
        this.tagCalls = new TagCalls(store);
        this.uploadCalls = new UploadCalls(store);
    }

    /** @param pageFault changes the page of a listing before it is written */
    Answer answer(S3Request request, byte[] body, UnaryOperator<ListingPage> pageFault) {
        Signing signing = signatures.check(request);
        if (store.denied().contains(request.operation())) {
            throw S3Error.accessDenied();
        }
        checkOwner(request.header("x-amz-expected-bucket-owner"));
        Payload payload = Payload.read(request, body, signing);
        return switch (request.operation()) {
            case LIST_BUCKETS -> bucketCalls.list();
            case CREATE_BUCKET -> bucketCalls.create(request);
            case DELETE_BUCKET -> bucketCalls.delete(request);
            case HEAD_BUCKET -> bucketCalls.head(request);
            case LOCATION -> bucketCalls.location(request);
            case GET_VERSIONING -> bucketCalls.versioning(request);
            case PUT_VERSIONING -> bucketCalls.changeVersioning(request, payload);
            case LIST -> list(request, pageFault);
            case GET, HEAD -> readCalls.read(request);
            case PUT -> writeCalls.put(request, payload);
            case COPY -> writeCalls.copy(request);
            case DELETE -> deleteCalls.delete(request);
            case DELETE_MANY -> deleteCalls.deleteMany(request, payload);
            case GET_TAGS -> tagCalls.read(request);
            case PUT_TAGS -> tagCalls.write(request, payload);
            case DELETE_TAGS -> tagCalls.delete(request);
            case CREATE_UPLOAD -> uploadCalls.create(request);
            case UPLOAD_PART -> uploadCalls.part(request, payload);
            case UPLOAD_PART_COPY -> uploadCalls.copiedPart(request);
            case COMPLETE_UPLOAD -> uploadCalls.complete(request, payload);
            case ABORT_UPLOAD -> uploadCalls.abort(request);
            case LIST_UPLOADS -> UploadListing.answer(request, store);
            case OTHER ->
                throw S3Error.notImplemented("This server doesn't offer " + request.method() + " " + request.target());
        };
    }

    private Answer list(S3Request request, UnaryOperator<ListingPage> pageFault) {
        S3Bucket bucket = store.bucket(request);
        ListQuery query = ListQuery.of(request, store.deviations());
        ListingPage page = Listing.page(Store.name(request), bucket, store.deviations(), query);
        return ListingXml.answer(pageFault.apply(page), store.deviations()).with("x-amz-bucket-region", store.region());
    }

    private void checkOwner(@Nullable String expected) {
        boolean counts = expected != null && store.deviations().honours(Feature.EXPECTED_BUCKET_OWNER);
        if (counts && !store.owner().equals(expected)) { // H30
            throw S3Error.accessDenied();
        }
    }
}
