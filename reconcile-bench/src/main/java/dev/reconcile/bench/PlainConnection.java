package dev.reconcile.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The cheapest client there can be: it reads a page's length and how the listing goes on, and nothing else. */
final class PlainConnection implements Closeable {

    private static final String TOKEN = "<NextContinuationToken>";

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 17];

    PlainConnection(String endpoint) throws IOException {
        URI uri = URI.create(endpoint);
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Fetches a page; says how to go on, empty after the last. */
    String page(String target) throws IOException {
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: bench\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        int end = 0;
        String text = "";
        int body = -1;
        while (!text.contains("<Contents>")
                && !text.contains("</ListBucketResult>")) { // what stands before the objects
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                throw new IOException("The store closed the connection");
            }
            end += read;
            text = new String(buffer, 0, Math.min(end, 4096), StandardCharsets.US_ASCII);
            body = text.indexOf("\r\n\r\n");
        }
        if (!text.startsWith("HTTP/1.1 200")) {
            throw new IOException(
                    "The store answered " + text.lines().findFirst().orElse(""));
        }
        int lengthAt = text.indexOf("Content-Length: ") + 16;
        long left = Long.parseLong(text.substring(lengthAt, text.indexOf('\r', lengthAt))) - (end - body - 4);
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("The store closed the connection");
            }
            left -= read;
        }
        int tokenAt = text.indexOf(TOKEN);
        return tokenAt < 0 ? "" : text.substring(tokenAt + TOKEN.length(), text.indexOf('<', tokenAt + 1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
