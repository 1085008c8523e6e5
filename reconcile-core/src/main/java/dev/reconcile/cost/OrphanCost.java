package dev.reconcile.cost;

import dev.reconcile.RunReport;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the orphans of a run cost a month where they are, and what the same bytes would cost in every class of the price list.
 *
 * @param currency of all amounts
 * @param monthly now, by storage class
 * @param ifAllIn by storage class; archives also charge for what is read back, and for a minimum of time and size
 */
public record OrphanCost(String currency, Map<String, BigDecimal> monthly, Map<String, BigDecimal> ifAllIn) {

    public OrphanCost {
        monthly = Collections.unmodifiableMap(new TreeMap<>(monthly));
        ifAllIn = Collections.unmodifiableMap(new TreeMap<>(ifAllIn));
    }

    public static OrphanCost of(RunReport report, PriceList prices) {
        Map<String, Long> bytes = report.objects().orphanBytesByClass();
        Map<String, BigDecimal> monthly = new TreeMap<>();
        bytes.forEach((storageClass, size) -> monthly.put(storageClass, prices.monthly(storageClass, size)));
        Map<String, BigDecimal> ifAllIn = new TreeMap<>();
        long all = report.objects().orphanBytes();
        prices.perGigabyteMonth()
                .keySet()
                .forEach(storageClass -> ifAllIn.put(storageClass, prices.monthly(storageClass, all)));
        return new OrphanCost(prices.requests().currency(), monthly, ifAllIn);
    }

    /** Of all classes together. */
    public BigDecimal total() {
        return monthly.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
