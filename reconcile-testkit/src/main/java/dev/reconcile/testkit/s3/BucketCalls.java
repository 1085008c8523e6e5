package dev.reconcile.testkit.s3;

import org.w3c.dom.Element;

/** The calls that concern a bucket as a whole, but for its listing. */
final class BucketCalls {

    private final Store store;

    BucketCalls(Store store) {
        this.store = store;
    }

    Answer list() {
        Xml xml = Xml.document().openRoot("ListAllMyBucketsResult").open("Buckets");
        for (String name : store.buckets().keySet()) {
            xml.open("Bucket").text("Name", name).close("Bucket");
        }
        return Answer.xml(200, xml.close("Buckets").close("ListAllMyBucketsResult"));
    }

    Answer create(S3Request request) {
        String name = Store.name(request);
        if (store.buckets().containsKey(name)) {
            throw S3Error.of(
                    409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded");
        }
        store.create(name);
        return Answer.empty(200).with("Location", "/" + name);
    }

    Answer delete(S3Request request) {
        if (store.bucket(request).size() > 0) {
            throw S3Error.of(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
        }
        store.buckets().remove(Store.name(request));
        return Answer.empty(204);
    }

    Answer head(S3Request request) {
        store.bucket(request);
        return Answer.empty(200).with("x-amz-bucket-region", store.region());
    }

    Answer location(S3Request request) {
        store.bucket(request);
        String location = store.region().equals("us-east-1") ? "" : store.region();
        Xml xml = Xml.document().openRoot("LocationConstraint").text(location).close("LocationConstraint");
        return Answer.xml(200, xml);
    }

    Answer versioning(S3Request request) {
        S3Bucket bucket = store.bucket(request);
        Xml xml = Xml.document().openRoot("VersioningConfiguration");
        if (store.deviations().honours(Feature.VERSIONING)) {
            switch (bucket.versioning()) {
                case ENABLED -> xml.text("Status", "Enabled");
                case SUSPENDED -> xml.text("Status", "Suspended");
                case OFF -> {} // a bucket that was never versioned has no status
            }
        }
        return Answer.xml(200, xml.close("VersioningConfiguration"));
    }

    Answer changeVersioning(S3Request request, Payload payload) {
        S3Bucket bucket = store.bucket(request);
        boolean honoured = store.deviations().honours(Feature.VERSIONING);
        Element configuration = XmlInput.root(payload.content(), "VersioningConfiguration");
        String status = XmlInput.text(configuration, "Status");
        Versioning wanted = switch (status == null ? "" : status) {
            case "Enabled" -> Versioning.ENABLED;
            case "Suspended" -> Versioning.SUSPENDED;
            default -> throw S3Error.malformedXml();
        };
        if (honoured) {
            bucket.versioning(wanted);
        }
        return Answer.empty(200);
    }
}
