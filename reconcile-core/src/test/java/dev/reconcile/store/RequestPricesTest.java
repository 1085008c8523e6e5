package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.RunReport;
import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestPricesTest {

    private static final RequestPrices PRICES =
            new RequestPrices("USD", new BigDecimal("4.50"), new BigDecimal("0.36"), new BigDecimal("4.50"));

    @Test
    @DisplayName("H90: a million objects listed, a thousand looked at and ten moved cost half a cent")
    void aBillIsExact() {
        assertThat(PRICES.of(new RunReport.RequestCounts(1000, 1000, 2000, 10, 10, 0, 20, 3, 0)))
                .isEqualByComparingTo("0.00495");
        assertThat(PRICES.of(new RunReport.RequestCounts(0, 0, 2000, 10, 10, 5, 0, 0, 0)))
                .as("the database's requests aren't the store's")
                .isEqualByComparingTo("0");
    }

    @Test
    void noPriceIsNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestPrices("USD", BigDecimal.ONE, new BigDecimal("-0.1"), BigDecimal.ONE))
                .withMessage("Invalid price: -0.1, expected none or more");
    }
}
