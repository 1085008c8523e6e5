package dev.reconcile.report;

import dev.reconcile.store.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A style sheet or script that goes into the page as it is, and the hash by which alone the page's policy lets it in. */
record Resource(String text) {

    static Resource of(String name) {
        try (InputStream in = Resource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("This jar lacks dev/reconcile/report/" + name);
            }
            return new Resource(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("dev/reconcile/report/" + name + " can't be read", unreadable);
        }
    }

    /** As a source of a Content-Security-Policy. */
    String hash() {
        return "'sha256-" + Checksum.over(Checksum.Algorithm.SHA256, text).base64() + "'";
    }
}
