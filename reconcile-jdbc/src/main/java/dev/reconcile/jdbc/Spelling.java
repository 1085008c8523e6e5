package dev.reconcile.jdbc;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What a misspelled name may have meant. */
final class Spelling {

    private Spelling() {}

    /** ", did you mean staged_url?" if something is near, else what there is. */
    static String suggestion(String name, Collection<String> there) {
        String near = there.stream()
                .min(Comparator.comparingInt((String each) -> distance(name, each)))
                .orElse("");
        if (!near.isEmpty() && distance(name, near) <= Math.max(2, name.length() / 3)) {
            return ", did you mean " + near + "?";
        }
        return there.isEmpty() ? ": there is none" : ", expected one of " + String.join(", ", there);
    }

    /** Levenshtein's distance between the names, whatever their case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
