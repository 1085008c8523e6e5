package dev.reconcile.cost;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.store.RequestPrices;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How much requests, money and time matter, against each other, where a run may list or look
 * ({@link dev.reconcile.Strategy#MIXED}).
 *
 * @param requests how much their number matters
 * @param money how much their price matters
 * @param latency how much the time that they take matters
 */
public record Weights(double requests, double money, double latency) {

    /** All alike. */
    public static final Weights EVEN = new Weights(1, 1, 1);

    /** A page of a thousand keys takes about so many times as long as a look. */
    private static final double LATENCY_OF_A_PAGE = 4;

    public Weights {
        boolean valid = requests >= 0 && money >= 0 && latency >= 0 && requests + money + latency > 0;
        if (!valid || Double.isInfinite(requests + money + latency)) {
            throw new IllegalArgumentException(
                    "Invalid weights: " + requests + " for requests, " + money + " for money, " + latency
                            + " for latency; none may be negative, and one has to be more than nothing");
        }
    }

    /**
     * What a page of a listing costs, in looks, for {@link ReconcileRequest.Builder#pageCost}. Where looks cost no money, requests stand for
     * it.
     */
    public double pageCost(RequestPrices prices) {
        BigDecimal look = prices.perMillionLooks();
        double byMoney = look.signum() == 0
                ? 1
                : prices.perMillionLists().divide(look, 6, RoundingMode.HALF_UP).doubleValue();
        return (requests + money * byMoney + latency * LATENCY_OF_A_PAGE) / (requests + money + latency);
    }
}
