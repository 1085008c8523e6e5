package dev.reconcile.catalog;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Columns that hold URLs (H47). A URL is a declared base followed by the key, percent-encoded or not; a query string (presigned
 * URLs) and a fragment are dropped. Where several bases fit, the longest counts. Scheme and host are compared without case, a
 * scheme's own port is optional, {@code http} is not {@code https}, and a plus sign is a plus sign. Immutable: each method gives
 * a new locator.
 */
public final class UrlLocator implements ObjectLocator {

    private static final Pattern AWS_REGIONAL =
            Pattern.compile("s3(?:[.-]|\\.dualstack\\.)([a-z]{2}(?:-[a-z]+)+-[0-9]+)\\.amazonaws\\.com");
    private static final Pattern DNS_NAME = Pattern.compile("[a-z0-9.-]+");

    /** What writers of URLs leave as it is: nothing, what a path segment may hold (RFC 3986), or what JavaScript keeps. */
    private static final List<String> KEPT = List.of("", "!$&'()*+,;=:@", "!'()*");

    private enum Reading {
        ENCODED,
        PLAIN,
        ELSEWHERE
    }

    private record Place(String base, Reading reading) {}

    private final String bucket;
    private final KeyRules rules;
    private final List<Place> places;

    private UrlLocator(String bucket, KeyRules rules, List<Place> places) {
        this.bucket = bucket;
        this.rules = rules;
        this.places = places;
    }

    static UrlLocator of(String bucket) {
        return new UrlLocator(bucket, KeyRules.S3, List.of()).with(Reading.ENCODED, List.of("s3://" + bucket + "/"));
    }

    /** Further schemes that mean the same as {@code s3}: {@code s3a}, {@code s3n}. */
    public UrlLocator equalSchemes(String... schemes) {
        Reading asS3 =
                places.stream().anyMatch(place -> place.reading == Reading.PLAIN) ? Reading.PLAIN : Reading.ENCODED;
        List<String> bases = new ArrayList<>();
        for (String scheme : schemes) {
            bases.add(UrlForm.base(scheme + "://" + bucket + "/"));
        }
        return with(asS3, bases);
    }

    /**
     * What follows {@code s3://bucket/} (and the equal schemes) is the key as it is, not percent-encoded and without a query, as
     * the AWS command line and Hadoop write it.
     */
    public UrlLocator plainS3Uris() {
        List<Place> changed = new ArrayList<>();
        for (Place place : places) {
            boolean s3 = place.base.endsWith("://" + bucket + "/");
            changed.add(s3 ? new Place(place.base, Reading.PLAIN) : place);
        }
        return new UrlLocator(bucket, rules, changed);
    }

    /**
     * An endpoint of the store: {@code https://s3.example.com}. Both {@code endpoint/bucket/key} and
     * {@code bucket.endpoint/key} are read. A regional endpoint of AWS stands for its dash, dual-stack and global spellings too,
     * because a bucket's name is unique among them.
     */
    public UrlLocator endpoint(String url) {
        String base = UrlForm.base(url);
        int host = base.indexOf("://") + 3;
        List<String> bases = new ArrayList<>();
        for (String endpoint : equalEndpoints(base.substring(0, host), base.substring(host, base.length() - 1))) {
            bases.add(endpoint + "/" + bucket + "/");
            boolean virtualHost =
                    endpoint.indexOf('/', host) < 0 && DNS_NAME.matcher(bucket).matches();
            if (virtualHost) {
                bases.add(endpoint.substring(0, host) + bucket + "." + endpoint.substring(host) + "/");
            }
        }
        return with(Reading.ENCODED, bases);
    }

    private static List<String> equalEndpoints(String scheme, String host) {
        Matcher aws = AWS_REGIONAL.matcher(host);
        if (!aws.matches()) {
            return List.of(scheme + host);
        }
        String region = aws.group(1);
        List<String> equal = new ArrayList<>();
        for (String name : List.of("s3." + region, "s3-" + region, "s3.dualstack." + region)) {
            equal.add(scheme + name + ".amazonaws.com");
        }
        if (!region.startsWith("us-gov-")) { // GovCloud has names of its own
            equal.add(scheme + "s3.amazonaws.com");
        }
        return equal;
    }

