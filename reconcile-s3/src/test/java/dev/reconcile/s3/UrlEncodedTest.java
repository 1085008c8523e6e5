package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.protocol.UrlEncoded;
import dev.reconcile.testkit.HostileKeys;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlEncodedTest {

    @Test
    void everyKeyComesBack() throws CharacterCodingException {
        for (String key : HostileKeys.byName().values()) {
            String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);
            assertThat(UrlEncoded.decode(encoded)).isEqualTo(key);
            assertThat(UrlEncoded.decode(encoded.replace("+", "%20"))).isEqualTo(key);
            assertThat(UrlEncoded.decodePath(encoded.replace("+", "%20"))).isEqualTo(key);
        }
    }

    @Test
    void plusIsASpaceInAListingAndAPlusInAPath() throws CharacterCodingException {
        assertThat(UrlEncoded.decode("a+b%2Bc")).isEqualTo("a b+c");
        assertThat(UrlEncoded.decodePath("a+b%2Bc")).isEqualTo("a+b+c");
    }

    @Test
    void whatIsntEscapedStandsForItself() throws CharacterCodingException {
        assertThat(UrlEncoded.decode("caf\u00e9/\uD83D\uDC26+%C3%a9")).isEqualTo("caf\u00e9/\uD83D\uDC26 \u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "100%.csv", "%zz", "%-1", "%FF", "%C3", "%ED%A0%80", "%C0%AF", "+%"})
    void whatIsNoEncodingIsRefused(String text) {
        assertThatThrownBy(() -> UrlEncoded.decode(text)).isInstanceOf(CharacterCodingException.class);
    }
}
