package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.w3c.dom.Element;

/** The tags of the current object. */
final class TagCalls {

    private static final int MOST = 10;

    private final Store store;

    TagCalls(Store store) {
        this.store = store;
    }

    /** As PUT has them: {@code a=1&b=2}, encoded like a query. */
    static Map<String, String> ofHeader(String header) {
        Map<String, String> tags = new TreeMap<>();
        for (String pair : header.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                tags.put(PercentCoding.decodeForm(name), PercentCoding.decodeForm(value));
            }
        }
        return tags;
    }

    Answer read(S3Request request) {
        S3Object object = object(request);
        Xml xml = Xml.document().openRoot("Tagging").open("TagSet");
        new TreeMap<>(object.attributes().tags())
                .forEach((name, value) ->
                        xml.open("Tag").text("Key", name).text("Value", value).close("Tag"));
        return Answer.xml(200, xml.close("TagSet").close("Tagging"));
    }

    Answer write(S3Request request, Payload payload) {
        S3Object object = object(request);
        Element root = XmlInput.root(payload.content(), "Tagging");
        Map<String, String> tags = new TreeMap<>();
        for (Element set : XmlInput.children(root, "TagSet")) {
            for (Element tag : XmlInput.children(set, "Tag")) {
                String name = Objects.requireNonNullElse(XmlInput.text(tag, "Key"), "");
                tags.put(name, Objects.requireNonNullElse(XmlInput.text(tag, "Value"), ""));
            }
        }
        if (tags.size() > MOST) {
            throw S3Error.of(400, "BadRequest", "Object tags cannot be greater than " + MOST);
        }
        return replace(request, object, tags, 200);
    }

    Answer delete(S3Request request) {
        return replace(request, object(request), Map.of(), 204);
    }

    private S3Object object(S3Request request) {
        S3Bucket bucket = store.bucket(request);
        ObjectKey key = bucket.keyRule().accept(request.key());
        boolean honoured = store.deviations().honours(Feature.TAGGING); // H79
        S3Object object = bucket.current(key);
        if (object == null) {
            throw store.absent();
        }
        return honoured ? object : object.withAttributes(Attributes.NONE);
    }

    private Answer replace(S3Request request, S3Object object, Map<String, String> tags, int status) {
        if (store.deviations().honours(Feature.TAGGING)) {
            store.bucket(request)
                    .replaceAttributes(object.key(), object.attributes().tags(tags));
        }
        return Answer.empty(status);
    }
}
