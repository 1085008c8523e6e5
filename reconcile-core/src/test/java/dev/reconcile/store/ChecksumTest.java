package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Checksum.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {

    private static final String DIGITS = "123456789";

    /** What the catalogues of these algorithms give for the nine digits. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 25f9e794323b453885f5181f1b624d0b",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888"
    })
    void everyAlgorithmGivesItsCheckValue(Algorithm algorithm, String expected) {
        assertThat(Checksum.over(algorithm, DIGITS).hex()).isEqualTo(expected);

        MessageDigest digest = algorithm.digest();
        for (byte each : DIGITS.getBytes(StandardCharsets.UTF_8)) {
            digest.update(each);
        }
        assertThat(Checksum.of(algorithm, digest.digest()).hex())
                .as("byte by byte")
                .isEqualTo(expected);
        digest.update((byte) 'x');
        digest.reset();
        digest.update(DIGITS.getBytes(StandardCharsets.UTF_8));
        assertThat(Checksum.of(algorithm, digest.digest()).hex())
                .as("used again")
                .isEqualTo(expected);
        assertThat(digest.getDigestLength()).isEqualTo(algorithm.bytes());
    }
}
