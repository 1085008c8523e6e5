package dev.reconcile.examples.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A shared secret that is compared in constant time and never shown. Immutable. */
public final class Secret {

    private static final int SHORTEST = 32;

    private final byte[] digest;

    private Secret(byte[] digest) {
        this.digest = digest;
    }

    /**
     * @param value at least 32 characters, made by a random generator
     * @throws IllegalArgumentException if it is shorter
     */
    public static Secret of(String value) {
        if (value.length() < SHORTEST) {
            throw new IllegalArgumentException("Invalid secret: it has " + value.length()
                    + " characters, expected at least " + SHORTEST + " from a random generator");
        }
        return new Secret(sha256(value));
    }

    /** Takes as long whether the first or the last character is wrong, and whatever the length: H103. */
    boolean matches(String given) {
        return MessageDigest.isEqual(digest, sha256(given));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JVM has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
