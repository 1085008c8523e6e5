package dev.reconcile.cli.config;

import java.util.function.Supplier;

/** A text that is never shown (H100), and that need not be there until it is needed: the journal is read without it. */
public final class Secret {

    private final Supplier<String> text;

    Secret(String text) {
        this.text = () -> text;
    }

    private Secret(Supplier<String> text) {
        this.text = text;
    }

    /** One that isn't there. */
    static Secret missing(Problems why) {
        return new Secret((Supplier<String>) () -> {
            throw why.exception();
        });
    }

    /**
     * What only the one who asks for it needs.
     *
     * @throws ConfigurationException if it isn't there: with all secrets that aren't
     */
    public String reveal() {
        return text.get();
    }

    @Override
    public String toString() {
        return "****";
    }
}
