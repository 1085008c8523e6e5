package dev.reconcile.testkit.s3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** The bytes to answer with, how fast, and what becomes of the connection then. Immutable. */
public final class ScriptedReply {

    /** What happens to the connection after the bytes were sent. */
    enum Ending {
        KEEP_ALIVE,
        CLOSE,
        RESET,
        STALL
    }

    private final byte[] bytes;
    private final int pieceLength;
    private final Duration pause;
    private final Ending ending;

    private ScriptedReply(byte[] bytes, int pieceLength, Duration pause, Ending ending) {
        this.bytes = bytes;
        this.pieceLength = pieceLength;
        this.pause = pause;
        this.ending = ending;
    }

    /** These bytes and no others; then the connection waits for the next request. */
    public static ScriptedReply raw(byte[] bytes) {
        return new ScriptedReply(bytes.clone(), Math.max(1, bytes.length), Duration.ZERO, Ending.KEEP_ALIVE);
    }

    /** This text in UTF-8, with its line ends as they are. */
    public static ScriptedReply raw(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing at all. */
    public static ScriptedReply nothing() {
        return raw(new byte[0]);
    }

    /** A well-formed answer with a body. Content-Length is that of the body unless the headers name another. */
    public static ScriptedReply response(int status, Map<String, String> headers, String body) {
        StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        if (headers.keySet().stream().noneMatch("Content-Length"::equalsIgnoreCase)) {
            text.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return raw(text.append("\r\n").append(body).toString());
    }

    /** A well-formed answer to a HEAD: headers as given, Content-Length only if it is among them, no body. */
    public static ScriptedReply head(int status, Map<String, String> headers) {
        StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return raw(text.append("\r\n").toString());
    }

    /** Sends only the first bytes. */
    public ScriptedReply cutAfter(int length) {
        byte[] kept = Arrays.copyOf(bytes, Math.min(length, bytes.length));
        return new ScriptedReply(kept, pieceLength, pause, ending);
    }

    /** Sends so many bytes at a time and waits in between. */
    public ScriptedReply dripping(int length, Duration between) {
        return new ScriptedReply(bytes, length, between, ending);
    }

    /** Then closes the connection in order. */
    public ScriptedReply thenClose() {
        return new ScriptedReply(bytes, pieceLength, pause, Ending.CLOSE);
    }

    /** Then resets the connection: the client meets a TCP RST. */
    public ScriptedReply thenReset() {
        return new ScriptedReply(bytes, pieceLength, pause, Ending.RESET);
    }

    /** Then says nothing more and keeps the connection open until the server closes. */
    public ScriptedReply thenStall() {
        return new ScriptedReply(bytes, pieceLength, pause, Ending.STALL);
    }

    byte[] bytes() {
        return bytes;
    }

    int pieceLength() {
        return pieceLength;
    }

    Duration pause() {
        return pause;
    }

    Ending ending() {
        return ending;
    }
}
