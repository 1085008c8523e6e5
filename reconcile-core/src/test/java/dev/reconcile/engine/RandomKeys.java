package dev.reconcile.engine;

import java.util.Random;

/** Keys from an alphabet chosen to collide, to share prefixes and to sort differently in UTF-8, UTF-16 and collations. */
final class RandomKeys {

    private static final String[] ALPHABET = {
        "a",
        "A",
        "b",
        "/",
        "0",
        "-",
        " ",
        "+",
        "%",
        "\u00e9",
        "e\u0301",
        "\uE000",
        "\uFFFD",
        "\uD83D\uDE00",
        "\uD800\uDC00",
        "\u0001"
    };

    private RandomKeys() {}

    static String next(Random random) {
        StringBuilder key = new StringBuilder();
        int length = 1 + random.nextInt(6);
        for (int i = 0; i < length; i++) {
            key.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return key.toString();
    }
}
