package dev.reconcile.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.store.RequestPrices;
import org.junit.jupiter.api.Test;

class WeightsTest {

    private static final RequestPrices AWS = PriceList.AWS_US_EAST_1.requests();

    @Test
    void pageCostsWhatMatters() {
        assertThat(new Weights(0, 1, 0).pageCost(AWS)).as("5.00 against 0.40").isEqualTo(12.5);
        assertThat(new Weights(1, 0, 0).pageCost(AWS))
                .as("a request is a request")
                .isEqualTo(1);
        assertThat(new Weights(2, 1, 1).pageCost(AWS)).isEqualTo((2 + 12.5 + 4) / 4);
        assertThat(new Weights(0, 1, 0).pageCost(PriceList.OWN_SERVER.requests()))
                .as("which costs nothing either way")
                .isEqualTo(1);
    }

    @Test
    void evenWeightsAtAwsPricesAreTheDefault() {
        assertThat(Weights.EVEN.pageCost(AWS))
                .isCloseTo(ReconcileRequest.dryRun().pageCost(), within(0.05));
    }

    @Test
    void weightsThatWeighNothingAreRefused() {
        assertThatThrownBy(() -> new Weights(0, 0, 0)).hasMessageContaining("one has to be more than nothing");
        assertThatThrownBy(() -> new Weights(1, -1, 1)).hasMessageContaining("Invalid weights: 1.0 for requests, -1.0");
        assertThatThrownBy(() -> new Weights(Double.NaN, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Weights(Double.POSITIVE_INFINITY, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pageCostHasToBeAPossibleOne() {
        assertThatThrownBy(() -> ReconcileRequest.builder().pageCost(0))
                .hasMessage("Invalid pageCost: 0.0, expected 0.1 to 1000 looks");
        assertThatThrownBy(() -> ReconcileRequest.builder().pageCost(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
