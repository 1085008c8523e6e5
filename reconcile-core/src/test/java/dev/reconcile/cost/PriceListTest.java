package dev.reconcile.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.RunReport;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListTest {

    @TempDir
    private Path directory;

    private Path file(String json) throws IOException {
        return Files.writeString(directory.resolve("prices.json"), json);
    }

    @Test
    void terabyteInEachClassCostsWhatTheListSays() {
        long terabyte = 1L << 40;
        assertThat(PriceList.AWS_US_EAST_1.monthly("STANDARD", terabyte)).isEqualByComparingTo("23.552");
        assertThat(PriceList.AWS_US_EAST_1.monthly("DEEP_ARCHIVE", terabyte)).isEqualByComparingTo("1.01376");
        assertThat(PriceList.R2.monthly("STANDARD", 1_000_000_000_000L)).isEqualByComparingTo("15");
        assertThat(PriceList.OWN_SERVER.monthly("STANDARD", terabyte)).isZero();
    }

    @Test
    void classThatNobodyKnowsIsTakenForTheUsualOne() {
        assertThat(PriceList.R2.monthly("NEW_CLASS", 1_000_000_000)).isEqualByComparingTo("0.015");
    }

    @Test
    void usersOwnListIsRead() throws IOException {
        PriceList read = PriceList.read(file("""
                {"name": "ours", "currency": "EUR", "gigabyte": 1000000000,
                 "per_million": {"lists": 4, "looks": "0.3", "changes": 5.5},
                 "per_gigabyte_month": {"STANDARD": 0.02, "COLD": 0.004}}"""));
        assertThat(read.monthly("COLD", 2_000_000_000)).isEqualByComparingTo("0.008");
        assertThat(read.requests().currency()).isEqualTo("EUR");
        assertThat(read.requests().of(new RunReport.RequestCounts(1_000_000, 0, 0, 0, 0, 0, 2_000_000, 0, 0)))
                .isEqualByComparingTo("15");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json | it is no JSON, in line 1",
                "{} | per_million/lists is missing",
                "{\"per_million\":{\"lists\":\"four\",\"looks\":1,\"changes\":1}} | per_million/lists is 'four', expected a number",
                "{\"per_million\":{\"lists\":-1,\"looks\":1,\"changes\":1}} | Invalid price: -1",
                "{\"per_million\":{\"lists\":1,\"looks\":1,\"changes\":1}} | no price for the storage class STANDARD",
                "{\"per_million\":{\"lists\":1,\"looks\":1,\"changes\":1},\"per_gigabyte_month\":{\"STANDARD\":-2}} | Invalid price of storage class 'STANDARD': -2"
            })
    void wrongListSaysWhatIsWrong(String json, String message) throws IOException {
        Path file = file(json);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceList.read(file))
                .withMessageContaining(message);
    }

    @Test
    void listThatIsntThereIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceList.read(directory.resolve("none.json")))
                .withMessageContaining("none.json: it can't be read");
    }

    @Test
    void copyOfTheMapCantBeChanged() {
        Map<String, BigDecimal> prices = PriceList.R2.perGigabyteMonth();
        assertThat(prices).isUnmodifiable();
    }
}
