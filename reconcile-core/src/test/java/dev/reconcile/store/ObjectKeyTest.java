package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {

    @Test
    @DisplayName("The order is that of unsigned UTF-8 bytes (H31, H32)")
    void orderIsThatOfUtf8Bytes() {
        Random random = new Random(32);
        for (int i = 0; i < 200_000; i++) {
            ObjectKey a = randomKey(random);
            ObjectKey b = randomKey(random);
            int order = Integer.signum(Arrays.compareUnsigned(a.utf8(), b.utf8()));
            if (Integer.signum(a.compareTo(b)) != order) {
                fail("%s against %s isn't %d", a, b, order);
            }
        }
    }

    /** Short keys of few characters, so that long common beginnings are frequent; from each length of UTF-8. */
    private static ObjectKey randomKey(Random random) {
        int[] alphabet = {'a', '/', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F426, 0x10FFFF
        };
        StringBuilder key = new StringBuilder();
        for (int length = 1 + random.nextInt(4); length > 0; length--) {
            key.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return ObjectKey.of(key.toString());
    }

    @Test
    void orderAndEqualityAgree() {
        assertThat(ObjectKey.of("a")).isEqualByComparingTo(ObjectKey.of("a")).isEqualTo(ObjectKey.of("a"));
        assertThat(ObjectKey.of("a")).isLessThan(ObjectKey.of("a/")).isNotEqualTo(ObjectKey.of("A"));
    }

    @Test
    @DisplayName("Unicode forms of one letter are two keys (H34)")
    void unicodeFormsAreDifferentKeys() {
        assertThat(ObjectKey.of("caf\u00e9")).isNotEqualTo(ObjectKey.of("cafe\u0301"));
    }

    @ParameterizedTest
    @ValueSource(ints = {'\uD83D', '\uDC26'})
    @DisplayName("Half a surrogate pair is no key (H41)")
    void halfASurrogatePairIsNoKey(int half) {
        for (String text : new String[] {"" + (char) half, "a" + (char) half, (char) half + "a", "\uDC26\uD83D"}) {
            assertThatThrownBy(() -> ObjectKey.of(text))
                    .isInstanceOfSatisfying(
                            ObjectKey.InvalidKeyException.class,
                            e -> assertThat(e.problem()).contains("half a surrogate pair"));
        }
    }

    @Test
    @DisplayName("The limit is 1024 bytes, not characters (H43)")
    void limitIsInBytes() {
        assertThat(ObjectKey.of("x".repeat(1024)).utf8()).hasSize(1024);
        assertThat(ObjectKey.of("\u00e9".repeat(512)).utf8()).hasSize(1024);
        assertThat(ObjectKey.of("\uD83D\uDC26".repeat(256)).utf8()).hasSize(1024);
        for (String tooLong : new String[] {"x".repeat(1025), "\u00e9".repeat(512) + "x", "\u20ac".repeat(342)}) {
            assertThatThrownBy(() -> ObjectKey.of(tooLong))
                    .isInstanceOf(ObjectKey.InvalidKeyException.class)
                    .hasMessageContaining("more than 1024");
        }
    }

    @Test
    void emptyTextIsNoKey() {
        assertThatThrownBy(() -> ObjectKey.of(""))
                .isInstanceOf(ObjectKey.InvalidKeyException.class)
                .hasMessageContaining("it is empty");
    }

    @Test
    void messageIsEscapedAndCutShort() {
        assertThatThrownBy(() -> ObjectKey.of("a\u001b[31m\n" + "x".repeat(2000)))
                .hasMessageContaining("a\\u001b[31m\\u000a")
                .hasMessageNotContaining("\n")
                .message()
                .hasSizeLessThan(200);
    }

    @Test
    @DisplayName("Text of a key is safe in a log line and still unambiguous (H98)")
    void textIsSafeInALogLine() {
        assertThat(ObjectKey.of("a\r\n\u001b\u2028\u202e\uE000\\n"))
                .hasToString("a\\u000d\\u000a\\u001b\\u2028\\u202e\\ue000\\\\n");
        assertThat(ObjectKey.of("caf\u00e9 \uD83D\uDC26")).hasToString("caf\u00e9 \uD83D\uDC26");
        assertThat(ObjectKey.escape("\uD83D")).isEqualTo("\\ud83d");
        String all = IntStream.concat(IntStream.range(0, 0x20000), IntStream.range(0xE0000, 0xE0200))
                .mapToObj(c -> ObjectKey.escape(Character.toString(c)))
                .collect(Collectors.joining());
        assertThat(all.codePoints().filter(ObjectKeyTest::isDangerous)).isEmpty();
    }

    private static boolean isDangerous(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
