package dev.reconcile.examples.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.reconcile.examples.admin.AdminSettings.Access;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.List;

/**
 * Lets callers in by what they bear, and not too many of them. Refused calls have a limit of their own, so that whoever has no token can't
 * keep those out who have one. Thread-safe.
 */
final class Gate {

    private static final String SCHEME = "Bearer ";

    private final AdminSettings settings;
    private final RateLimiter calls;
    private final RateLimiter refusals;

    Gate(AdminSettings settings) {
        this.settings = settings;
        RateLimiterConfig limit = RateLimiterConfig.custom()
                .limitForPeriod(settings.calls())
                .limitRefreshPeriod(settings.period())
                .timeoutDuration(Duration.ZERO)
                .build();
        calls = RateLimiter.of("admin-calls", limit);
        refusals = RateLimiter.of("admin-refusals", limit);
    }

    /** The subject of the caller's token. */
    String admin(HttpExchange exchange) throws RefusedException {
        Access access = access();
        return counted(() -> access.admins().verify(bearer(exchange)));
    }

    /** The timer, which has a secret instead of a token. */
    String timer(HttpExchange exchange) throws RefusedException {
        Access access = access();
        return counted(() -> {
            if (!access.timer().matches(bearer(exchange))) {
                throw RefusedException.unauthorized();
            }
            return "cron";
        });
    }

    private Access access() throws RefusedException {
        return settings.access().orElseThrow(() -> RefusedException.of(404, "reconciliation is not enabled"));
    }

    private interface Identification {
        String subject() throws RefusedException;
    }

    private String counted(Identification who) throws RefusedException {
        String subject;
        try {
            subject = who.subject();
        } catch (RefusedException refused) {
            throw refusals.acquirePermission() ? refused : RefusedException.tooMany(settings.period());
        }
        if (!calls.acquirePermission()) {
            throw RefusedException.tooMany(settings.period());
        }
        return subject;
    }

    private static String bearer(HttpExchange exchange) throws RefusedException {
        List<String> given = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        if (given.size() != 1 || !given.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw RefusedException.unauthorized();
        }
        return given.get(0).substring(SCHEME.length()).strip();
    }
}
