package dev.reconcile.catalog;

import dev.reconcile.store.ObjectKey;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The beginning of a URL: its scheme and authority. Texts from rows are never given to a parser that may throw or look up a host. */
final class UrlForm {

    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)");
    private static final Pattern BASE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#@\\s]+(/[^?#\\s]*)?");

    private UrlForm() {}

    static boolean isUrl(String value) {
        return URL.matcher(value).lookingAt();
    }

    /** A declared base, checked, {@link #normalised} and with a slash at its end. */
    static String base(String base) {
        if (!BASE.matcher(base).matches()) {
            throw new IllegalArgumentException("Invalid base URL: '" + ObjectKey.escape(base)
                    + "', expected scheme://host or scheme://host/path/ without user, query and fragment");
        }
        String normal = normalised(base);
        return normal.endsWith("/") ? normal : normal + "/"; // so that /media doesn't take in /media-old
    }

    /** With scheme and host in lower case (ASCII only: an odd capital is no letter of a host) and without the scheme's own port. */
    static String normalised(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.lookingAt()) {
            return url;
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String authority = parts.group(2);
        String ownPort = ownPort(scheme);
        if (ownPort != null) { // the authority of s3:// is a bucket, whose case counts
            authority = lowerCase(authority);
            authority = authority.endsWith(ownPort)
                    ? authority.substring(0, authority.length() - ownPort.length())
                    : authority;
        }
        return scheme + "://" + authority + url.substring(parts.end());
    }

    private static @Nullable String ownPort(String scheme) {
        return switch (scheme) {
            case "http" -> ":80";
            case "https" -> ":443";
            default -> null;
        };
    }

    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return lower.toString();
    }

    /** Quoted scheme and host, without user and password (H100), escaped. */
    static String place(String value) {
        Matcher url = URL.matcher(value);
        if (!url.lookingAt()) {
            return "no place";
        }
        String authority = url.group(2);
        String place = url.group(1) + "://" + authority.substring(authority.lastIndexOf('@') + 1);
        return "'" + ObjectKey.escape(place.length() <= 80 ? place : place.substring(0, 80) + "…") + "'";
    }
}
