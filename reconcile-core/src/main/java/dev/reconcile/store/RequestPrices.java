package dev.reconcile.store;

import dev.reconcile.RunReport;
import java.math.BigDecimal;

/**
 * What a store charges for requests (H90). Prices change, and contracts differ: take yours where it matters. Storage and traffic
 * aren't in it.
 *
 * @param currency as {@code USD}
 * @param perMillionLists for listings; the class of requests that is charged most, on most stores
 * @param perMillionLooks for looks at one object, and for reading a part of it
 * @param perMillionChanges for copies, uploads and tags; removing is free on most stores, and counted here all the same
 */
public record RequestPrices(
        String currency, BigDecimal perMillionLists, BigDecimal perMillionLooks, BigDecimal perMillionChanges) {

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    public RequestPrices {
        for (BigDecimal price : new BigDecimal[] {perMillionLists, perMillionLooks, perMillionChanges}) {
            if (price.signum() < 0) {
                throw new IllegalArgumentException("Invalid price: " + price + ", expected none or more");
            }
        }
    }

    /** What a run's requests to the store cost at most, tries included; without the probe's. Exact, not rounded. */
    public BigDecimal of(RunReport.RequestCounts requests) {
        return perMillionLists
                .multiply(BigDecimal.valueOf(requests.lists()))
                .add(perMillionLooks.multiply(BigDecimal.valueOf(requests.stats() + requests.contentReads())))
                .add(perMillionChanges.multiply(BigDecimal.valueOf(requests.storeChanges())))
                .divide(MILLION)
                .stripTrailingZeros();
    }
}
