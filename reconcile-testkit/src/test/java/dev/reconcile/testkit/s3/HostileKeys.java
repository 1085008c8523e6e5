package dev.reconcile.testkit.s3;

import java.util.List;

/** Keys that clients, proxies and stores like to change on the way. */
final class HostileKeys {

    static final List<String> ALL = List.of(
            "plain",
            "/",
            "//",
            "/a",
            "//a",
            "a//b",
            "a/",
            "a/./b",
            "a/../b",
            "..",
            "a+b",
            "a b",
            "a%2Bb",
            "a%20b",
            "100%.csv",
            "%zz",
            "a?b",
            "a#b",
            "a&b=c",
            "a;b",
            "a\"b'c<d>e",
            "a\\b",
            "a\u0001b",
            "a\r\nb",
            "tab\there",
            "\u0000",
            "\u007f",
            "~*()!@$,:[]{}|^`",
            "\u00e9",
            "e\u0301",
            "\ue000",
            "\ufffd",
            "\uffff",
            "\ud83d\ude00",
            "trailing ",
            " leading",
            "\u2028",
            "a".repeat(1024),
            "\ud83d\ude00".repeat(256));

    private HostileKeys() {}
}