    /** A base that the key follows, of a CDN or a proxy in front of the bucket: {@code https://cdn.example.com/media/}. */
    public UrlLocator cdn(String base) {
        return with(Reading.ENCODED, List.of(UrlForm.base(base)));
    }

    /** A known place that isn't this bucket: what lies there is no reference of this store and raises no alarm. */
    public UrlLocator elsewhere(String base) {
        return with(Reading.ELSEWHERE, List.of(UrlForm.base(base)));
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public UrlLocator withKeyRules(KeyRules other) {
        return new UrlLocator(bucket, other, places);
    }

    private UrlLocator with(Reading reading, List<String> bases) {
        List<Place> more = new ArrayList<>(places);
        for (String base : bases) {
            boolean known = false;
            for (Place place : places) {
                known |= place.base.equals(base);
                boolean bothWays = (place.reading == Reading.ELSEWHERE) != (reading == Reading.ELSEWHERE);
                if (place.base.equals(base) && bothWays) {
                    throw new IllegalArgumentException("Invalid location: " + base
                            + " is declared both as a place of bucket " + bucket + " and as elsewhere");
                }
            }
            if (!known) {
                more.add(new Place(base, reading));
            }
        }
        more.sort(Comparator.comparing((Place place) -> place.base.length()).reversed());
        return new UrlLocator(bucket, rules, List.copyOf(more));
    }

    @Override
    public Located locate(String value) {
        if (value.isBlank()) {
            return Located.unparsable("it is blank"); // H51
        }
        if (!UrlForm.isUrl(value)) {
            return Located.unparsable("it isn't a URL: it doesn't begin with a scheme such as https://");
        }
        String normal = UrlForm.normalised(value);
        for (Place place : places) {
            if (normal.startsWith(place.base)) {
                return located(place, normal.substring(place.base.length()));
            }
        }
        return Located.foreign("it names " + UrlForm.place(value) + ", which isn't declared as a place of bucket "
                + bucket + ": declare it with endpoint() or cdn() if it is one, or else with elsewhere()"); // H47
    }

    private Located located(Place place, String rest) {
        return switch (place.reading) {
            case ELSEWHERE -> Located.elsewhere();
            case PLAIN -> KeyLocator.key(rest, rules);
            case ENCODED -> decoded(withoutQuery(rest));
        };
    }

    private Located decoded(String path) {
        String key = PercentEncoding.decode(path);
        return key == null
                ? Located.unparsable("it has a percent escape that is cut short or isn't UTF-8")
                : KeyLocator.key(key, rules);
    }

    private static String withoutQuery(String path) {
        int end = path.length();
        for (int i = 0; i < end; i++) {
            if (path.charAt(i) == '?' || path.charAt(i) == '#') {
                return path.substring(0, i);
            }
        }
        return path;
    }

    @Override
    public Set<String> spellings(ObjectKey key) {
        Set<String> usual = new LinkedHashSet<>();
        for (Place place : places) {
            if (place.reading == Reading.ENCODED) {
                KEPT.forEach(kept -> usual.add(place.base + PercentEncoding.encode(key.value(), kept)));
            }
            if (place.reading != Reading.ELSEWHERE) {
                usual.add(place.base + key.value());
            }
        }
        Located same = Located.inBucket(key);
        usual.removeIf(spelling -> !locate(spelling).equals(same)); // a raw "a?b" or "100%" names something else
        return Collections.unmodifiableSet(usual);
    }

    @Override
    public String description() {
        return places.stream()
                .map(place -> place.reading + " below <" + ObjectKey.escape(place.base) + ">")
                .sorted() // of bases of one length the order of their declaration says nothing
                .collect(Collectors.joining(", ", "URLs of bucket " + bucket + " under " + rules + ": ", ""));
    }

    @Override
    public boolean dropsQuery() {
        return places.stream().anyMatch(place -> place.reading == Reading.ENCODED);
    }
}
