package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignatureTest {

    private static final String EMPTY_HASH = Wire.hash(new byte[0]);

    private S3Server server;

    @BeforeEach
    void start() {
        server = S3Server.start("bucket");
        server.bucket("bucket").put("key", bytes("content"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void rightSignatureIsAnswered() {
        Wire.Reply reply = Wire.request("GET", "/bucket/key").send(server);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("content");
    }

    @Test
    void unsignedPayloadIsAnswered() {
        Wire.Reply reply = Wire.request("PUT", "/bucket/new")
                .payload("UNSIGNED-PAYLOAD")
                .body("x")
                .send(server);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void queryIsPartOfTheSignature() {
        Wire.Reply reply = Wire.request("GET", "/bucket?prefix=k%20%2B&list-type=2&delimiter")
                .send(server);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void wrongSecretIsSignatureDoesNotMatch() {
        Wire.Reply reply = Wire.request("GET", "/bucket/key")
                .credentials(S3Server.ACCESS_KEY, "wrong")
                .send(server);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains("<Code>SignatureDoesNotMatch</Code>");
    }

    @Test
    void unknownKeyIsInvalidAccessKeyId() {
        Wire.Reply reply =
                Wire.request("GET", "/bucket/key").credentials("nobody", "x").send(server);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains("<Code>InvalidAccessKeyId</Code>");
    }

    @Test
    void missingSignatureIsAccessDenied() {
        Wire.Reply reply = Wire.request("GET", "/bucket/key").unsigned().send(server);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains("<Code>AccessDenied</Code>").contains("<RequestId>");
        assertThat(reply.header("x-amz-request-id")).isNotEmpty();
    }

    @Test
    void missingSignatureIsAnsweredWhereAnonymousIsAllowed() {
        try (S3Server open = S3Server.builder().buckets("b").anonymousAllowed().start()) {
            open.bucket("b").put("key", bytes("content"));

            assertThat(Wire.request("GET", "/b/key").unsigned().send(open).status())
                    .isEqualTo(200);
            assertThat(Wire.request("GET", "/b/key")
                            .credentials(S3Server.ACCESS_KEY, "wrong")
                            .send(open)
                            .status())
                    .as("a signature that is there must be right")
                    .isEqualTo(403);
        }
    }

    /** H11. */
    @Test
    void clockThatIsOffIsRequestTimeTooSkewed() {
        for (Duration skew : new Duration[] {Duration.ofMinutes(16), Duration.ofMinutes(-16), Duration.ofDays(2)}) {
            Wire.Reply reply = Wire.request("GET", "/bucket/key")
                    .at(Instant.now().plus(skew))
                    .send(server);

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body()).contains("<Code>RequestTimeTooSkewed</Code>");
        }
    }

    /** H3. */
    @Test
    void wrongRegionIsAuthorizationHeaderMalformed() {
        Wire.Reply reply =
                Wire.request("GET", "/bucket/key").region("eu-west-1").send(server);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("<Code>AuthorizationHeaderMalformed</Code>");
        assertThat(reply.header("x-amz-bucket-region")).isEqualTo("us-east-1");
    }

    @Test
    void bodyOtherThanSignedIsRefused() {
        Wire.Reply reply = Wire.request("PUT", "/bucket/key")
                .payload(Wire.hash(bytes("another body")))
                .body("this body")
                .send(server);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("<Code>XAmzContentSHA256Mismatch</Code>");
        assertThat(server.bucket("bucket").object("key").orElseThrow().content())
                .isEqualTo(bytes("content"));
    }

    @Test
    void unsignedChunksWithTrailerAreDecoded() {
        String crc = Checksum.of("x-amz-checksum-crc32", bytes("hello world"));
        Wire.Reply reply = Wire.request("PUT", "/bucket/new")
                .payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .header("x-amz-decoded-content-length", "11")
                .header("x-amz-trailer", "x-amz-checksum-crc32")
                .header("Content-Encoding", "aws-chunked")
                .body("5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:" + crc + "\r\n\r\n")
                .send(server);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-amz-checksum-crc32")).isEqualTo(crc);
        S3Object object = server.bucket("bucket").object("new").orElseThrow();
        assertThat(object.content()).isEqualTo(bytes("hello world"));
        assertThat(object.attributes().headers()).doesNotContainKey("content-encoding");
    }

    @Test
    void wrongChecksumInTheTrailerIsBadDigest() {
        Wire.Reply reply = Wire.request("PUT", "/bucket/new")
                .payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .header("x-amz-decoded-content-length", "5")
                .body("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n")
                .send(server);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("<Code>BadDigest</Code>");
        assertThat(server.bucket("bucket").object("new")).isEmpty();
    }

    @Test
    void signedChunksAreDecodedAndTheirSignaturesChecked() {
        assertThat(signedChunks("hello", "hello").status()).isEqualTo(200);
        assertThat(server.bucket("bucket").object("new").orElseThrow().content())
                .isEqualTo(bytes("hello"));

        Wire.Reply forged = signedChunks("hello", "jello");

        assertThat(forged.status()).isEqualTo(403);
        assertThat(forged.body()).contains("<Code>SignatureDoesNotMatch</Code>");
        assertThat(server.bucket("bucket").object("new").orElseThrow().content())
                .isEqualTo(bytes("hello"));
    }

    /** Signs one text and sends another. The seed signature must be known first, so the request is sent in two steps. */
    private Wire.Reply signedChunks(String signedText, String sentText) {
        Instant now = Instant.now();
        String placeholder = chunks("0".repeat(64), "0".repeat(64), sentText);
        Wire dry = wire(now).body(placeholder);
        dry.bytes(server.port());
        String seed = server.requests()
                .last(Operation.PUT)
                .get(0)
                .header("authorization")
                .replaceAll(".*Signature=", "");
        server.requests().clear();
        String first = chunkSignature(dry, seed, signedText);
        String last = chunkSignature(dry, first, "");
        return wire(now).body(chunks(first, last, sentText)).send(server);
    }

    private static Wire wire(Instant now) {
        return Wire.request("PUT", "/bucket/new")
                .at(now)
                .payload("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                .header("x-amz-decoded-content-length", "5");
    }

    private static String chunks(String first, String last, String text) {
        return "5;chunk-signature=" + first + "\r\n" + text + "\r\n0;chunk-signature=" + last + "\r\n\r\n";
    }

    private static String chunkSignature(Wire wire, String previous, String text) {
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256-PAYLOAD",
                wire.timestamp(),
                wire.scope(),
                previous,
                EMPTY_HASH,
                Wire.hash(bytes(text)));
        return HexFormat.of().formatHex(Wire.hmac(wire.signingKey(), toSign));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
