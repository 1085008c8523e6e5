package dev.reconcile.cost;

import dev.reconcile.Integrity;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.store.RequestPrices;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * What a run will take, before it begins: requests by class, time and money, for a run in which nearly everything is in order. Each
 * difference adds a look or two, and each repair a change.
 *
 * @param requests to store and catalog
 * @param time the longest of what the requests' latency, the request's rate and the bandwidth allow
 * @param money for requests to the store, in {@code currency}
 */
public record Estimate(RunReport.RequestCounts requests, Duration time, BigDecimal money, String currency) {

    private static final int PAGE = 1000;
    private static final int PART = 4 << 20;

    /**
     * How much there is.
     *
     * @param records in the catalog, after the request's filter
     * @param references of these records
     * @param objects in the bucket, under the request's prefix
     * @param bytes of the objects, for runs that read content; 0 if nothing is read
     */
    public record Scale(long records, long references, long objects, long bytes) {

        public Scale {
            if (records < 0 || references < 0 || objects < 0 || bytes < 0) {
                throw new IllegalArgumentException("Invalid scale: " + records + " records, " + references
                        + " references, " + objects + " objects, " + bytes + " bytes; none can be negative");
            }
        }

        /** As an earlier run found it; of a run that listed nothing, as many objects as it checked references. */
        public static Scale of(RunReport earlier) {
            long objects = earlier.objects().listed();
            return new Scale(earlier.records(), earlier.references(), objects > 0 ? objects : earlier.checked(), 0);
        }

        public Scale bytes(long ofAllObjects) {
            return new Scale(records, references, objects, ofAllObjects);
        }
    }

    /**
     * @param perRequest how long a request to the store takes, 20 ms say
     * @param perPage how long the catalog takes for a page of the request's batch size
     */
    public static Estimate of(
            ReconcileRequest request, Scale scale, RequestPrices prices, Duration perRequest, Duration perPage) {
        long records = request.limit().isPresent()
                ? Math.min(scale.records(), request.limit().getAsInt())
                : scale.records();
        long references = scale.records() == 0 ? 0 : portion(scale.references(), records, scale.records());
        long pages = ceil(scale.objects(), PAGE) + request.concurrency();
        boolean probed = switch (request.strategyFor(references)) {
            case PROBE -> true;
            case MIXED -> references < pages * request.pageCost(); // the cheaper one; it may be twice that
            case SWEEP, AUTO -> false;
        };
        long lists = probed ? 1 : pages;
        long share = (long) Math.ceil(references * request.verification().share());
        boolean describes = request.checks(Integrity.CHECKSUM)
                || request.checks(Integrity.CONTENT)
                || request.checks(Integrity.METADATA);
        long looks = (probed ? references : 0) + (describes ? share : 0);
        long read = request.checks(Integrity.CONTENT) && references > 0
                ? (long) (scale.bytes() * request.verification().share())
                : 0;
        long parts = read == 0 ? 0 : Math.max(ceil(read, PART), share);
        long reads = ceil(records, request.batchSize()) + 1;
        RunReport.RequestCounts requests =
                new RunReport.RequestCounts(lists, looks, reads, describes ? ceil(share, 50) : 0, 0, 0, 0, 0, parts);
        return new Estimate(
                requests,
                time(request, lists + looks + parts, read, perRequest).plus(perPage.multipliedBy(reads)),
                prices.of(requests),
                prices.currency());
    }

    private static long portion(long of, long some, long all) {
        return (long) Math.ceil((double) of * some / all);
    }

    private static long ceil(long count, long each) {
        return (count + each - 1) / each;
    }

    private static Duration time(ReconcileRequest request, long requests, long bytes, Duration perRequest) {
        Duration byLatency = perRequest.multipliedBy(ceil(requests, request.concurrency()));
        Duration byRate = request.requestsPerSecond().isPresent()
                ? Duration.ofMillis(
                        requests * 1000 / request.requestsPerSecond().getAsInt())
                : Duration.ZERO;
        Duration byBandwidth = request.verification().bytesPerSecond().isPresent()
                ? Duration.ofMillis((long) (bytes
                        * 1000.0
                        / request.verification().bytesPerSecond().getAsLong()))
                : Duration.ZERO;
        Duration longer = byLatency.compareTo(byRate) > 0 ? byLatency : byRate;
        return longer.compareTo(byBandwidth) > 0 ? longer : byBandwidth;
    }
}
