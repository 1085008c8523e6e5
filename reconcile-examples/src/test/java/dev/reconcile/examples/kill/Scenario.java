package dev.reconcile.examples.kill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Faults;
import dev.reconcile.testkit.s3.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import software.amazon.awssdk.services.s3.S3Client;

/** One call of an engine, in a process that is killed and whose run is resumed by others, until one ends by itself. */
final class Scenario {

    private final Mode mode;
    private final Site site;
    private final Servers servers;
    private final Path directory;
    private final Tally tally;
    private final SoftAssertions expect;
    private final Map<String, Integer> calls = new TreeMap<>();
    private int children;

    Scenario(Mode mode, Site site, Servers servers, Path directory, Tally tally, SoftAssertions expect) {
        this.mode = mode;
        this.site = site;
        this.servers = servers;
        this.directory = directory;
        this.tally = tally;
        this.expect = expect;
    }

    /** @param calls how often its children asked and wrote what, by kind */
    record End(String run, JsonNode report, Observed after, Map<String, Integer> calls) {}

    private record Played(Child child, boolean killed) {}

    /** @param moments says, for what was called so far, when the next child is killed */
    End play(Function<Map<String, Integer>, Moment> moments) throws SQLException, IOException {
        Files.createDirectories(directory);
        try (Connection connection = site.dataSource().getConnection();
                S3Client client = site.client()) {
            Prepared prepared =
                    Prepared.of(mode, site, connection, client, servers.s3().createBucket(site.name()));
            Journal journal = new Journal(site, connection);
            Set<String> earlier = journal.runs();
            Rivals rivals = new Rivals(servers.jvm(), site, journal, directory, expect);
            Played played = play(mode.operation, prepared.about(), moments, journal, rivals, earlier);
            while (played.killed()) {
                String run = journal.begunBeside(earlier);
                rivals.comeAfter(played.child(), run, connection, client);
                tally.killed(run.isEmpty() ? "before its journal" : journal.stage(run));
                if (run.isEmpty()) {
                    tally.begunAgain();
                    played = play(mode.operation, prepared.about(), moments, journal, rivals, earlier);
                } else {
                    tally.resumed();
                    played = play("resume", run, moments, journal, rivals, earlier);
                }
            }
            return end(played.child(), prepared, journal, journal.begunBeside(earlier), connection, client);
        }
    }

    private Played play(
            String operation,
            String run,
            Function<Map<String, Integer>, Moment> moments,
            Journal journal,
            Rivals rivals,
            Set<String> earlier) {
        CompletableFuture<Child> started = new CompletableFuture<>();
        Moment moment = moments.apply(calls);
        Watch watch = new Watch(moment, () -> {
            Child child = started.join();
            if (moment.isAtStore() && tally.takesIntruder()) { // in no transaction that it would have to wait for
                rivals.intrude(child, journal.begunBeside(earlier));
            }
            child.kill();
        });
        servers.proxy().watch(watch);
        Faults.Injection atStore = servers.s3()
                .faults()
                .inject(
                        When.any().matching(request -> watch.isLast("S3 " + request.operation())),
                        moment.carriedOut() ? Fault.resetAfter() : Fault.resetBefore());
        LineWatch lines = new LineWatch(journal, watch);
        Child child = Child.start(
                servers.jvm(), site.by(servers.proxyUrl()), site.name() + "-" + ++children, operation, run, directory);
        started.complete(child);
        while (moment.isAtLine() && !child.endsWithin(1)) {
            lines.look();
        }
        child.join();
        atStore.remove();
        watch.seen().forEach((call, count) -> calls.merge(call, count, Integer::sum));
        return new Played(child, watch.hasKilled());
    }

    private End end(Child child, Prepared prepared, Journal journal, String run, Connection connection, S3Client client)
            throws SQLException {
        expect.assertThat(child.join())
                .as("exit of the last child: %s %s", child.answer(), child.log())
                .isZero();
        Observed after = Observed.of(site, connection, client);
        tally.left(after.probes().size());
        new Aftermath(mode, prepared, after, expect).check(run);
        expect.assertThat(journal.fences(run))
                .as("fences of %s", run)
                .isSorted()
                .doesNotHaveDuplicates();
        journal.entries(run)
                .forEach(entry -> calls.merge("line " + entry.path("entry").asText(), 1, Integer::sum));
        return new End(run, journal.report(run), after, calls);
    }
}
