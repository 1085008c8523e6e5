package dev.reconcile.examples.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.PlainJWT;
import dev.reconcile.RunListener;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.store.InMemoryObjectStore;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in, and with what. */
class AccessTest {

    private static final Issuer ISSUER = new Issuer();
    private static final Issuer ANOTHER = new Issuer();

    private Lines lines;
    private Site site;

    @BeforeEach
    void start() throws IOException {
        lines = new Lines();
        site = site(AdminSettings.from(Site.environment(ISSUER)));
    }

    @AfterEach
    void stop() {
        site.close();
        lines.close();
    }

    private static Site site(AdminSettings settings) throws IOException {
        InMemoryObjectStore store = new InMemoryObjectStore("images", Instant::now);
        InMemoryCatalog catalog = new InMemoryCatalog("images", List.of("original"), "error", Instant::now);
        return new Site(
                ImagesHost.over(store, catalog, ObservationRegistry.create(), RunListener.NONE, engine -> engine),
                settings,
                ISSUER);
    }

    static Stream<Arguments> attacks() throws JOSEException {
        Date past = Date.from(Instant.now().minus(Duration.ofHours(1)));
        Date future = Date.from(Instant.now().plus(Duration.ofHours(1)));
        String good = ISSUER.token();
        String[] parts = good.split("\\.", -1);
        String[] others = ISSUER.signed(Issuer.claims().subject("eve")).split("\\.", -1);
        return Stream.of(
                Arguments.of("no token", ""),
                Arguments.of("no JWT", "let-me-in"),
                Arguments.of("the timer's secret", Site.CRON_SECRET),
                Arguments.of("alg none", new PlainJWT(Issuer.claims().build()).serialize()),
                Arguments.of("a signature cut off", parts[0] + "." + parts[1] + "."),
                Arguments.of("another's claims", parts[0] + "." + others[1] + "." + parts[2]),
                Arguments.of("another's key", ANOTHER.token()),
                Arguments.of(
                        "HS256 keyed with the public key as PEM",
                        Issuer.signed(
                                JWSAlgorithm.HS256,
                                new MACSigner(ISSUER.publicKeyAsPem().getBytes(StandardCharsets.UTF_8)),
                                Issuer.claims())),
                Arguments.of(
                        "HS256 keyed with the public key as bytes",
                        Issuer.signed(
                                JWSAlgorithm.HS256,
                                new MACSigner(ISSUER.keys.getPublic().getEncoded()),
                                Issuer.claims())),
                Arguments.of(
                        "another algorithm with the right key",
                        Issuer.signed(JWSAlgorithm.PS256, new RSASSASigner(ISSUER.keys.getPrivate()), Issuer.claims())),
                Arguments.of("expired", ISSUER.signed(Issuer.claims().expirationTime(past))),
                Arguments.of("for ever", ISSUER.signed(Issuer.claims().expirationTime(null))),
                Arguments.of("not yet", ISSUER.signed(Issuer.claims().notBeforeTime(future))),
                Arguments.of(
                        "for another service", ISSUER.signed(Issuer.claims().audience("mail"))),
                Arguments.of("for no service", ISSUER.signed(Issuer.claims().audience((String) null))),
                Arguments.of("by another issuer", ISSUER.signed(Issuer.claims().issuer("https://evil.example.com/"))),
                Arguments.of("of nobody", ISSUER.signed(Issuer.claims().subject(null))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    @DisplayName("H103: every token that isn't right in every way is refused, and isn't told why")
    void refused(String attack, String token) {
        HttpResponse<String> answer = site.call("POST", Site.IMAGES, token);

        assertThat(answer.statusCode()).as(attack).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\":\"a valid bearer token is required\"}");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(lines.of("run_started")).isEmpty();
        assertThat(lines.of("admin_call")).singleElement().satisfies(line -> {
            assertThat(line.path("subject").asText()).isEqualTo("-");
            assertThat(line.path("status").asInt()).isEqualTo(401);
        });
    }

    @Test
    void aTokenThatIsRightIsLetInAndNamedInTheAuditButNeverLogged() {
        String token = ISSUER.token();

        assertThat(site.call("POST", Site.IMAGES, token).statusCode()).isEqualTo(200);
        assertThat(site.call("GET", "/api/cron/maintenance", Site.CRON_SECRET).statusCode())
                .isEqualTo(200);

        assertThat(lines.of("admin_call"))
                .extracting(line -> line.path("subject").asText())
                .containsExactly("ada", "cron");
        assertThat(lines.all())
                .isNotEmpty()
                .noneMatch(line -> line.contains(token.substring(token.lastIndexOf('.') + 1)))
                .noneMatch(line -> line.contains(Site.CRON_SECRET));
    }

    @Test
    void aTokenWithoutTheRoleIsForbidden() {
        HttpResponse<String> none =
                site.call("POST", Site.IMAGES, ISSUER.signed(Issuer.claims().claim("role", null)));
        HttpResponse<String> other =
                site.call("POST", Site.IMAGES, ISSUER.signed(Issuer.claims().claim("role", "reconcile-admin-not")));

        assertThat(none.statusCode()).isEqualTo(403);
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).isEqualTo("{\"error\":\"the token doesn't have the role reconcile-admin\"}");
    }

    @Test
    void theTimersSecretIsComparedWhole() {
        for (String wrong : List.of("", "0", Site.CRON_SECRET.substring(1), Site.CRON_SECRET + "0", ISSUER.token())) {
            assertThat(site.call("GET", "/api/cron/maintenance", wrong).statusCode())
                    .isEqualTo(401);
        }
        assertThat(Secret.of(Site.CRON_SECRET)).hasToString("(secret)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.of("hunter2"))
                .withMessageContaining("at least 32")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void whatIsNotEnabledIsNotThere() throws IOException {
        try (Site off = site(AdminSettings.from(Map.of()))) {
            for (String path : List.of(Site.IMAGES, "/api/v1/admin/reconcile/jobs/1", "/api/cron/maintenance")) {
                HttpResponse<String> answer = off.call("POST", path, ISSUER.token());
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).isEqualTo("{\"error\":\"reconciliation is not enabled\"}");
            }
            assertThat(off.call("GET", "/health", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsEnabledNeedsItsKeysAndSecrets() {
        for (String name : Site.environment(ISSUER).keySet()) {
            if (!name.equals("RECONCILE_ENABLED")) {
                Map<String, String> environment = new HashMap<>(Site.environment(ISSUER));
                environment.remove(name);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> AdminSettings.from(environment))
                        .withMessageContaining(name);
            }
        }
    }

    @Test
    void tooManyCallsAreAskedToComeAgainAndRefusedOnesDontKeepAdminsOut() throws IOException {
        AdminSettings few = AdminSettings.from(Site.environment(ISSUER));
        try (Site busy = site(new AdminSettings(few.access(), 2, Duration.ofHours(1), few.beat()))) {
            List<Integer> refused = Stream.generate(() -> busy.call("POST", Site.IMAGES, "nobody"))
                    .limit(4)
                    .map(HttpResponse::statusCode)
                    .toList();
            assertThat(refused).containsExactly(401, 401, 429, 429);

            assertThat(busy.call("POST", Site.IMAGES).statusCode()).isEqualTo(200);
            assertThat(busy.call("POST", Site.IMAGES).statusCode()).isEqualTo(200);
            HttpResponse<String> third = busy.call("POST", Site.IMAGES);
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.headers().firstValue("Retry-After")).isEqualTo(Optional.of("3600"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0       | Invalid limit: '0', expected a whole number from 1 to 1000",
                "limit=1001    | Invalid limit: '1001', expected a whole number from 1 to 1000",
                "limit=all     | Invalid limit: 'all', expected a whole number from 1 to 1000",
                "dry_run=no    | Invalid dry_run: 'no', expected true or false",
                "dry_run=False | Invalid dry_run: 'False', expected true or false",
                "status=       | Invalid status: it is empty; leave it out or give a value",
                "limit=1&limit=2 | Invalid limit: it is given twice; give it once",
                "concurrency=65 | Invalid concurrency: '65', expected a whole number from 1 to 64",
                "dryrun=false  | Unknown parameter; expected any of dry_run, limit, cursor, status, project_id, batch_size,"
                        + " concurrency, accept, async",
                "project_id=7  | Invalid request: the catalog can't be filtered by [project_id]; the catalog declares no"
                        + " filter columns (JdbcCatalogBuilder.filter)"
            })
    void parametersThatMakeNoSenseAreNamed(String query, String message) {
        HttpResponse<String> answer = site.call("POST", Site.IMAGES + "?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Site.json(answer).path("error").asText()).isEqualTo(message);
    }

    @Test
    void methodsPathsAndBodiesThatAreNotTakenAreRefused() {
        assertThat(site.call("GET", Site.IMAGES).statusCode()).isEqualTo(405);
        assertThat(site.call("GET", Site.IMAGES).headers().firstValue("Allow")).contains("POST");
        assertThat(site.call("POST", "/health", "").statusCode()).isEqualTo(405);
        assertThat(site.call("POST", "/api/cron/maintenance", Site.CRON_SECRET).statusCode())
                .isEqualTo(405);
        for (String path : List.of("/", "/api", Site.IMAGES + "/", "/api/../health", "/metrics/x")) {
            assertThat(site.call("POST", path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(site.call("GET", "/api/v1/admin/reconcile/jobs/none").statusCode())
                .isEqualTo(404);
        assertThat(site.callWithBody(Site.IMAGES, "x".repeat(5000)).statusCode())
                .isEqualTo(413);
        assertThat(site.callWithBody(Site.IMAGES, "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void nothingIsToBeKept() {
        for (String path : List.of("/health", "/metrics", Site.IMAGES, "/nowhere")) {
            HttpResponse<String> answer = site.call("GET", path);
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }
}
