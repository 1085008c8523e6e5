package dev.reconcile.testkit;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.testkit.s3.ScriptedReply;
import dev.reconcile.testkit.s3.ScriptedServer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a look, a listing and a change when the answer is late, cut, somebody else's or none: H3 to H5, H10, H14, H15, H63,
 * H75, H78, H79, H88, H91, H92, H98, H100.
 */
public abstract class WireFaultContract extends WireContract {

    private static final String COPIED = "<CopyObjectResult><ETag>&quot;e2&quot;</ETag></CopyObjectResult>";
    private static final String LISTED =
            "<ListBucketResult><Name>bkt</Name><Prefix></Prefix><EncodingType>url</EncodingType>"
                    + "<IsTruncated>false</IsTruncated></ListBucketResult>";

    private WritableObjectStore hasty() {
        return store(Options.DEFAULT.callTimeout(Duration.ofMillis(200)));
    }

    @Test
    @DisplayName("Hanging up and refusing connections are unavailability (H10)")
    void noAnswerIsUnavailability() {
        server().answersRaw(WireServer.RESET);
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.UNAVAILABLE);
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.UNAVAILABLE);
        assertThat(server().requests()).as("one request each (H88)").hasSize(2);
        WireServer stopped = new WireServer();
        stopped.close();
        try (WritableObjectStore refused = storeAt(stopped.endpoint(), Options.DEFAULT)) {
            assertThat(unknown(refused.stat(ObjectKey.of("k"))).doubt()).isEqualTo(Doubt.UNAVAILABLE);
            assertThat(failure(refused, ListRequest.of("")))
                    .hasMessageEndingWith("check that the server is up, and the endpoint's scheme, host and port");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 O",
                "HTTP/1.1 200 OK\r\nContent-Length: 9",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "\r\n\r\n",
                "{\"ok\":true}"
            })
    void answerThatIsNotHttpProvesNothing(String bytes) {
        server().answersRaw(bytes);
        assertThat(unknown("k").doubt().isTransient()).isTrue();
        assertThat(failure(ListRequest.of("")).doubt().isTransient()).isTrue();
    }

    @Test
    @DisplayName("A server that never ends its answer is unavailable within the call's time (H92)")
    void stallingServerIsUnavailable() {
        try (WritableObjectStore hasty = hasty()) {
            server().answersRaw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<ListBucket")
                    .holdsTheConnection();
            assertThat(failure(hasty, ListRequest.of("")))
                    .hasMessageContaining("within the call's time")
                    .hasMessageEndingWith("check that the server is up, and the endpoint's scheme, host and port");
            server().answersRaw("HTTP/1.1 200 OK\r\n").holdsTheConnection();
            assertThat(unknown(hasty.stat(ObjectKey.of("k"))).doubt()).isEqualTo(Doubt.UNAVAILABLE);
            server().answersRaw("HTTP/1.1 404 Not Found\r\n" + REQUEST_ID + "\r\n")
                    .holdsTheConnection();
            assertThat(unknown(hasty.stat(ObjectKey.of("k"))).doubt())
                    .as("half of a 404")
                    .isEqualTo(Doubt.UNAVAILABLE);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    @DisplayName("A byte now and then doesn't stretch the call's time (H92)")
    void slowDripIsUnavailability() {
        String whole = "HTTP/1.1 200 OK\r\nContent-Length: " + LISTED.length() + "\r\n\r\n" + LISTED;
        try (ScriptedServer drip =
                        ScriptedServer.start(request -> ScriptedReply.raw(whole).dripping(1, Duration.ofMillis(50)));
                WritableObjectStore hasty =
                        storeAt(drip.endpoint(), Options.DEFAULT.callTimeout(Duration.ofMillis(300)))) {
            assertThat(failure(hasty, ListRequest.of("")).doubt()).isEqualTo(Doubt.UNAVAILABLE);
            assertThat(unknown(hasty.stat(ObjectKey.of("k"))).doubt()).isEqualTo(Doubt.UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 100})
    @DisplayName("A listing of which a part is missing, by the length declared or beyond it, is no page (H5)")
    void listingOfWhichAPartIsMissingIsNoPage(int missing) {
        int kept = LISTED.length() - missing;
        server().answersHead(200, LISTED, REQUEST_ID, "Content-Length: " + kept);
        assertThat(failure(ListRequest.of("")).doubt().isTransient()).isTrue();
        server().answersHead(200, LISTED.substring(0, kept), REQUEST_ID, "Content-Length: " + LISTED.length());
        assertThat(failure(ListRequest.of("")).doubt().isTransient()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 60, 100, 133})
    @DisplayName("A listing that ends early is no page, whatever its length is said to be (H5)")
    void truncatedListingIsNoPage(int kept) {
        server().answers(200, LISTED.substring(0, kept), REQUEST_ID);
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.MALFORMED);
        server().answersHead(200, LISTED.substring(0, kept), REQUEST_ID); // its end is the connection's
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    @DisplayName("A chunked listing without its last chunk is no page (H5)")
    void chunkedListingWithoutItsEndIsNoPage() {
        String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        String most = LISTED.substring(0, 100);
        server().answersRaw(head + "64\r\n" + most + "\r\n");
        assertThat(failure(ListRequest.of("")).doubt().isTransient()).isTrue();
        server().answersRaw(head + "64\r\n" + most + "\r\n" + Integer.toHexString(LISTED.length() - 100) + "\r\n"
                + LISTED.substring(100) + "\r\n0\r\n\r\n");
        assertThat(store().list(ListRequest.of("")).isLast())
                .as("with it, it is")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ListBucketResult><Name>&e;</Name></ListBucketResult>",
                "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><ListBucketResult><Name>&b;</Name></ListBucketResult>"
            })
    @DisplayName("Entities are nobody's listing (H104)")
    void entitiesAreNoListing(String body) {
        server().answers(200, body, REQUEST_ID);
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    @DisplayName("An interrupt during the call proves nothing and stays set (H91)")
    void interruptDuringTheCallStaysSet() throws InterruptedException {
        server().answersRaw("HTTP/1.1 200 OK\r\n").holdsTheConnection();
        Presence[] seen = new Presence[1];
        boolean[] flag = new boolean[1];
        Thread looking = new Thread(() -> {
            try (WritableObjectStore hasty = store(Options.DEFAULT.callTimeout(Duration.ofSeconds(1)))) {
                seen[0] = hasty.stat(ObjectKey.of("k"));
                flag[0] = Thread.currentThread().isInterrupted();
            }
        });
        looking.start();
        while (server().requests().isEmpty()) {
            Thread.onSpinWait();
        }
        looking.interrupt();
        looking.join();
        assertThat(unknown(seen[0]).doubt()).isEqualTo(Doubt.INTERRUPTED);
        assertThat(flag[0]).isTrue();
    }

    @Test
    @DisplayName("An interrupt in the middle of a listing's body is no page and stays set (H91)")
    void interruptWithinABodyStaysSet() throws InterruptedException {
        server().answersRaw(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + LISTED.length() + "\r\n\r\n" + LISTED.substring(0, 99))
                .holdsTheConnection();
        StoreException[] seen = new StoreException[1];
        boolean[] flag = new boolean[1];
        Thread listing = new Thread(() -> {
            try (WritableObjectStore hasty = store(Options.DEFAULT.callTimeout(Duration.ofSeconds(1)))) {
                seen[0] = failure(hasty, ListRequest.of(""));
                flag[0] = Thread.currentThread().isInterrupted();
            }
        });
        listing.start();
        while (server().requests().isEmpty()) {
            Thread.onSpinWait();
        }
        listing.interrupt();
        listing.join();
        assertThat(seen[0].doubt()).isEqualTo(Doubt.INTERRUPTED);
        assertThat(flag[0]).isTrue();
    }

    @Test
    void interruptedThreadSendsNothing() {
        server().answers(404, "", REQUEST_ID);
        Thread.currentThread().interrupt();
        try {
            assertThat(unknown("k").doubt()).isEqualTo(Doubt.INTERRUPTED);
            assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.INTERRUPTED);
            for (WireChange change : WireChange.values()) {
                assertThat(change.in(store()).kind()).as("%s", change).isEqualTo(Kind.UNKNOWN);
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(server().requests()).isEmpty();
    }

    @Test
    @DisplayName("A store that asks to be asked again at once is asked once all the same (H88)")
    void retryAfterIsTheEngines() {
        for (int status : new int[] {408, 429, 503}) {
            server().answers(status, "", REQUEST_ID, "Retry-After: 0");
            assertThat(unknown("k").doubt()).isEqualTo(status == 408 ? Doubt.UNAVAILABLE : Doubt.THROTTLED);
            assertThat(server().requests()).hasSize(1);
            for (WireChange change : WireChange.values()) {
                server().answers(status, "", REQUEST_ID, "Retry-After: 0");
                assertThat(change.in(store()).kind()).isEqualTo(Kind.UNKNOWN);
                assertThat(server().requests()).as("%s %s", status, change).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("A connection that ends without an answer leaves the change unknown (H63)")
    void resetLeavesTheChangeUnknown(WireChange change) {
        for (String bytes : new String[] {WireServer.RESET, "HTTP/1.1 200 O", "SSH-2.0-OpenSSH_9.2\r\n"}) {
            server().answersRaw(bytes);
            assertThat(change.in(store()).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(server().requests()).as("one request (H88)").hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    void serverThatIsNotThereLeavesTheChangeUnknown(WireChange change) {
        WireServer stopped = new WireServer();
        stopped.close();
        try (WritableObjectStore refused = storeAt(stopped.endpoint(), Options.DEFAULT)) {
            assertThat(change.in(refused).kind()).isEqualTo(Kind.UNKNOWN);
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("No whole answer within the call's time leaves the change unknown (H92)")
    void timeoutLeavesTheChangeUnknown(WireChange change) {
        server().answersRaw("HTTP/1.1 200 OK\r\n").holdsTheConnection();
        try (WritableObjectStore hasty = hasty()) {
            assertThat(change.in(hasty).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("What a store sends never reaches a message unchecked (H98, H100)")
    void whatAStoreSendsNeverReachesAMessage(WireChange change) {
        server().answers(
                        403,
                        "<Error><Code>&#10;evil</Code><Message>canary-message</Message></Error>",
                        "x-amz-request-id: \u001b[31m<script>");
        assertThat(change.in(store()).detail())
                .doesNotContain("canary-message", "script", "evil", SECRET_KEY, ACCESS_KEY, "Signature")
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("A redirect isn't followed (H3, H4)")
    void redirectIsNotFollowed(WireChange change) {
        try (WireServer portal = new WireServer()) {
            portal.answers(200, COPIED, REQUEST_ID, "ETag: \"e2\"");
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                server().answers(status, "", REQUEST_ID, "Location: " + portal.endpoint() + "/portal");
                assertThat(change.in(store()).kind()).isEqualTo(Kind.UNKNOWN);
                assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
            }
            assertThat(portal.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("Preconditions go out with the ETag in quotes (H75, H78)")
    void preconditionsGoOut() {
        server().answers(200, "", REQUEST_ID, "ETag: \"e2\"");
        assertThat(WireChange.REMOVE.in(store()).isApplied()).isTrue();
        assertThat(server().header("if-match")).isEqualTo("\"e1\"");
        server().answers(200, "", REQUEST_ID, "ETag: \"e2\"");
        assertThat(WireChange.UNSAFE_REMOVE.in(store()).isApplied()).isTrue();
        assertThat(server().header("if-match")).isEmpty();
        server().answers(200, "", REQUEST_ID, "ETag: \"e2\"");
        assertThat(WireChange.CREATE.in(store())).isEqualTo(Written.applied("e2", null));
        assertThat(server().header("if-none-match")).isEqualTo("*");
        server().answers(200, COPIED, REQUEST_ID, "x-amz-version-id: v7");
        assertThat(WireChange.COPY.in(store())).isEqualTo(Written.applied("e2", "v7"));
        assertThat(server().header("if-none-match")).isEqualTo("*");
        assertThat(server().header("x-amz-copy-source-if-match")).isEqualTo("\"e1\"");
        assertThat(server().header("x-amz-copy-source")).isEqualTo("bkt/key");
    }

    @Test
    void storageClassIsKeptUnlessItIsTheStandardOne() {
        server().answers(200, COPIED, REQUEST_ID);
        assertThat(WireChange.COPY.in(store()).isApplied()).isTrue();
        assertThat(server().header("x-amz-storage-class")).isEmpty();
        server().answers(200, COPIED, REQUEST_ID);
        StoredObject rare = new StoredObject(WireChange.KEY, 3, "e1", Instant.now(), "STANDARD_IA");
        assertThat(store().copy(rare, ObjectKey.of("target")).isApplied()).isTrue();
        assertThat(server().header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Welcome</html>",
                "<CopyObjectResult></CopyObjectResult>",
                "<CopyObjectResult><ETag></ETag></CopyObjectResult>",
                "<CopyObjectResult><ETag>&quot;e2&quot;</ET",
                "<Error><Code>InternalError</Code></Error>",
                "<Error/>",
                "   \n  <Error><Code>SlowDown</Code></Error>"
            })
    @DisplayName("A copy answered 200 without its result didn't surely happen (H78)")
    void copyWithoutItsResultIsUnknown(String body) {
        server().answers(200, body, REQUEST_ID, "ETag: \"e2\"");
        assertThat(WireChange.COPY.in(store()).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(server().requests()).hasSize(1);
    }

    @Test
    void copyWhoseAnswerBreaksOffIsUnknown() {
        server().answersHead(200, "<CopyObjectResult><ETag>", REQUEST_ID, "Content-Length: 500");
        assertThat(WireChange.COPY.in(store()).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void createdObjectWithoutAnEtagIsUnknown() {
        server().answers(200, "", REQUEST_ID);
        assertThat(WireChange.CREATE.in(store()).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    @DisplayName("A removal tells its delete marker, and only that (H15)")
    void removalTellsItsDeleteMarker() {
        server().answers(204, "", REQUEST_ID, "x-amz-delete-marker: true", "x-amz-version-id: v3");
        assertThat(WireChange.REMOVE.in(store())).isEqualTo(Written.applied(null, "v3"));
        server().answers(204, "", REQUEST_ID, "x-amz-version-id: v3");
        assertThat(WireChange.REMOVE.in(store())).isEqualTo(Written.applied(null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-version-id: v3", // no marker at all, or no bucket (H1)
                "x-amz-delete-marker: false\r\nx-amz-version-id: v3",
                "x-amz-delete-marker: true",
                "x-amz-delete-marker: true\r\nx-amz-version-id: v4"
            })
    @DisplayName("A version is removed only if a look shows that it is the latest and a marker (H14, H15)")
    void versionIsRemovedOnlyIfItIsTheLatestMarker(String headers) {
        server().answers(404, "", REQUEST_ID + "\r\n" + headers);
        Written written = store().removeMarker(WireChange.KEY, "v3");
        assertThat(written.kind()).isIn(Kind.REFUSED, Kind.CONFLICT);
        assertThat(sent()).containsExactly("HEAD /bkt/key");
    }

    @Test
    void versionUnderAnObjectIsNotRemoved() {
        server().answers(
                        200,
                        "",
                        REQUEST_ID,
                        "ETag: \"e\"",
                        "x-amz-version-id: v3",
                        "Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT");
        assertThat(store().removeMarker(WireChange.KEY, "v3").kind()).isEqualTo(Kind.CONFLICT);
        assertThat(sent()).containsExactly("HEAD /bkt/key");
        for (int status : new int[] {301, 400, 403, 405, 412, 429, 500, 503}) {
            server().answers(status, "", REQUEST_ID, "x-amz-delete-marker: true", "x-amz-version-id: v3");
            assertThat(store().removeMarker(WireChange.KEY, "v3").isApplied()).isFalse();
            assertThat(sent()).containsExactly("HEAD /bkt/key");
        }
        server().answers(404, "", "x-amz-delete-marker: true", "x-amz-version-id: v3");
        assertThat(store().removeMarker(WireChange.KEY, "v3").kind()).as("H4").isEqualTo(Kind.UNKNOWN);
    }

    @Test
    @DisplayName("Only a store that says so keeps versions (H15)")
    void onlyAStoreThatSaysSoKeepsVersions() {
        Map<String, Versioning> bodies = new LinkedHashMap<>();
        bodies.put("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", Versioning.ENABLED);
        bodies.put(
                "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>", Versioning.SUSPENDED);
        bodies.put("<VersioningConfiguration/>", Versioning.OFF);
        bodies.put("<VersioningConfiguration><Status>Other</Status></VersioningConfiguration>", Versioning.UNKNOWN);
        bodies.put("<Versioning", Versioning.UNKNOWN);
        bodies.forEach((body, expected) -> {
            server().answers(200, body, REQUEST_ID);
            assertThat(store().versioning()).as(body).isEqualTo(expected);
            assertThat(sent()).containsExactly("GET /bkt?versioning");
        });
        server().answers(200, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        assertThat(store().versioning()).as("H4").isEqualTo(Versioning.UNKNOWN);
        for (int status : new int[] {301, 403, 404, 500, 501}) {
            server().answers(status, "", REQUEST_ID);
            assertThat(store().versioning()).isEqualTo(Versioning.UNKNOWN);
        }
        server().answersRaw(WireServer.RESET);
        assertThat(store().versioning()).isEqualTo(Versioning.UNKNOWN);
    }

    @Test
    @DisplayName("Tags are those that the store tells (H79)")
    void tagsAreThoseThatTheStoreTells() {
        server().answers(
                        200,
                        "<Tagging><TagSet><Tag><Key>a b</Key><Value>&lt;c&gt;</Value></Tag></TagSet></Tagging>",
                        REQUEST_ID);
        assertThat(store().tags(WireChange.KEY).known()).contains(Map.of("a b", "<c>"));
        server().answers(200, "<Tagging><TagSet></TagSet></Tagging>", REQUEST_ID);
        assertThat(store().tags(WireChange.KEY).known()).contains(Map.of());
        server().answers(404, "<Error><Code>NoSuchTagSet</Code></Error>", REQUEST_ID);
        assertThat(store().tags(WireChange.KEY).known()).contains(Map.of());
        for (int status : new int[] {204, 301, 403, 404, 500, 501}) {
            server().answers(status, "", REQUEST_ID);
            assertThat(store().tags(WireChange.KEY).known()).as("%s", status).isEmpty();
        }
        for (String body : new String[] {"", "<html/>", "<Tagging><TagSet>"}) {
            server().answers(200, body, REQUEST_ID);
            assertThat(store().tags(WireChange.KEY).known()).as(body).isEmpty();
        }
        server().answers(200, "<Tagging><TagSet></TagSet></Tagging>");
        assertThat(store().tags(WireChange.KEY).known()).as("H4").isEmpty();
    }
}
