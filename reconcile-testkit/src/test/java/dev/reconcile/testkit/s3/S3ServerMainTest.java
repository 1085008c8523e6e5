package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class S3ServerMainTest {

    @Test
    void processServesItsDataSetUntilItsInputEnds() throws Exception {
        Process process = start(
                "--bucket",
                "data",
                "--anonymous",
                "true",
                "--objects",
                "10",
                "--pattern",
                "k%02d",
                "--size",
                "7",
                "--leave-out-every",
                "4",
                "--orphans",
                "2",
                "--orphan-pattern",
                "z%d");
        try {
            String endpoint = endpoint(process);

            String page = get(endpoint + "/data?list-type=2");
            assertThat(ListingTest.keys(page))
                    .containsExactly("k00", "k01", "k02", "k04", "k05", "k06", "k08", "k09", "z0", "z1");
            assertThat(page).contains("<Size>7</Size>");

            process.getOutputStream().close();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void processStopsWhenItIsAskedTo() throws Exception {
        Process process = start("--store", "minio");
        try {
            assertThat(endpoint(process)).startsWith("http://127.0.0.1:");

            process.toHandle().destroy(); // unlike Process.destroy it leaves standard input open

            assertThat(process.waitFor()).as("ended by SIGTERM").isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void argumentsThatAreNoneAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> S3ServerMain.options("--nonsense", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> S3ServerMain.options("--port"));
        assertThat(S3ServerMain.options("--port", "1", "--bucket", "b"))
                .containsEntry("port", "1")
                .containsEntry("bucket", "b");
    }

    @Test
    void dataSetKnowsWhatItLeftOut() {
        DataSet data = DataSet.of(1000, "k/%04d")
                .size(5)
                .lastModified(Instant.EPOCH.plusSeconds(1_000_000))
                .leavingOutEvery(10)
                .withOrphans(3, "o/%d");
        try (S3Server server = S3Server.start("b")) {
            data.fill(server.bucket("b"));

            assertThat(server.bucket("b").size()).isEqualTo(903);
            for (int i = 0; i < 1000; i++) {
                assertThat(server.bucket("b").object(data.key(i)).isEmpty()).isEqualTo(data.isLeftOut(i));
            }
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                S3ServerMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String endpoint(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertThat(line).startsWith("listening on ");
        return line.substring("listening on ".length());
    }

    private static String get(String uri) throws IOException {
        try (InputStream in = URI.create(uri).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
