package dev.reconcile.examples.admin;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the endpoint is run. Immutable.
 *
 * @param access who may call; empty if reconciliation isn't enabled, and then nobody may
 * @param calls so many in a period, all callers together; as many refused ones are answered with their reason
 * @param beat so often a waiting caller is sent a blank, which shows whether it is still there
 */
public record AdminSettings(Optional<Access> access, int calls, Duration period, Duration beat) {

    /** Who may call: admins by their tokens, the timer by its secret. */
    public record Access(Tokens admins, Secret timer) {}

    /**
     * Nothing is enabled but by {@code RECONCILE_ENABLED=1}, and then all else has to be there: no key or secret has a default.
     *
     * @throws IllegalArgumentException if a variable is missing or isn't what it should be
     */
    public static AdminSettings from(Map<String, String> environment) {
        Optional<Access> access = "1".equals(environment.get("RECONCILE_ENABLED"))
                ? Optional.of(new Access(
                        new Tokens(
                                Tokens.publicKey(required(environment, "RECONCILE_JWT_PUBLIC_KEY")),
                                required(environment, "RECONCILE_JWT_ISSUER"),
                                required(environment, "RECONCILE_JWT_AUDIENCE")),
                        Secret.of(required(environment, "RECONCILE_CRON_SECRET"))))
                : Optional.empty();
        return new AdminSettings(access, 60, Duration.ofMinutes(1), Duration.ofSeconds(2));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "Invalid environment: reconciliation is enabled, but " + name + " isn't set");
        }
        return value;
    }
}
