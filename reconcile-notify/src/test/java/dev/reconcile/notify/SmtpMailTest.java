package dev.reconcile.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.RunReport;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** Mail through a real SMTP server in this JVM. */
class SmtpMailTest {

    private static final String PASSWORD = "p4ssw0rd-of-the-mail";
    private static final RunReport MISSING = Images.missing(1);

    @TempDir
    static Path directory;

    private static SSLContext localhost;

    private final List<byte[]> mails = new CopyOnWriteArrayList<>();
    private final List<String> recipients = new CopyOnWriteArrayList<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final List<RejectException> refusals = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> waited = new CopyOnWriteArrayList<>();
    private final Log log = new Log();
    private SMTPServer server;

    /** A certificate for localhost that nobody but this test trusts. */
    @BeforeAll
    static void certify() throws Exception {
        Path file = directory.resolve("localhost.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("localhost", keys.getCertificate("localhost"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        localhost = SSLContext.getInstance("TLS");
        localhost.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @AfterEach
    void stop() {
        log.close();
        if (server != null) {
            server.stop();
        }
    }

    private void serve(UnaryOperator<SMTPServer.Builder> settings) {
        server = settings.apply(SMTPServer.port(0)
                        .bindAddress(InetAddress.getLoopbackAddress())
                        .authenticationHandlerFactory(
                                new EasyAuthenticationHandlerFactory((user, password, session) -> {
                                    logins.add(user);
                                    if (!password.equals(PASSWORD)) {
                                        throw new LoginFailedException();
                                    }
                                }))
                        .messageHandler((session, from, to, data) -> {
                            if (!refusals.isEmpty()) {
                                throw refusals.remove(0);
                            }
                            recipients.add(to);
                            mails.add(data);
                        }))
                .build();
        server.start();
    }

    private static SMTPServer.Builder startTls(SMTPServer.Builder builder) {
        return builder.enableTLS().requireTLS().startTlsSocketFactory(localhost);
    }

    private SmtpMail.Builder mail() {
        return SmtpMail.through("localhost", server.getPortAllocated(), "Reconcile <reconcile@example.com>")
                .to("ops@example.com")
                .trust(localhost)
                .credentials("images", PASSWORD);
    }

    private long send(SmtpMail.Builder mail, RunReport report) {
        Notifier notifier = Notifier.builder("images")
                .channel(mail.build())
                .waiting(waited::add)
                .closing(Duration.ofMinutes(5))
                .build();
        notifier.finished(report);
        notifier.close();
        assertThat(notifier.toString()).doesNotContain(PASSWORD);
        assertThat(log.warnings()).noneMatch(line -> line.contains(PASSWORD));
        return notifier.delivered();
    }

    private MimeMessage received() throws Exception {
        assertThat(mails).hasSize(1);
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mails.get(0)));
    }

    @Test
    void anAlertIsPlainTextOverStartTls() throws Exception {
        serve(SmtpMailTest::startTls);

        assertThat(send(mail().to("Night watch <night@example.com>"), MISSING)).isEqualTo(1);

        assertThat(logins).containsExactly("images");
        assertThat(received().getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("ops@example.com", "Night watch <night@example.com>");
    }

    @Test
    void itsTextHasTheCountsAndTheFirstFindings() throws Exception {
        serve(SmtpMailTest::startTls);

        send(mail(), MISSING);

        MimeMessage message = received();
        assertThat(message.getSubject()).isEqualTo("Reconcile images: 1 MISSING");
        assertThat(message.getFrom()[0]).hasToString("Reconcile <reconcile@example.com>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(message.getContent().toString())
                .contains("missing 1, mismatched 0", "record 0: MISSING original original/0");
    }

    @Test
    void tlsFromTheFirstByte() throws Exception {
        serve(builder -> builder.serverSocketFactory(localhost.getServerSocketFactory()));

        assertThat(send(mail().implicitTls(), MISSING)).isEqualTo(1);
        assertThat(received().getSubject()).isEqualTo("Reconcile images: 1 MISSING");
    }

    @Test
    void aServerWithoutStartTlsGetsNoPassword() {
        serve(builder -> builder);

        assertThat(send(mail(), MISSING)).isZero();

        assertThat(logins).isEmpty();
        assertThat(mails).isEmpty();
    }

    @Test
    void aServerThatNobodyVouchesForGetsNoPassword() throws Exception {
        serve(SmtpMailTest::startTls);
        SSLContext everybodysAuthorities = SSLContext.getDefault();

        assertThat(send(mail().trust(everybodysAuthorities), MISSING)).isZero();

        assertThat(logins).isEmpty();
    }

    @Test
    void aRelayOnThisMachineMayDoWithout() {
        serve(builder -> builder);
        SmtpMail.Builder plain = SmtpMail.through("127.0.0.1", server.getPortAllocated(), "reconcile@example.com")
                .to("ops@example.com")
                .unsafeWithoutTls();

        assertThat(send(plain, MISSING)).isEqualTo(1);

        assertThat(logins).isEmpty();
    }

    @Test
    void aRefusedPasswordIsNotTriedAgain() {
        serve(SmtpMailTest::startTls);

        assertThat(send(mail().credentials("images", PASSWORD + "!"), MISSING)).isZero();

        assertThat(waited).isEmpty();
        assertThat(log.warnings())
                .contains("WARN A notice couldn't be sent to mail, 1 tries: the mail server refused the credentials");
    }

    @Test
    void aServerThatIsBusyIsTriedAgain() {
        serve(SmtpMailTest::startTls);
        refusals.add(new RejectException(451, "try later"));

        assertThat(send(mail(), MISSING)).isEqualTo(1);

        assertThat(waited).hasSize(1);
    }

    @Test
    void aServerThatIsGoneIsGivenUp() {
        serve(SmtpMailTest::startTls);
        SmtpMail.Builder mail = mail();
        server.stop();

        assertThat(send(mail, MISSING)).isZero();

        assertThat(waited).hasSize(4);
    }

    @Test
    void noTextMakesAHeader() throws Exception { // H98
        serve(SmtpMailTest::startTls);
        String hostile = "a\r\nBcc: everybody@example.com\r\n\r\n<script>\r\n.\r\nMAIL FROM:<x@example.com>";

        Notifier notifier = Notifier.builder("images\r\nBcc: everybody@example.com")
                .channel(mail().build())
                .when((report, before) -> Optional.of(hostile))
                .closing(Duration.ofMinutes(5))
                .build();
        notifier.finished(Images.missing(hostile, hostile));
        notifier.close();

        MimeMessage message = received();
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getSubject()).contains("images\\u000d\\u000aBcc:");
        assertThat(message.getContent().toString().lines()).noneMatch(line -> line.startsWith("Bcc:"));
        assertThat(recipients).containsExactly("ops@example.com");
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String address : List.of("", "nobody", "a@b\r\nBcc: c@d", "a@b, c@d")) {
            assertThatIllegalArgumentException()
                    .as(address)
                    .isThrownBy(() -> SmtpMail.through("localhost", 25, address));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SmtpMail.through("localhost", 25, "a@example.com").build())
                .withMessageContaining("nobody gets it");
    }
}
