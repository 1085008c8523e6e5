package dev.reconcile.testkit.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link ScriptedServer}: reads requests one after the other and sends what the script says. */
final class ScriptedConnection {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final CountDownLatch closing;

    ScriptedConnection(Socket socket, CountDownLatch closing) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.closing = closing;
    }

    /** Serves until the client leaves, the script ends the connection, or the server closes. */
    void serve(Function<Head, ScriptedReply> script) throws IOException, InterruptedException {
        while (true) {
            Head head = readHead();
            if (head == null || !send(script.apply(head))) {
                return;
            }
        }
    }

    /** A request without its number. */
    record Head(String requestLine, Map<String, String> headers, long bodyLength) {}

    private @Nullable Head readHead() throws IOException {
        String requestLine = readLine();
        if (requestLine == null || requestLine.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            headers.put(name.toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return new Head(requestLine, headers, skipBody(headers));
    }

    private long skipBody(Map<String, String> headers) throws IOException {
        if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
            in.skipNBytes(length);
            return length;
        }
        long length = 0;
        while (true) {
            String size = readLine();
            long chunk = size == null ? 0 : Long.parseLong(size.split(";", 2)[0].strip(), 16);
            if (chunk == 0) {
                break;
            }
            in.skipNBytes(chunk);
            length += chunk;
            readLine();
        }
        for (String trailer = readLine(); trailer != null && !trailer.isEmpty(); trailer = readLine()) {
            // trailers are of no interest
        }
        return length;
    }

    /** Null at the end of the stream. */
    private @Nullable String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            line.append((char) b);
        }
        return null;
    }

    /** Answers whether the connection goes on. */
    private boolean send(ScriptedReply reply) throws IOException, InterruptedException {
        byte[] bytes = reply.bytes();
        for (int sent = 0; sent < bytes.length; sent += reply.pieceLength()) {
            if (sent > 0 && closing.await(reply.pause().toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            out.write(bytes, sent, Math.min(reply.pieceLength(), bytes.length - sent));
            out.flush();
        }
        switch (reply.ending()) {
            case KEEP_ALIVE -> {
                return true;
            }
            case RESET -> socket.setSoLinger(true, 0); // closing now sends RST
            case STALL -> closing.await();
            case CLOSE -> {}
        }
        return false;
    }
}
