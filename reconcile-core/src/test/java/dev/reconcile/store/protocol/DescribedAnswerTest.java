package dev.reconcile.store.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Checksum;
import dev.reconcile.store.Checksum.Algorithm;
import dev.reconcile.store.Details;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a HEAD says of an object beyond its size. */
class DescribedAnswerTest {

    private static final String SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final Checksum SUM = new Checksum(Algorithm.SHA256, SHA256);

    private static Details described(String... namesAndValues) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Content-Length", List.of("3"));
        headers.put("Last-Modified", List.of("Tue, 03 Nov 2026 08:15:00 GMT"));
        headers.put("ETag", List.of("\"abc\""));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.merge(
                    namesAndValues[i],
                    List.of(namesAndValues[i + 1]),
                    (one, other) -> List.of(one.get(0), other.get(0)));
        }
        Presence presence = HeadAnswer.described(ObjectKey.of("a"), new HttpAnswer(200, headers));
        assertThat(presence).isInstanceOf(Presence.Present.class);
        return ((Presence.Present) presence).details();
    }

    @Test
    void checksumOfTheWholeObjectIsTaken() {
        assertThat(described("x-amz-checksum-sha256", SUM.base64(), "x-amz-checksum-type", "FULL_OBJECT")
                        .checksums())
                .containsExactly(SUM);
        assertThat(described("X-Amz-Checksum-Sha256", SUM.base64()).checksums())
                .as("of a store that has no composite ones")
                .containsExactly(SUM);
    }

    @Test
    @DisplayName("H20: a checksum of the parts' checksums is none of the content")
    void compositeChecksumIsLeftOut() {
        assertThat(described("x-amz-checksum-sha256", SUM.base64(), "x-amz-checksum-type", "COMPOSITE")
                        .checksums())
                .isEmpty();
        assertThat(described("x-amz-checksum-sha256", SUM.base64() + "-3").checksums())
                .isEmpty();
    }

    @Test
    void twoChecksumsOfOneAlgorithmAreNone() {
        assertThat(described("x-amz-checksum-sha256", SUM.base64(), "x-amz-checksum-sha256", SUM.base64())
                        .checksums())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "AAAA", "!!!!", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=AAAA"})
    void whatIsNoChecksumIsLeftOut(String value) {
        assertThat(described("x-amz-checksum-sha256", value).checksums()).isEmpty();
    }

    @Test
    void metadataIsByNameInLowerCase() {
        assertThat(described("X-Amz-Meta-Record-Count", "100", "x-amz-meta-", "none", "x-amz-metabolism", "no")
                        .metadata())
                .isEqualTo(Map.of("record-count", "100"));
    }

    @Test
    void metadataThatMayBeEncodedIsLeftOut() {
        assertThat(described(
                                "x-amz-meta-rfc", "=?UTF-8?B?w6Q=?=",
                                "x-amz-meta-raw", "\u00e4",
                                "x-amz-meta-twice", "1",
                                "x-amz-meta-twice", "2",
                                "x-amz-meta-plain", "ok")
                        .metadata())
                .isEqualTo(Map.of("plain", "ok"));
    }

    @Test
    @DisplayName("H17: what has to be restored before it is read is archived")
    void archivesAreToldByTheirClass() {
        assertThat(described("x-amz-storage-class", "DEEP_ARCHIVE").archived()).isTrue();
        assertThat(described("x-amz-storage-class", "GLACIER").archived()).isTrue();
        assertThat(described("x-amz-storage-class", "GLACIER_IR").archived())
                .as("instant retrieval")
                .isFalse();
        assertThat(described("x-amz-storage-class", "INTELLIGENT_TIERING", "x-amz-archive-status", "ARCHIVE_ACCESS")
                        .archived())
                .isTrue();
        assertThat(described().archived()).isFalse();
    }
}
