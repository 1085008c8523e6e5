package dev.reconcile.testkit;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What keys look like on the wire: each of {@link HostileKeys#all()} is itself or isn't sent, and no two are the same; H38 to H41,
 * H43. By the rules that the adapter takes by default, and by rules that let everything through.
 */
public abstract class KeyWireContract extends WireContract {

    private static final String COPIED = "<CopyObjectResult><ETag>&quot;e2&quot;</ETag></CopyObjectResult>";

    @TestFactory
    @DisplayName("Every key is itself on the wire, or isn't sent, by the adapter's rules")
    Stream<DynamicTest> everyKeyIsItself() {
        return everyKey(store());
    }

    @TestFactory
    @DisplayName("Every key is itself on the wire, or isn't sent, by rules that let everything through (H38, H39)")
    Stream<DynamicTest> everyKeyIsItselfWhereTheRulesAllowEverything() {
        WritableObjectStore daring = store(Options.DEFAULT.keyRules(KeyRules.S3));
        return everyKey(daring).onClose(daring::close);
    }

    private Stream<DynamicTest> everyKey(WritableObjectStore asked) {
        Map<String, String> keysOfPaths = new HashMap<>();
        return HostileKeys.all().stream()
                .map(key -> DynamicTest.dynamicTest("'" + ObjectKey.escape(key) + "'", () -> {
                    assertLookedAtAsItself(asked, key, keysOfPaths);
                    assertChangedAsItself(asked, key, "DELETE", each -> each.remove(object(key)));
                    assertChangedAsItself(asked, key, "DELETE", each -> each.unsafeRemove(ObjectKey.of(key)));
                    assertChangedAsItself(asked, key, "PUT", each -> each.create(ObjectKey.of(key), new byte[] {1}));
                    assertChangedAsItself(asked, key, "PUT", each -> each.tag(ObjectKey.of(key), Map.of("a", "b")));
                    assertChangedAsItself(
                            asked, key, "DELETE", each -> each.abort(new Upload(ObjectKey.of(key), "u1", null)));
                    assertCopiedAsItself(asked, key);
                }));
    }

    private static StoredObject object(String key) {
        return new StoredObject(ObjectKey.of(key), 3, "e1", Instant.parse("2026-10-21T07:28:00Z"), null);
    }

    private void assertLookedAtAsItself(WritableObjectStore asked, String key, Map<String, String> keysOfPaths) {
        server().answers(404, "", REQUEST_ID);
        Presence presence = asked.stat(ObjectKey.of(key));
        if (server().requests().isEmpty()) {
            assertThat(unknown(presence).doubt()).isEqualTo(Doubt.UNSUPPORTED_KEY);
            assertThat(unknown(presence).detail()).contains("nothing was sent");
            return;
        }
        assertThat(asked.profile().keyRules().problem(ObjectKey.of(key)))
                .as("what the rules say of a key that was sent")
                .isEmpty();
        assertThat(presence).isEqualTo(Presence.absent());
        assertThat(decoded(path("HEAD"))).isEqualTo("/bkt/" + key);
        assertThat(keysOfPaths.put(path("HEAD"), key))
                .as("another key of this path")
                .isNull();
    }

    private void assertChangedAsItself(
            WritableObjectStore asked, String key, String method, Function<WritableObjectStore, Written> change) {
        server().answers(200, "", REQUEST_ID, "ETag: \"e\"");
        Written written = change.apply(asked);
        if (server().requests().isEmpty()) {
            assertThat(written.kind()).as(written.detail()).isEqualTo(Kind.REFUSED);
            assertThat(written.detail()).contains("nothing was sent");
            return;
        }
        assertThat(written.isApplied()).as(written.detail()).isTrue();
        assertThat(decoded(path(method))).isEqualTo("/bkt/" + key);
    }

    private void assertCopiedAsItself(WritableObjectStore asked, String key) {
        for (ObjectKey target : new ObjectKey[] {ObjectKey.of("target"), ObjectKey.of(key)}) {
            server().answers(200, COPIED, REQUEST_ID);
            Written written = asked.copy(object(key), target);
            if (server().requests().isEmpty()) {
                assertThat(written.kind()).as(written.detail()).isEqualTo(Kind.REFUSED);
                continue;
            }
            assertThat(written.isApplied()).as(written.detail()).isTrue();
            assertThat(decoded(path("PUT"))).isEqualTo("/bkt/" + target.value());
            assertThat(server().header("x-amz-copy-source")).matches("[!-~]+");
            assertThat(decoded(server().header("x-amz-copy-source"))).isEqualTo("bkt/" + key);
        }
    }

    /** The path of the only request. */
    private String path(String method) {
        assertThat(server().requestLines()).hasSize(1);
        String[] parts = server().requestLines().get(0).split(" ", -1);
        assertThat(parts).as("%s", server().requestLines()).hasSize(3);
        assertThat(parts[0]).isEqualTo(method);
        assertThat(parts[1]).matches("[!-~]+");
        return parts[1].replaceFirst("\\?.*$", "");
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @TestFactory
    @DisplayName("Every key is itself as a listing's prefix and as what it starts after")
    Stream<DynamicTest> everyKeyIsItselfInAListing() {
        return HostileKeys.all().stream()
                .map(key -> DynamicTest.dynamicTest("'" + ObjectKey.escape(key) + "'", () -> {
                    server().answers(500, "");
                    failure(ListRequest.of(key).after(ObjectKey.of(key)));
                    String query = server().requestLines()
                            .get(0)
                            .replaceAll("^[^?]*\\?|[^ ]*$", "")
                            .trim();
                    Map<String, String> parameters = new HashMap<>();
                    for (String parameter : query.split("&", -1)) {
                        String[] parts = parameter.split("=", 2);
                        parameters.put(parts[0], decoded(parts[1]));
                    }
                    assertThat(parameters).containsEntry("prefix", key).containsEntry("start-after", key);
                }));
    }

    @Test
    @DisplayName("Half a surrogate pair and 1025 bytes never become a request (H41, H43)")
    void illFormedTextNeverBecomesARequest() {
        server().answers(404, "", REQUEST_ID);
        assertThatThrownBy(() -> stat("\uD83D")).isInstanceOf(ObjectKey.InvalidKeyException.class);
        assertThatThrownBy(() -> stat("é".repeat(513))).isInstanceOf(ObjectKey.InvalidKeyException.class);
        assertThatThrownBy(() -> ListRequest.of("\uD83D")).isInstanceOf(ObjectKey.InvalidKeyException.class);
        assertThat(server().requests()).isEmpty();
    }
}
