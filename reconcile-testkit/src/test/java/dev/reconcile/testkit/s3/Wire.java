package dev.reconcile.testkit.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A raw request over a socket, signed by a signer of the tests' own, so that nothing between them can tidy it up. */
final class Wire {

    private final String method;
    private final String target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte[] body = new byte[0];
    private String accessKey = S3Server.ACCESS_KEY;
    private String secret = S3Server.SECRET_KEY;
    private String region = "us-east-1";
    private String payloadHash = "";
    private Instant time = Instant.now();
    private boolean signed = true;

    private Wire(String method, String target) {
        this.method = method;
        this.target = target;
    }

    static Wire request(String method, String target) {
        return new Wire(method, target);
    }

    Wire header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Wire body(byte[] content) {
        body = content;
        return this;
    }

    Wire body(String content) {
        return body(content.getBytes(StandardCharsets.UTF_8));
    }

    Wire credentials(String key, String secretKey) {
        accessKey = key;
        secret = secretKey;
        return this;
    }

    Wire region(String name) {
        region = name;
        return this;
    }

    Wire at(Instant when) {
        time = when;
        return this;
    }

    /** The x-amz-content-sha256 to declare instead of the body's. */
    Wire payload(String declared) {
        payloadHash = declared;
        return this;
    }

    Wire unsigned() {
        signed = false;
        return this;
    }

    record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    Reply send(S3Server server) {
        return parse(bytes(server.port()));
    }

    /** All that came back until the connection ended. */
    byte[] bytes(int port) {
        headers.putIfAbsent("Host", "127.0.0.1:" + port);
        headers.put("Content-Length", String.valueOf(body.length));
        headers.put("Connection", "close");
        if (signed) {
            headers.put("x-amz-content-sha256", payloadHash.isEmpty() ? hash(body) : payloadHash);
            headers.put("x-amz-date", timestamp());
            headers.put("Authorization", authorization());
        }
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            all.writeBytes(body);
            socket.getOutputStream().write(all.toByteArray());
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reply parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Reply(0, Map.of(), text);
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Reply(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, text.substring(end + 4));
    }

    String timestamp() {
        return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }

    String scope() {
        return timestamp().substring(0, 8) + "/" + region + "/s3/aws4_request";
    }

    byte[] signingKey() {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope().split("/", -1)) {
            key = hmac(key, part);
        }
        return key;
    }

    private String authorization() {
        Map<String, String> signing = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (!name.equals("Connection")) {
                signing.put(name.toLowerCase(Locale.ROOT), value);
            }
        });
        String names = String.join(";", signing.keySet());
        String canonicalHeaders = signing.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        String sortedQuery = Arrays.stream(query.split("&", -1))
                .map(pair -> pair.isEmpty() || pair.contains("=") ? pair : pair + "=")
                .sorted()
                .collect(Collectors.joining("&"));
        String canonical = String.join(
                "\n", method, path, sortedQuery, canonicalHeaders, names, signing.get("x-amz-content-sha256"));
        String toSign = String.join(
                "\n", "AWS4-HMAC-SHA256", timestamp(), scope(), hash(canonical.getBytes(StandardCharsets.UTF_8)));
        return "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope() + ", SignedHeaders=" + names + ", Signature="
                + HexFormat.of().formatHex(hmac(signingKey(), toSign));
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Percent-encodes a key as a careful client does, slashes kept. */
    static String encoded(String key) {
        StringBuilder text = new StringBuilder();
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~/".indexOf(c) >= 0;
            text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return text.toString();
    }
}
