package dev.reconcile.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server of raw bytes on a free port: it answers every request with what the test scripted, be it HTTP or not, and keeps the
 * heads of the requests as they came.
 */
public final class WireServer implements AutoCloseable {

    /** The bucket that the scripts speak of. */
    public static final String BUCKET = "bkt";
    /** A header that shows an answer to be a store's own. */
    public static final String REQUEST_ID = "x-amz-request-id: REQ1";

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: (\\d+)$");

    /** Hangs up without an answer. */
    public static final String RESET = "";

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> held = new CopyOnWriteArrayList<>();
    private volatile String answer = RESET;
    private volatile boolean holding;
    private volatile boolean speakingFirst;

    public WireServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** Answers from now on with a status line, these headers and a body of its right length. */
    public WireServer answers(int status, String body, String... headers) {
        List<String> lines = new ArrayList<>(List.of(headers));
        lines.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        return answersHead(status, body, lines.toArray(String[]::new));
    }

    /** Answers from now on with just these headers. */
    public WireServer answersHead(int status, String body, String... headers) {
        return answersRaw("HTTP/1.1 " + status + " scripted\r\n"
                + List.of(headers).stream().map(line -> line + "\r\n").collect(Collectors.joining())
                + "Connection: close\r\n\r\n"
                + body);
    }

    /** Answers from now on with these bytes. */
    public WireServer answersRaw(String bytes) {
        answer = bytes;
        holding = false;
        speakingFirst = false;
        requests.clear();
        return this;
    }

    /** Sends the answer but never ends the connection. */
    public WireServer holdsTheConnection() {
        holding = true;
        return this;
    }

    /** Answers before it has read anything, as a server of another protocol might. */
    public WireServer speaksFirst() {
        speakingFirst = true;
        return this;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** The value of a header of the last request, its name in lower case; empty if it had none. */
    public String header(String name) {
        return requests.get(requests.size() - 1)
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    /** The requests since the last script, each with its headers, one line each. */
    public List<String> requests() {
        return requests;
    }

    /** The first line of each request. */
    public List<String> requestLines() {
        return requests.stream()
                .map(request -> request.lines().findFirst().orElse(""))
                .toList();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            StringBuilder head = new StringBuilder();
            for (String line = speakingFirst ? null : reader.readLine();
                    line != null && !line.isEmpty();
                    line = reader.readLine()) {
                head.append(line).append('\n');
            }
            if (head.length() == 0 && !speakingFirst) {
                connection.close(); // over which nothing was asked
                return;
            }
            skipBody(reader, head.toString());
            requests.add(head.toString());
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            connection.getOutputStream().flush();
            if (holding) {
                held.add(connection);
            } else {
                connection.close();
            }
        } catch (IOException clientWent) {
            // the client's to notice
        }
    }

    /** An answer to a body that nobody read is lost when the connection closes. A client that expects to be asked isn't. */
    private static void skipBody(BufferedReader reader, String head) throws IOException {
        Matcher length = CONTENT_LENGTH.matcher(head);
        if (length.find() && !head.toLowerCase(Locale.ROOT).contains("100-continue")) {
            long left = Long.parseLong(length.group(1));
            while (left > 0 && reader.read() >= 0) {
                left--;
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : held) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
