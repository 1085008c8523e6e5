package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a bucket's unfinished uploads. */
final class UploadListing {

    private final S3Request request;
    private final Deviations deviations;
    private final boolean encodes;
    private final String prefix;
    private final String keyMarker;
    private final String idMarker;
    private final int most;

    private UploadListing(S3Request request, Deviations deviations) {
        this.request = request;
        this.deviations = deviations;
        ListQuery query = ListQuery.of(request, deviations); // the parameters that all listings have
        this.encodes = query.encoded();
        this.prefix = query.prefix();
        if (!query.delimiter().isEmpty()) {
            throw S3Error.notImplemented("This server groups no uploads");
        }
        this.keyMarker = request.parameter("key-marker", "");
        this.idMarker = keyMarker.isEmpty() ? "" : request.parameter("upload-id-marker", "");
        this.most = most(request.parameter("max-uploads"));
    }

    static Answer answer(S3Request request, Store store) {
        S3Bucket bucket = store.bucket(request);
        UploadListing listing = new UploadListing(request, store.deviations());
        return listing.page(bucket.unfinishedUploads());
    }

    private static int most(@Nullable String asked) {
        String text = asked == null ? "1000" : asked;
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1) {
            throw S3Error.invalidArgument("Argument max-uploads must be an integer between 1 and 1000");
        }
        return Math.min(Integer.parseInt(text), 1000);
    }

    private Answer page(List<S3Upload> unfinished) {
        List<S3Upload> rest = unfinished.stream()
                .filter(upload -> upload.key().value().startsWith(prefix) && isBeyondTheMarkers(upload))
                .limit(most + 1L)
                .toList();
        boolean more = rest.size() > most;
        List<S3Upload> page = more ? rest.subList(0, most) : rest;
        Xml xml = Xml.document().openRoot("ListMultipartUploadsResult").text("Bucket", Store.name(request));
        parameter(xml, "KeyMarker", keyMarker);
        xml.text("UploadIdMarker", idMarker);
        if (more) {
            S3Upload last = page.get(page.size() - 1);
            encoded(xml, "NextKeyMarker", last.key().value());
            xml.text("NextUploadIdMarker", last.id());
        }
        parameter(xml, "Prefix", prefix);
        if (encodes && !deviations.has(Quirk.NO_ENCODING_ECHO)) {
            xml.text("EncodingType", "url");
        }
        xml.number("MaxUploads", most).text("IsTruncated", String.valueOf(more));
        page.forEach(upload -> upload(xml, upload));
        return Answer.xml(200, xml.close("ListMultipartUploadsResult"));
    }

    private boolean isBeyondTheMarkers(S3Upload upload) {
        if (keyMarker.isEmpty()) {
            return true;
        }
        int order = upload.key().compareTo(ObjectKey.of(keyMarker));
        return order > 0 || (order == 0 && !idMarker.isEmpty() && upload.id().compareTo(idMarker) > 0);
    }

    private void upload(Xml xml, S3Upload upload) {
        xml.open("Upload");
        encoded(xml, "Key", upload.key().value());
        xml.text("UploadId", upload.id())
                .text("StorageClass", "STANDARD")
                .text("Initiated", ListingXml.timestamp(upload.initiated()))
                .close("Upload");
    }

    private void parameter(Xml xml, String element, String value) {
        if (deviations.has(Quirk.ECHOES_PARAMETERS_RAW)) {
            xml.text(element, value);
        } else {
            encoded(xml, element, value);
        }
    }

    private void encoded(Xml xml, String element, String value) {
        xml.text(element, encodes ? PercentCoding.encodeForListing(value) : value);
    }
}
