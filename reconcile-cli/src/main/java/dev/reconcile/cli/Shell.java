package dev.reconcile.cli;

import dev.reconcile.store.ObjectKey;
import java.util.regex.Pattern;

/** Words as a shell takes them. */
final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    private Shell() {}

    /** H98: what would steer a terminal is written so that bash and zsh read it back. */
    static String quoted(String word) {
        if (!ObjectKey.escape(word).equals(word)) {
            StringBuilder codes = new StringBuilder();
            word.codePoints()
                    .forEach(c -> codes.append(
                            c > ' ' && c < 0x7f && c != '\'' && c != '\\'
                                    ? Character.toString(c)
                                    : String.format("\\U%08x", c)));
            return "$'" + codes + "'";
        }
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
