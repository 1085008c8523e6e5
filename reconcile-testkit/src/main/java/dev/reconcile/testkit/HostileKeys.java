package dev.reconcile.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keys that stores, clients and file systems are known to mangle, each under a name to show. All are well-formed keys; whether a
 * store takes one is for its {@link dev.reconcile.store.KeyRules} to say. No two of them are a file and a folder of one name.
 */
public final class HostileKeys {

    /** Each alone, at the beginning, at the end and as a segment is something else to some client or store. */
    private static final List<String> AWKWARD = awkward();

    private HostileKeys() {}

    private static List<String> awkward() {
        List<String> awkward = new ArrayList<>();
        " !\"#$%&'()*+,-.:;<=>?@[\\]^_`{|}~".chars().forEach(c -> awkward.add(String.valueOf((char) c)));
        "\u0000\u0001\t\n\r\u001b\u007f\u0085\u00a0\u00ad\u200b\u2028\u202e\ue000\ufeff\uffff"
                .chars()
                .forEach(c -> awkward.add(String.valueOf((char) c)));
        awkward.addAll(List.of(
                "..",
                "%",
                "%2F",
                "%2E%2E",
                "%00",
                "%C0%AF",
                "&amp;",
                "]]>",
                "\uD83D\uDE00",
                "\uD800\uDC00",
                "e\u0301",
                "\u00e9"));
        return List.copyOf(awkward);
    }

    /** Every hostile key by its name. */
    public static Map<String, String> byName() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("plus", "plus/a+b");
        keys.put("space", "space/a b");
        keys.put("spaces at both ends", " ends ");
        keys.put("percent", "percent/100%.csv");
        keys.put("an escape", "escape/a%2Bb");
        keys.put("an escaped slash", "escape/a%2Fb");
        keys.put("a broken escape", "escape/%zz");
        keys.put("an escaped escape", "escape/%252B");
        keys.put("query and fragment", "query/a?b=c&d#e");
        keys.put("sub-delimiters", "delims/!$&'()*,;=:@~");
        keys.put("quotes", "quotes/\"double\" 'single' `back`");
        keys.put("markup", "markup/<Key>&amp;</Key>");
        keys.put("backslash", "back\\slash");
        keys.put("control characters", "control/\u0001\u0008\u001f\u007f");
        keys.put("carriage return and line feed", "lines/a\r\nb");
        keys.put("tab", "lines/a\tb");
        keys.put("next line and line separator", "lines/a\u0085b\u2028c");
        keys.put("a composed letter", "nfc/caf\u00e9");
        keys.put("a decomposed letter", "nfd/cafe\u0301");
        keys.put("emoji", "emoji/\uD83D\uDC26\u200D\u2B1B");
        keys.put("private use and replacement characters", "odd/\uE000\uFFFD\uFFFF");
        keys.put("right to left", "rtl/\u202Egpj.exe \u0645\u0644\u0641");
        keys.put("a byte order mark", "\uFEFFbom");
        keys.put("a dot at the end", "dots/a.");
        keys.put("three dots", "dots/.../x");
        keys.put("a hidden file", ".hidden");
        keys.put("a dash at the start", "-rf");
        keys.put("a reserved name", "reserved/con");
        keys.put("a directory marker", "marker/");
        keys.put("two slashes", "double//slash");
        keys.put("three slashes", "triple///slash");
        keys.put("two slashes at the end", "double-end//");
        keys.put("a leading slash", "/leading");
        keys.put("two leading slashes", "//leading2");
        keys.put("a dot segment", "dot/./segment");
        keys.put("a dot segment at the start", "./dotted");
        keys.put("a parent segment", "up/../segment");
        keys.put("a parent segment at the end", "parent/..");
        keys.put("parent segments out of the root", "../../etc/passwd");
        keys.put("1024 bytes in long segments", "long/" + "x".repeat(1019));
        keys.put("1024 bytes in short segments", "long2/" + "y".repeat(200) + ("/" + "z".repeat(200)).repeat(4));
        keys.put("255 bytes in a segment", "segment/" + "\u00e9".repeat(127) + "e");
        return keys;
    }

    /** Pairs of different keys that are easily taken for one another: a look for the first must not find the second. */
    public static Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("alias/a+b", "alias/a b");
        aliases.put("alias/c%2Bd", "alias/c+d");
        aliases.put("alias/e%20f", "alias/e f");
        aliases.put("alias/g%2Fh", "alias/g/h");
        aliases.put("alias//i", "alias/i");
        aliases.put("/alias/j", "alias/j");
        aliases.put("alias/./k", "alias/k");
        aliases.put("alias/x/../l", "alias/l");
        aliases.put("alias/m\\n", "alias/m/n");
        aliases.put("alias/o\r\np", "alias/o\np");
        aliases.put("alias/Q", "alias/q");
        aliases.put("alias/r ", "alias/r");
        aliases.put("alias/s.", "alias/s");
        aliases.put("alias/caf\u00e9", "alias/cafe\u0301");
        aliases.put("alias/t?u", "alias/t");
        aliases.put("alias/v\uFFFD", "alias/v?");
        return aliases;
    }

    /**
     * Every hostile key, both sides of every pair of aliases, and every awkward character at each place of a key: over 300, no two of
     * them the same.
     */
    public static Set<String> all() {
        Set<String> all = new LinkedHashSet<>(byName().values());
        aliases().forEach((one, other) -> {
            all.add(one);
            all.add(other);
        });
        for (String awkward : AWKWARD) {
            all.addAll(List.of("one" + awkward, awkward + "two", "a/" + awkward, "b" + awkward + "/c", awkward));
        }
        return all;
    }
}
