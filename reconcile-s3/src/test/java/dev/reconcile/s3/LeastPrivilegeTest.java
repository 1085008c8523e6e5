package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.S3Request;
import dev.reconcile.testkit.s3.When;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** H102: the policy of docs/backends.md, enforced: what each mode is said to need suffices, and no less does. */
class LeastPrivilegeTest {

    private static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));
    private static final String BUCKET = "BUCKET";
    private static final String STRAY = "images/stray";
    private static final Map<String, Statement> POLICY = policy();

    /** The modes of the page, each with the statements that it says are needed. */
    enum Mode {
        REPORT("dry runs and marks"),
        TAG("`TAG`"),
        QUARANTINE("`QUARANTINE`"),
        UNDO("undoing a quarantine"),
        DELETE("`DELETE`"),
        ABORT("unfinished uploads, listed and aborted");

        private final String inWords;

        Mode(String inWords) {
            this.inWords = inWords;
        }

        Set<String> statements() {
            Matcher row = Pattern.compile("(?m)^\\| " + Pattern.quote(inWords) + " \\| ([^|]*) \\|$")
                    .matcher(page());
            assertThat(row.find()).as("a row for %s", inWords).isTrue();
            return new TreeSet<>(List.of(row.group(1).trim().split(", ")));
        }
    }

    private record Statement(Set<String> actions, String resource) {

        boolean allows(String action, String on) {
            Pattern pattern = Pattern.compile(Pattern.quote(resource).replace("*", "\\E.*\\Q"));
            return actions.contains(action) && pattern.matcher(on).matches();
        }
    }

    private static String page() {
        try {
            return Files.readString(Path.of("").toAbsolutePath().resolveSibling("docs/backends.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Statement> policy() {
        Matcher json = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(page());
        assertThat(json.find()).isTrue();
        Map<String, Statement> all = new TreeMap<>();
        try {
            for (JsonNode statement : new ObjectMapper().readTree(json.group(1)).get("Statement")) {
                assertThat(statement.get("Effect").asText()).isEqualTo("Allow");
                Set<String> actions = new TreeSet<>();
                StreamSupport.stream(statement.get("Action").spliterator(), false)
                        .forEach(action -> actions.add(action.asText()));
                all.put(
                        statement.get("Sid").asText(),
                        new Statement(actions, statement.get("Resource").asText()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    static Stream<Arguments> lacks() {
        return Stream.of(Mode.values())
                .flatMap(mode -> mode.statements().stream().map(statement -> Arguments.of(mode, statement)));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void whatAModeIsSaidToNeedSuffices(Mode mode) {
        Attempt attempt = new Attempt(mode, mode.statements());

        assertThat(attempt.works()).as("%s: %s", mode, attempt.problems).isTrue();
    }

    @ParameterizedTest(name = "{0} without {1}")
    @MethodSource("lacks")
    @DisplayName("Without one of its permissions a mode doesn't do its work, harms nothing, and names what is missing")
    void noLessDoes(Mode mode, String missing) {
        Set<String> granted = new TreeSet<>(mode.statements());
        granted.remove(missing);

        Attempt attempt = new Attempt(mode, granted);

        assertThat(attempt.works()).isFalse();
        assertThat(attempt.isUnharmed()).as("the object is somewhere").isTrue();
        assertThat(attempt.problems)
                .as("names one of %s", POLICY.get(missing).actions())
                .anySatisfy(problem -> assertThat(POLICY.get(missing).actions())
                        .anySatisfy(action -> assertThat(problem).contains(action)));
    }

    /** One mode under one policy, on a server of its own. */
    private static final class Attempt {

        private final List<String> problems = new ArrayList<>();
        private final boolean works;
        private final boolean unharmed;

        Attempt(Mode mode, Set<String> granted) {
            try (dev.reconcile.testkit.s3.S3Server server = dev.reconcile.testkit.s3.S3Server.builder()
                            .buckets("bucket")
                            .start();
                    S3ObjectStore store = S3ObjectStore.connect(
                                    S3Connection.to(server.endpoint(), server.region())
                                            .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                                    dev.reconcile.testkit.s3.S3Server.ACCESS_KEY,
                                                    dev.reconcile.testkit.s3.S3Server.SECRET_KEY))),
                                    "bucket")
                            .build()) {
                S3Bucket bucket = server.bucket("bucket");
                Instant[] time = {NOW};
                ReconcileEngine engine = engine(store, bucket, time);
                RunReport moved = mode == Mode.UNDO ? engine.run(apply(OrphanPolicy.QUARANTINE)) : null;
                if (mode == Mode.DELETE) {
                    engine.run(ReconcileRequest.dryRun());
                    time[0] = NOW.plus(Duration.ofDays(2));
                }
                enforce(server, granted);
                this.works = attempt(mode, engine, bucket, moved);
                server.faults().clear();
                this.unharmed = works
                        || bucket.object(STRAY).isPresent()
                        || bucket.keys().stream().anyMatch(key -> key.endsWith(STRAY));
            }
        }

        boolean works() {
            return works;
        }

        boolean isUnharmed() {
            return unharmed;
        }

        private static ReconcileEngine engine(S3ObjectStore store, S3Bucket bucket, Instant[] time) {
            InMemoryCatalog catalog = new InMemoryCatalog("catalog", List.of("image"), "error", () -> time[0]);
            for (int i = 0; i < 50; i++) {
                ObjectKey key = ObjectKey.of("images/" + i);
                RecordId id = new RecordId("" + i);
                if (i > 0) {
                    bucket.put(S3Object.of(key.value(), bytes("image " + i), LONG_AGO));
                }
                catalog.put(id.value(), "ready", LONG_AGO, new Reference(id, "image", key, OptionalLong.empty(), true));
            }
            bucket.put(S3Object.of(STRAY, bytes("nobody's"), LONG_AGO));
            bucket.beginUpload("images/half", LONG_AGO);
            return ReconcileEngine.builder(store, catalog)
                    .journal(RunJournal.inMemory())
                    .clock(() -> time[0])
                    .unsafeAgesByOwnClock()
                    .build();
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private static ReconcileRequest apply(OrphanPolicy policy) {
            return ReconcileRequest.builder().apply().orphans(policy).build();
        }

        private boolean attempt(Mode mode, ReconcileEngine engine, S3Bucket bucket, RunReport moved) {
            return switch (mode) {
                case REPORT -> {
                    RunReport report = told(engine.run(apply(OrphanPolicy.REPORT)));
                    yield report.state() == RunState.COMPLETE
                            && report.marks().applied() == 1
                            && bucket.object(STRAY).isPresent();
                }
                case TAG ->
                    told(engine.run(apply(OrphanPolicy.TAG))).orphanChanges().applied() == 1;
                case QUARANTINE ->
                    told(engine.run(apply(OrphanPolicy.QUARANTINE)))
                                            .orphanChanges()
                                            .applied()
                                    == 1
                            && bucket.object(STRAY).isEmpty();
                case UNDO ->
                    told(engine.undo(moved.runId())).orphanChanges().applied() == 1
                            && bucket.object(STRAY).isPresent();
                case DELETE ->
                    told(engine.run(apply(OrphanPolicy.DELETE).toBuilder()
                                                    .autoDeleteAfter(Duration.ofDays(1))
                                                    .build()))
                                            .orphanChanges()
                                            .applied()
                                    == 1
                            && bucket.object(STRAY).isEmpty();
                case ABORT ->
                    told(engine.run(ReconcileRequest.builder()
                                                    .apply()
                                                    .uploadsOlderThan(Duration.ofDays(7))
                                                    .abortUploads()
                                                    .build()))
                                            .uploads()
                                            .aborts()
                                            .applied()
                                    == 1
                            && bucket.unfinishedUploads().isEmpty();
            };
        }

        private RunReport told(RunReport report) {
            problems.addAll(report.problems());
            report.notApplied().forEach(each -> problems.add(each.detail()));
            return report;
        }
    }

    /** From now on every request needs its permissions, as AWS documents them. */
    private static void enforce(dev.reconcile.testkit.s3.S3Server server, Set<String> granted) {
        List<Statement> statements = granted.stream().map(POLICY::get).toList();
        if (!isAllowed(statements, "s3:ListBucket", "")) {
            server.deny(Operation.LIST); // then an absent key is forbidden, too (H2)
        }
        server.faults()
                .inject(
                        When.any()
                                .matching(request -> !needed(request).stream()
                                        .allMatch(each -> isAllowed(statements, each.action(), each.key()))),
                        Fault.error(403, "AccessDenied"));
    }

    private static boolean isAllowed(List<Statement> statements, String action, String key) {
        String on = "arn:aws:s3:::" + BUCKET + (key.isEmpty() ? "" : "/" + key);
        return statements.stream().anyMatch(statement -> statement.allows(action, on));
    }

    /** A permission on a key; an empty key is the bucket. */
    private record Need(String action, String key) {}

    private static List<Need> needed(S3Request request) {
        String key = request.key() == null ? "" : request.key();
        return switch (request.operation()) {
            case LIST, HEAD_BUCKET -> List.of(new Need("s3:ListBucket", ""));
            case GET, HEAD -> List.of(new Need("s3:GetObject", key));
            case PUT -> List.of(new Need("s3:PutObject", key));
            case COPY -> {
                String source = String.valueOf(request.header("x-amz-copy-source"));
                yield List.of(
                        new Need("s3:GetObject", source.substring(source.indexOf('/', 1) + 1)),
                        new Need("s3:PutObject", key));
            }
            case DELETE -> List.of(new Need("s3:DeleteObject", key));
            case GET_TAGS -> List.of(new Need("s3:GetObjectTagging", key));
            case PUT_TAGS -> List.of(new Need("s3:PutObjectTagging", key));
            case GET_VERSIONING -> List.of(new Need("s3:GetBucketVersioning", ""));
            case LIST_UPLOADS -> List.of(new Need("s3:ListBucketMultipartUploads", ""));
            case ABORT_UPLOAD -> List.of(new Need("s3:AbortMultipartUpload", key));
            default -> throw new IllegalStateException("The engine isn't known to ask for " + request.operation());
        };
    }
}
