package dev.reconcile.cli.config;

import dev.reconcile.cost.PriceList;
import dev.reconcile.store.RequestPrices;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Prices: a known list, with others in the place of some. */
record PricesSection(
        @Key(
                value = "The list to start from.",
                byDefault = "r2 for type r2, own-server for directories and for endpoints that aren't AWS's, else aws",
                example = "aws")
        @Nullable
        Known list,

        @Key(value = "The currency of your own prices.", byDefault = "USD")
        String currency,

        @Key(value = "For a million listings.", example = "5.00") @Nullable
        BigDecimal perMillionLists,

        @Key(value = "For a million looks at objects.", example = "0.40") @Nullable
        BigDecimal perMillionLooks,

        @Key(value = "For a million copies, uploads and tags.", example = "5.00") @Nullable
        BigDecimal perMillionChanges,

        @Key(value = "For a gigabyte stored a month, by storage class.", example = "{STANDARD: 0.023}")
        Map<String, BigDecimal> perGigabyteMonth) {

    /** Whose prices. */
    enum Known {
        AWS,
        R2,
        OWN_SERVER;

        PriceList prices() {
            return switch (this) {
                case AWS -> PriceList.AWS_US_EAST_1;
                case R2 -> PriceList.R2;
                case OWN_SERVER -> PriceList.OWN_SERVER;
            };
        }
    }

    PriceList of(StoreSection store) {
        PriceList base = (list == null ? usual(store) : list).prices();
        if (perMillionLists == null
                && perMillionLooks == null
                && perMillionChanges == null
                && perGigabyteMonth.isEmpty()) {
            return base;
        }
        RequestPrices requests = new RequestPrices(
                currency,
                perMillionLists == null ? base.requests().perMillionLists() : perMillionLists,
                perMillionLooks == null ? base.requests().perMillionLooks() : perMillionLooks,
                perMillionChanges == null ? base.requests().perMillionChanges() : perMillionChanges);
        Map<String, BigDecimal> storage = new TreeMap<>(base.perGigabyteMonth());
        storage.putAll(perGigabyteMonth);
        return new PriceList("configured, else " + base.name(), requests, storage, base.gigabyte());
    }

    private static Known usual(StoreSection store) {
        if (store instanceof StoreSection.R2) {
            return Known.R2;
        }
        return store instanceof StoreSection.S3 s3 && s3.endpoint() == null ? Known.AWS : Known.OWN_SERVER;
    }
}
