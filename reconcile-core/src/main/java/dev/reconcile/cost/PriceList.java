package dev.reconcile.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.RunReport;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.RequestPrices;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a vendor charges. Prices change, differ by region, and fall with volume: take your own where it matters, from a file
 * ({@link #read}) or by the constructor. Traffic, retrieval from archives and minimum durations aren't in it.
 *
 * @param name whose prices, where, and as read when
 * @param requests for requests
 * @param perGigabyteMonth for storage, by storage class as the store names it; the usual one is {@code STANDARD}
 * @param gigabyte how many bytes the vendor calls a gigabyte
 */
public record PriceList(String name, RequestPrices requests, Map<String, BigDecimal> perGigabyteMonth, long gigabyte) {

    private static final long BINARY = 1L << 30;
    private static final long DECIMAL = 1_000_000_000;

    /** <a href="https://aws.amazon.com/s3/pricing/">AWS: Amazon S3 pricing</a>, the first tier. */
    public static final PriceList AWS_US_EAST_1 = new PriceList(
            "AWS us-east-1, November 2026",
            prices("5.00", "0.40", "5.00"),
            Map.of(
                    "STANDARD", new BigDecimal("0.023"),
                    "INTELLIGENT_TIERING", new BigDecimal("0.023"),
                    "STANDARD_IA", new BigDecimal("0.0125"),
                    "ONEZONE_IA", new BigDecimal("0.01"),
                    "GLACIER_IR", new BigDecimal("0.004"),
                    "GLACIER", new BigDecimal("0.0036"),
                    "DEEP_ARCHIVE", new BigDecimal("0.00099")),
            BINARY);

    /** <a href="https://developers.cloudflare.com/r2/pricing/">Cloudflare: R2 pricing</a>, beyond the free tier. */
    public static final PriceList R2 = new PriceList(
            "Cloudflare R2, November 2026",
            prices("4.50", "0.36", "4.50"),
            Map.of("STANDARD", new BigDecimal("0.015"), "STANDARD_IA", new BigDecimal("0.01")),
            DECIMAL);

    /** A server of one's own: what it costs isn't by the request. */
    public static final PriceList OWN_SERVER =
            new PriceList("own server", prices("0", "0", "0"), Map.of("STANDARD", BigDecimal.ZERO), BINARY);

    public PriceList {
        perGigabyteMonth = Collections.unmodifiableMap(new TreeMap<>(perGigabyteMonth));
        if (!perGigabyteMonth.containsKey("STANDARD")) {
            throw new IllegalArgumentException("Invalid price list '" + ObjectKey.escape(name)
                    + "': no price for the storage class STANDARD, which is assumed where a store names none");
        }
        for (Map.Entry<String, BigDecimal> each : perGigabyteMonth.entrySet()) {
            if (each.getValue().signum() < 0) {
                throw new IllegalArgumentException("Invalid price of storage class '" + ObjectKey.escape(each.getKey())
                        + "': " + each.getValue() + ", expected none or more");
            }
        }
        if (gigabyte < 1) {
            throw new IllegalArgumentException("Invalid gigabyte: " + gigabyte + " bytes, expected at least 1");
        }
    }

    private static RequestPrices prices(String lists, String looks, String changes) {
        return new RequestPrices("USD", new BigDecimal(lists), new BigDecimal(looks), new BigDecimal(changes));
    }

    /**
     * Reads a list from JSON: {@code name}, {@code currency}, {@code per_million} with {@code lists}, {@code looks} and
     * {@code changes}, {@code per_gigabyte_month} by storage class, and {@code gigabyte} in bytes.
     *
     * @throws IllegalArgumentException if it can't be read, or a price is missing, negative, or no number
     */
    public static PriceList read(Path file) {
        String where = "Invalid price list " + ObjectKey.escape(file.toString()) + ": ";
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(
                    where + "it is no JSON, in line " + malformed.getLocation().getLineNr());
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(where + "it can't be read", unreadable);
        }
        Map<String, BigDecimal> storage = new TreeMap<>();
        json.path("per_gigabyte_month")
                .properties()
                .forEach(each -> storage.put(
                        each.getKey(), number(where, "per_gigabyte_month/" + each.getKey(), each.getValue())));
        JsonNode requests = json.path("per_million");
        RequestPrices prices = new RequestPrices(
                json.path("currency").asText("USD"),
                number(where, "per_million/lists", requests.path("lists")),
                number(where, "per_million/looks", requests.path("looks")),
                number(where, "per_million/changes", requests.path("changes")));
        return new PriceList(
                json.path("name").asText(file.getFileName() + ""),
                prices,
                storage,
                json.path("gigabyte").asLong(BINARY));
    }

    private static BigDecimal number(String where, String name, JsonNode given) {
        if (!given.isNumber() && !given.isTextual()) {
            throw new IllegalArgumentException(where + name + " is missing, or no number");
        }
        try {
            return new BigDecimal(given.asText().strip());
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    where + name + " is '" + ObjectKey.escape(given.asText()) + "', expected a number");
        }
    }

    /** What a run's requests cost at most, tries included. Exact, not rounded. */
    public BigDecimal bill(RunReport report) {
        return requests.of(report.requests());
    }

    /** What storing so many bytes costs a month. A class that isn't in the list is taken for STANDARD. */
    public BigDecimal monthly(String storageClass, long bytes) {
        BigDecimal price = perGigabyteMonth.getOrDefault(storageClass, standard());
        return price.multiply(BigDecimal.valueOf(bytes)).divide(BigDecimal.valueOf(gigabyte), 12, RoundingMode.HALF_UP);
    }

    private BigDecimal standard() {
        BigDecimal standard = perGigabyteMonth.get("STANDARD");
        return standard == null ? BigDecimal.ZERO : standard;
    }
}
