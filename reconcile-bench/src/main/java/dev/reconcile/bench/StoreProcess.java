package dev.reconcile.bench;

import dev.reconcile.bench.RequestCounts.Counted;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A {@link SyntheticStore} in a JVM of its own. */
final class StoreProcess implements Closeable {

    private final Process process;
    private final String endpoint;

    private StoreProcess(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static StoreProcess start(DataSet data) throws IOException {
        Process process = new ProcessBuilder(Jvm.command("256m", SyntheticStore.class, data.arguments()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        if (line == null || !line.startsWith("listening on ")) {
            throw new IllegalStateException("The store didn't start: " + line);
        }
        return new StoreProcess(process, line.substring("listening on ".length()));
    }

    String endpoint() {
        return endpoint;
    }

    Counted counts() throws IOException {
        return asked("/-/counts");
    }

    void behave(long latencyMillis, double rate, long burst) throws IOException {
        asked("/-/set?latency=" + latencyMillis + "&rate=" + rate + "&burst=" + burst);
    }

    private Counted asked(String path) throws IOException {
        try (InputStream answer = URI.create(endpoint + path).toURL().openStream()) {
            return Counted.parse(new String(answer.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close(); // its signal to stop
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
