package dev.reconcile.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of text as Markdown. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    /** A number with three significant digits, as far as that takes. */
    static String number(double value) {
        if (value < 0 || Double.isNaN(value)) {
            return "–";
        }
        int places = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + places + "f", value).replace(',', ' ');
    }

    static String count(long value) {
        return value < 0 ? "–" : String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int titles = rows.get(0).size();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|---").append("|---:".repeat(titles - 1)).append("|\n");
            }
        }
        return text.toString();
    }
}
