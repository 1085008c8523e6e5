package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class ScriptedServerTest {

    private ScriptedServer server;

    private void start(Function<ScriptedRequest, ScriptedReply> script) {
        server = ScriptedServer.start(script);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bytesAreSentAsTheyAre() throws IOException {
        start(request ->
                ScriptedReply.raw("HTTP/1.1 299 Odd\r\nX: \u00e4\r\n\r\nrest").thenClose());

        assertThat(exchange("GET //a?b HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo("HTTP/1.1 299 Odd\r\nX: \u00e4\r\n\r\nrest");
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.requestLine()).isEqualTo("GET //a?b HTTP/1.1");
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.target()).isEqualTo("//a?b");
            assertThat(request.headers()).containsEntry("host", "x");
            assertThat(request.number()).isEqualTo(1);
        });
    }

    @Test
    void connectionIsKeptForTheNextRequest() throws IOException {
        start(request -> request.number() == 1
                ? ScriptedReply.response(200, Map.of(), "one")
                : ScriptedReply.response(200, Map.of(), "two").thenClose());

        assertThat(exchange("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"))
                .contains("one")
                .endsWith("two");
    }

    @Test
    void bodiesOfRequestsAreReadWhateverTheirFraming() throws IOException {
        start(request -> ScriptedReply.response(200, Map.of(), "ok").thenClose());

        exchange("PUT /1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
        exchange("PUT /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
        String continued = exchange("PUT /3 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi");

        assertThat(server.requests()).extracting(ScriptedRequest::bodyLength).containsExactly(5L, 6L, 2L);
        assertThat(continued).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200");
    }

    @Test
    void resetIsARealOne() throws IOException {
        start(request -> ScriptedReply.raw("HTTP/1.1 200 OK\r\nContent-Le").thenReset());

        try (Socket socket = connect()) {
            socket.getOutputStream().write("HEAD / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();

            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(in::readAllBytes)
                    .withMessageContaining("reset");
        }
    }

    @Test
    void lengthMayBeALie() {
        start(request -> ScriptedReply.response(200, Map.of("Content-Length", "100"), "short")
                .thenClose());

        try (S3Client client = Sdk.builder(server.endpoint(), "secret").build()) {
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(() -> client.getObjectAsBytes(r -> r.bucket("b").key("k")));
        }
    }

    @Test
    void answersMayDripAndBeCut() throws IOException {
        start(request -> ScriptedReply.response(200, Map.of(), "0123456789")
                .dripping(3, Duration.ofMillis(1))
                .thenClose());
        assertThat(exchange("GET / HTTP/1.1\r\n\r\n")).endsWith("0123456789");
        stop();

        start(request ->
                ScriptedReply.response(200, Map.of(), "0123456789").cutAfter(20).thenClose());
        assertThat(exchange("GET / HTTP/1.1\r\n\r\n")).hasSize(20);
    }

    @Test
    void closingEndsStalledConnections() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        start(request -> {
            asked.complete(null);
            return ScriptedReply.nothing().thenStall();
        });
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return exchange("GET / HTTP/1.1\r\n\r\n");
            } catch (IOException reset) {
                return "";
            }
        });
        asked.join();

        server.close();

        assertThat(answer.join()).isEmpty();
    }

    @Test
    void manyConnectionsAreServedAtOnce() {
        start(request -> ScriptedReply.response(200, Map.of(), request.target()).thenClose());

        List<String> answers = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> {
                    try {
                        return exchange("GET /" + i + " HTTP/1.1\r\n\r\n");
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .toList();

        assertThat(answers).hasSize(50).allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 200"));
        assertThat(server.requests()).extracting(ScriptedRequest::number).doesNotHaveDuplicates();
    }

    /** H21: what the SDK makes of a bare 200, and of a connection that ends in the middle of the headers. */
    @Test
    void realClientMeetsWireTruths() {
        start(request -> request.number() == 1
                ? ScriptedReply.head(200, Map.of())
                : ScriptedReply.raw("HTTP/1.1 404 Not Fo").thenReset());

        try (S3Client client = Sdk.builder(server.endpoint(), "secret").build()) {
            HeadObjectResponse bare = client.headObject(r -> r.bucket("b").key("k"));

            assertThat(bare.contentLength()).isNull();
            assertThat(bare.eTag()).isNull();
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(() -> client.headObject(r -> r.bucket("b").key("k")));
        }
    }

    private Socket connect() throws IOException {
        return new Socket(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                server.endpoint().getPort());
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            return all.toString(StandardCharsets.UTF_8);
        }
    }
}
