package dev.reconcile.cli.config;

/** A text that is never shown (H100). */
public final class Secret {

    private final String text;

    Secret(String text) {
        this.text = text;
    }

    /** What only the one who asks for it needs. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "****";
    }
}
