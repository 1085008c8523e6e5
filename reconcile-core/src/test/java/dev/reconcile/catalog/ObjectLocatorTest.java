package dev.reconcile.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ObjectKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectLocatorTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();
    private static final UrlLocator URLS = ObjectLocator.bucket("images")
            .urls()
            .equalSchemes("s3a", "s3n")
            .endpoint("https://s3.eu-central-1.amazonaws.com")
            .endpoint("http://127.0.0.1:9000")
            .cdn("https://cdn.example.com/media/")
            .elsewhere("https://legacy.example.com/")
            .elsewhere("https://cdn.example.com/");

    @ParameterizedTest
    @DisplayName("H47: every declared form of a URL names the same key")
    @ValueSource(
            strings = {
                "s3://images/a/b c+d.png",
                "s3a://images/a/b c+d.png",
                "S3N://images/a/b%20c%2bd.png",
                "https://s3.eu-central-1.amazonaws.com/images/a/b%20c+d.png",
                "https://s3-eu-central-1.amazonaws.com/images/a/b%20c+d.png",
                "https://s3.amazonaws.com/images/a/b%20c%2Bd.png",
                "https://s3.dualstack.eu-central-1.amazonaws.com/images/a%2Fb%20c+d.png",
                "https://images.s3.eu-central-1.amazonaws.com/a/b%20c+d.png",
                "https://images.s3.amazonaws.com/a/b%20c+d.png",
                "https://images.s3.dualstack.eu-central-1.amazonaws.com/a/b%20c+d.png",
                "HTTPS://Images.S3.Eu-Central-1.AmazonAWS.com:443/a/b%20c+d.png",
                "https://images.s3.amazonaws.com/a/b%20c+d.png?X-Amz-Signature=0%zz&x=1",
                "https://images.s3.amazonaws.com/a/b%20c+d.png#top",
                "http://127.0.0.1:9000/images/a/b%20c+d.png",
                "https://cdn.example.com/media/a/b%20c+d.png?v=3",
            })
    void declaredFormsNameTheSameKey(String value) {
        assertThat(URLS.locate(value)).isEqualTo(Located.inBucket(ObjectKey.of("a/b c+d.png")));
    }

    @ParameterizedTest
    @DisplayName("H47, H101: a host, bucket, scheme or port nobody declared is foreign")
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "s3://other/a.png",
                "s3://Images/a.png",
                "gs://images/a.png",
                "https://s3.eu-central-1.amazonaws.com/other/a.png",
                "https://s3.eu-central-1.amazonaws.com/images-old/a.png",
                "https://images.s3.us-east-1.amazonaws.com/a.png",
                "http://images.s3.eu-central-1.amazonaws.com/a.png",
                "https://images.s3.eu-central-1.amazonaws.com:8443/a.png",
                "https://images.s3.amazonaws.com.evil.example/a.png",
                "https://images.s3.amazonaws.com@evil.example/a.png",
                "https://cdn.example.com.evil.example/media/a.png",
                "file:///etc/passwd",
            })
    void undeclaredPlacesAreForeign(String value) {
        assertThat(URLS.locate(value).kind()).isEqualTo(Located.Kind.FOREIGN);
    }

    @Test
    @DisplayName("H100: user and password of a foreign URL stay out of the detail")
    void foreignDetailHoldsNoPassword() {
        assertThat(URLS.locate("https://admin:canary@evil.example/x"))
                .isInstanceOfSatisfying(
                        Located.Foreign.class,
                        foreign -> assertThat(foreign.detail())
                                .contains("evil.example")
                                .doesNotContain("canary"));
    }

    @Test
    void declaredOtherPlacesAreElsewhereAndTheLongestBaseCounts() {
        assertThat(URLS.locate("https://legacy.example.com/a.png")).isEqualTo(Located.elsewhere());
        assertThat(URLS.locate("https://cdn.example.com/avatars/a.png")).isEqualTo(Located.elsewhere());
        assertThat(URLS.locate("https://cdn.example.com/media/a.png"))
                .isEqualTo(Located.inBucket(ObjectKey.of("a.png")));
    }

    @ParameterizedTest
    @DisplayName("H37, H41, H43, H46, H51: what is no location or key says why")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|blank",
                "'  '|blank",
                "photos/a.png|isn't a URL",
                "//cdn.example.com/media/a.png|isn't a URL",
                "s3://images/|empty",
                "s3://images/?versionId=1|empty",
                "s3://images/100%|escape",
                "s3://images/100%2|escape",
                "s3://images/100%zz.png|escape",
                "s3://images/%+2|escape",
                "s3://images/%c3|UTF-8",
                "s3://images/%c3é|UTF-8",
                "s3://images/%ed%a0%80|UTF-8",
                "s3://images/%c0%af|UTF-8",
                "s3://images/a%00b|NUL",
            })
    void unparsableValuesSayWhy(String value, String clause) {
        assertThat(URLS.locate(value))
                .isInstanceOfSatisfying(
                        Located.Unparsable.class,
                        unparsable -> assertThat(unparsable.detail()).contains(clause));
    }

    @Test
    @DisplayName("H41, H43, H46, H51: keys are checked the same where the column holds them plainly")
    void keysAreChecked() {
        assertThat(KEYS.locate("a ")).isEqualTo(Located.inBucket(ObjectKey.of("a ")));
        assertThat(KEYS.locate("é".repeat(512)).kind()).isEqualTo(Located.Kind.IN_BUCKET);
        for (String bad : List.of("", " ", "a\0b", "a\uD800", "é".repeat(512) + "a")) {
            assertThat(KEYS.locate(bad).kind()).as(ObjectKey.escape(bad)).isEqualTo(Located.Kind.UNPARSABLE);
        }
    }

    @ParameterizedTest
    @DisplayName("H47: a URL in a column of keys is no key, or every row of a URL column would look broken")
    @ValueSource(
            strings = {
                "s3://images/a.png",
                "http://cdn.example.com/a.png",
                "https://x/a",
                "S3://images/a",
                "HttpS://x/",
                "s3://"
            })
    void urlsAreNoKeys(String value) {
        for (ObjectLocator keys : List.of(KEYS, KEYS.withKeyRules(KeyRules.FILE_SYSTEM))) {
            assertThat(keys.locate(value))
                    .isEqualTo(Located.unparsable("it is a URL, and its column is declared to hold keys: declare it"
                            + " with urls(), or with rawKeys() if the application's keys really look like URLs"));
            assertThat(keys.spellings(ObjectKey.of(value))).isEmpty();
        }
    }

    @Test
    void onlyTheBeginningMakesAUrl() {
        for (String key : List.of("https:/a", "s3:a", "proxied/https://x/a", " s3://images/a", "gs://a", "https")) {
            assertThat(KEYS.locate(key)).isEqualTo(Located.inBucket(ObjectKey.of(key)));
        }
    }

    @Test
    void rawKeysMayLookLikeUrls() {
        ObjectLocator raw = ObjectLocator.bucket("images").rawKeys();
        ObjectKey key = ObjectKey.of("https://x/a%20b?c");
        assertThat(raw.bucket()).isEqualTo("images");
        assertThat(raw.locate(key.value())).isEqualTo(Located.inBucket(key));
        assertThat(raw.spellings(key)).containsExactly(key.value());
        assertThat(raw.locate(" ").kind()).isEqualTo(Located.Kind.UNPARSABLE);
        assertThat(raw.withKeyRules(new KeyRules(true, false, ObjectKey.MAX_BYTES))
                        .locate(key.value()))
                .isEqualTo(Located.inBucket(key));
    }

    @Test
    @DisplayName("H36: one decoding, and a plus is a plus")
    void escapesAreDecodedExactlyOnce() {
        assertThat(URLS.locate("s3://images/a%2520b+c")).isEqualTo(Located.inBucket(ObjectKey.of("a%20b+c")));
    }

    @Test
    @DisplayName("H40: a key the store doesn't take is unparsable, with the rule's words")
    void keyRulesDecide() {
        ObjectLocator strict = URLS.withKeyRules(KeyRules.FILE_SYSTEM);
        assertThat(URLS.locate("s3://images//a").kind()).isEqualTo(Located.Kind.IN_BUCKET);
        assertThat(strict.locate("s3://images//a"))
                .isInstanceOfSatisfying(
                        Located.Unparsable.class,
                        unparsable -> assertThat(unparsable.detail()).contains("empty segment"));
        assertThat(strict.spellings(ObjectKey.of("/a"))).isEmpty();
        assertThat(KEYS.withKeyRules(KeyRules.FILE_SYSTEM).spellings(ObjectKey.of("a/../b")))
                .isEmpty();
    }

    @Test
    void plainS3UrisHoldTheKeyAsItIs() {
        UrlLocator plain = ObjectLocator.bucket("images").urls().plainS3Uris().equalSchemes("s3a");
        for (String scheme : List.of("s3", "s3a")) {
            assertThat(plain.locate(scheme + "://images/100%?a#b%20"))
                    .isEqualTo(Located.inBucket(ObjectKey.of("100%?a#b%20")));
        }
        assertThat(plain.spellings(ObjectKey.of("a b")))
                .containsExactlyInAnyOrder("s3://images/a b", "s3a://images/a b");
        assertThat(plain.dropsQuery()).isFalse();
    }

    @Test
    void spellingsAreTheUsualOnes() {
        assertThat(ObjectLocator.bucket("images")
                        .urls()
                        .cdn("https://cdn.example.com")
                        .spellings(ObjectKey.of("a (1)+.png")))
                .containsExactlyInAnyOrder(
                        "s3://images/a%20%281%29%2B.png",
                        "s3://images/a%20(1)+.png",
                        "s3://images/a%20(1)%2B.png",
                        "s3://images/a (1)+.png",
                        "https://cdn.example.com/a%20%281%29%2B.png",
                        "https://cdn.example.com/a%20(1)+.png",
                        "https://cdn.example.com/a%20(1)%2B.png",
                        "https://cdn.example.com/a (1)+.png");
        assertThat(KEYS.spellings(ObjectKey.of("a?b"))).containsExactly("a?b");
        assertThat(KEYS.spellings(ObjectKey.of(" ")))
                .as("a blank can't be read back")
                .isEmpty();
    }

    @Test
    @DisplayName("H32 to H46: every spelling of ten thousand hostile keys is read back as the key")
    void everySpellingReadsBackAsItsKey() {
        Random random = new Random(47);
        for (int i = 0; i < 10_000; i++) {
            ObjectKey key = hostileKey(random);
            var spellings = URLS.spellings(key);
            assertThat(spellings).as("spellings of %s", key).hasSizeGreaterThanOrEqualTo(14);
            for (String spelling : spellings) {
                assertThat(URLS.locate(spelling)).as(spelling).isEqualTo(Located.inBucket(key));
            }
        }
    }

    @Test
    @DisplayName("H41, H47: no text makes locate throw, and no detail holds a control character (H98)")
    void locateNeverThrows() {
        Random random = new Random(101);
        List<String> pieces = List.of(
                "s3://",
                "images",
                "/",
                "%",
                "%2",
                "%C3%A9",
                "%ff",
                "https://",
                "cdn.example.com",
                "/media/",
                "@",
                ":",
                "443",
                "?",
                "#",
                "\0",
                "\uD800",
                "\uDC00",
                "\r\n",
                "\u001b[31m",
                "é",
                "\u202e",
                " ",
                "..",
                "\\",
                "x");
        for (int i = 0; i < 100_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int n = random.nextInt(10); n > 0; n--) {
                value.append(pieces.get(random.nextInt(pieces.size())));
            }
            Located located = URLS.locate(value.toString());
            String detail = located instanceof Located.Foreign foreign
                    ? foreign.detail()
                    : located instanceof Located.Unparsable unparsable ? unparsable.detail() : "";
            assertThat(detail).isEqualTo(ObjectKey.escape(detail).replace("\\\\", "\\"));
        }
    }

    @Test
    void everyLocatorNamesItsBucket() {
        assertThat(KEYS.bucket()).isEqualTo("images");
        assertThat(KEYS.withKeyRules(KeyRules.FILE_SYSTEM).bucket()).isEqualTo("images");
        assertThat(URLS.bucket()).isEqualTo("images");
    }

    @Test
    void mistakesInDeclarationsAreRefused() {
        assertThatThrownBy(() -> ObjectLocator.bucket("a/b")).hasMessageContaining("bucket name");
        UrlLocator urls = ObjectLocator.bucket("images").urls();
        for (String bad :
                List.of("cdn.example.com", "https://", "https://u:p@host/", "https://host/?a", "https://a b/")) {
            assertThatThrownBy(() -> urls.cdn(bad)).hasMessageContaining("Invalid base URL");
        }
        assertThatThrownBy(() -> urls.elsewhere("s3://images")).hasMessageContaining("elsewhere");
    }

    private static ObjectKey hostileKey(Random random) {
        int[] alphabet = {
            'a', 'B', '0', ' ', '+', '%', '2', 'F', '?', '#', '&', '=', ':', ';', ',', '@', '!', '$', '\'', '(', ')',
            '*', '/', '.', '~', '-', '_', '\\', '"', '<', '>', '[', ']', '{', '|', '^', '`', 1, '\t', '\r', '\n', 0x1b,
            0x7f, 0x85, 0xe9, 0x301, 0x130, 0x212a, 0x2028, 0x202e, 0xe000, 0xfeff, 0xffff, 0x1f600, 0x10ffff
        };
        StringBuilder key = new StringBuilder();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            key.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return ObjectKey.of(key.toString());
    }
}
