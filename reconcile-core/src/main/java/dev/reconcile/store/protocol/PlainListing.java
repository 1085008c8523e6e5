package dev.reconcile.store.protocol;

import static dev.reconcile.store.protocol.PlainXml.require;

import dev.reconcile.store.protocol.PlainXml.NotPlain;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a listing as stores write it, read in one pass: clients' own parsers take more time for a page than everything else
 * together. It reads what it is sure of, to the last byte, and nothing else: a value in an unusual form, an element that is there
 * twice, another root, a body that ends early are left to the client, which then judges all of it.
 */
public final class PlainListing {

    private static final int LONGEST_SIZE = 18;
    private static final int LONGEST_COUNT = 9;

    private final PlainXml xml;
    private final List<ListAnswer.Entry> contents = new ArrayList<>(1000);
    private @Nullable String name;
    private @Nullable String prefix;
    private @Nullable String encodingType;
    private @Nullable Boolean truncated;
    private @Nullable Integer keyCount;
    private boolean commonPrefixes;
    private @Nullable String nextToken;
    private String storageClass = "STANDARD";
    private long date = -1;
    private long epochDay;

    private PlainListing(PlainXml xml) {
        this.xml = xml;
    }

    /** What the first bytes of this say as a listing; empty if it isn't plainly one. */
    public static Optional<ListAnswer.Listing> read(byte[] bytes, int length) {
        try {
            return Optional.of(new PlainListing(new PlainXml(bytes, length)).listing());
        } catch (NotPlain e) {
            return Optional.empty();
        }
    }

    private ListAnswer.Listing listing() throws NotPlain {
        xml.openRoot("ListBucketResult");
        while (xml.open()) {
            if (xml.isNamed("Contents")) {
                contents.add(entry());
            } else if (xml.isNamed("Name")) {
                name = once(name);
            } else if (xml.isNamed("Prefix")) {
                prefix = once(prefix);
            } else if (xml.isNamed("EncodingType")) {
                encodingType = once(encodingType);
            } else if (xml.isNamed("NextContinuationToken")) {
                nextToken = once(nextToken);
            } else if (xml.isNamed("IsTruncated")) {
                String flag = once(truncated);
                require(flag.equals("true") || flag.equals("false"));
                truncated = flag.equals("true");
            } else if (xml.isNamed("KeyCount")) {
                once(keyCount);
                keyCount = (int) xml.number(LONGEST_COUNT);
            } else if (xml.isNamed("MaxKeys")) {
                xml.readText();
                xml.number(LONGEST_COUNT); // what a client can't read is no page
            } else {
                commonPrefixes |= xml.isNamed("CommonPrefixes");
                xml.skip();
            }
        }
        xml.requireEnd();
        return new ListAnswer.Listing(
                name, prefix, encodingType, truncated, keyCount, commonPrefixes, contents, nextToken);
    }

    private String once(@Nullable Object before) throws NotPlain {
        readOnce(before);
        return xml.text();
    }

    private void readOnce(@Nullable Object before) throws NotPlain {
        require(before == null);
        xml.readText();
    }

    private ListAnswer.Entry entry() throws NotPlain {
        String key = null;
        Long size = null;
        String etag = null;
        Instant lastModified = null;
        String stored = null;
        xml.requireContent();
        while (xml.open()) {
            if (xml.isNamed("Key")) {
                key = once(key);
            } else if (xml.isNamed("LastModified")) {
                readOnce(lastModified);
                lastModified = time();
            } else if (xml.isNamed("ETag")) {
                etag = once(etag);
            } else if (xml.isNamed("Size")) {
                readOnce(size);
                size = xml.number(LONGEST_SIZE);
            } else if (xml.isNamed("StorageClass")) {
                readOnce(stored);
                storageClass = xml.text(storageClass); // nearly always that of the object before
                stored = storageClass;
            } else {
                xml.skip();
            }
        }
        return new ListAnswer.Entry(key, size, etag, lastModified, stored);
    }

    /** As in 2026-10-21T07:28:00.000Z, with any fraction or none. */
    private Instant time() throws NotPlain {
        int last = xml.textLength() - 1;
        require(last >= 19 && last <= 29 && last != 20);
        require(xml.textAt(4) == '-' && xml.textAt(7) == '-' && xml.textAt(10) == 'T');
        require(xml.textAt(13) == ':' && xml.textAt(16) == ':' && xml.textAt(last) == 'Z');
        long hour = xml.digits(11, 13);
        long minute = xml.digits(14, 16);
        long second = xml.digits(17, 19);
        require(hour < 24 && minute < 60 && second < 60);
        long nanos = 0;
        if (last > 19) {
            require(xml.textAt(19) == '.');
            nanos = xml.digits(20, last);
            for (int digit = last - 20; digit < 9; digit++) {
                nanos *= 10;
            }
        }
        return Instant.ofEpochSecond(((epochDay() * 24 + hour) * 60 + minute) * 60 + second, nanos);
    }

    private long epochDay() throws NotPlain {
        long year = xml.digits(0, 4);
        long month = xml.digits(5, 7);
        long day = xml.digits(8, 10);
        long given = (year * 100 + month) * 100 + day;
        if (given != date) { // neighbours are often of one day
            try {
                epochDay = LocalDate.of((int) year, (int) month, (int) day).toEpochDay();
                date = given;
            } catch (DateTimeException e) {
                require(false);
            }
        }
        return epochDay;
    }
}
