package dev.reconcile.cli.config;

import java.math.BigDecimal;

/** A part of a whole, 0 to 1: {@code 1%} or {@code 0.01}. */
public record Share(double ratio) {

    /** @throws IllegalArgumentException if it is none */
    static Share parse(String text) {
        boolean percent = text.endsWith("%");
        String number = percent ? text.substring(0, text.length() - 1).strip() : text;
        if (!number.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw new IllegalArgumentException("no share");
        }
        BigDecimal value = new BigDecimal(number);
        double ratio = (percent ? value.movePointLeft(2) : value).doubleValue();
        if (ratio > 1) {
            throw new IllegalArgumentException("more than the whole");
        }
        return new Share(ratio);
    }
}
