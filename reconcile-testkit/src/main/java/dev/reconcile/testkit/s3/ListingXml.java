package dev.reconcile.testkit.s3;

import dev.reconcile.testkit.s3.ListingPage.Defect;
import java.time.Instant;
import java.util.Arrays;

/** Writes a page as ListBucketResult. */
final class ListingXml {

    private final ListingPage page;
    private final Deviations deviations;
    private final boolean encodes;
    private final Xml xml;
    private Instant formattedTime = Instant.EPOCH;
    private String formatted = timestamp(Instant.EPOCH);
    private boolean firstKey = true;

    private ListingXml(ListingPage page, Deviations deviations) {
        this.page = page;
        this.deviations = deviations;
        this.encodes = page.query().encoded() && !page.has(Defect.RAW_AND_NOT_ECHOED);
        this.xml = Xml.document(512 + 280 * page.contents().size());
    }

    static Answer answer(ListingPage page, Deviations deviations) {
        byte[] text = new ListingXml(page, deviations).write().utf8();
        return Answer.of(200, "application/xml", page.has(Defect.CUT) ? Arrays.copyOf(text, text.length / 2) : text);
    }

    /** ISO 8601 with the milliseconds that S3 always writes and that are always zero. */
    static String timestamp(Instant time) {
        String text = time.toString();
        return text.substring(0, text.length() - 1) + ".000Z";
    }

    private Xml write() {
        ListQuery query = page.query();
        xml.openRoot("ListBucketResult").text("Name", page.name());
        parameter("Prefix", query.prefix());
        if (query.startAfter() != null) {
            parameter("StartAfter", query.startAfter());
        }
        if (query.token() != null) {
            xml.text("ContinuationToken", query.token());
        }
        if (page.next() != null) {
            xml.text("NextContinuationToken", page.next());
        }
        xml.number("KeyCount", page.contents().size() + page.commonPrefixes().size())
                .number("MaxKeys", query.maxKeys());
        if (!query.delimiter().isEmpty()) {
            parameter("Delimiter", query.delimiter());
        }
        if (encodes && !deviations.has(Quirk.NO_ENCODING_ECHO) && !page.has(Defect.ENCODED_BUT_NOT_ECHOED)) {
            xml.text("EncodingType", "url");
        }
        if (page.truncated() != null) {
            xml.text("IsTruncated", page.truncated().toString());
        }
        page.contents().forEach(this::object);
        for (String prefix : page.commonPrefixes()) {
            xml.open("CommonPrefixes");
            encoded("Prefix", prefix);
            xml.close("CommonPrefixes");
        }
        return xml.close("ListBucketResult");
    }

    private void object(S3Object object) {
        xml.open("Contents");
        if (firstKey && page.has(Defect.BAD_ESCAPE)) {
            xml.text("Key", "100%zz" + object.key().value()); // H37
        } else {
            encoded("Key", object.key().value());
        }
        firstKey = false;
        if (!page.has(Defect.NO_LAST_MODIFIED)) {
            xml.text("LastModified", formatted(object.lastModified()));
        }
        if (!page.has(Defect.NO_ETAG)) {
            xml.text("ETag", deviations.has(Quirk.UNQUOTED_ETAGS) ? object.etag() : '"' + object.etag() + '"');
        }
        if (!page.has(Defect.NO_SIZE)) {
            xml.number("Size", object.size());
        }
        xml.text("StorageClass", object.attributes().storageClass()).close("Contents");
    }

    /** Neighbours often have the same time, and formatting it is the dearest part of a page. */
    private String formatted(Instant time) {
        if (!time.equals(formattedTime)) {
            formattedTime = time;
            formatted = timestamp(time);
        }
        return formatted;
    }

    private void parameter(String element, String value) {
        if (deviations.has(Quirk.ECHOES_PARAMETERS_RAW)) {
            xml.text(element, value);
        } else {
            encoded(element, value);
        }
    }

    private void encoded(String element, String value) {
        if (encodes) {
            xml.text(element, PercentCoding.encodeForListing(value));
        } else if (deviations.has(Quirk.WRITES_CONTROL_CHARACTERS_RAW)) {
            xml.rawText(element, value);
        } else {
            xml.text(element, value);
        }
    }
}
