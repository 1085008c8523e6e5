package dev.reconcile.notify;

import dev.reconcile.store.ObjectKey;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Plain-text e-mail through an SMTP server, encrypted: by STARTTLS, which is required then, or from the first byte. Whoever uses it brings
 * {@code org.eclipse.angus:angus-mail}, which this module doesn't drag along for the others.
 */
public final class SmtpMail implements Channel {

    private static final int LONGEST_SUBJECT = 200;

    private final Session session;
    private final InternetAddress from;
    private final InternetAddress[] to;

    private SmtpMail(Builder built) {
        if (built.to.isEmpty()) {
            throw new IllegalArgumentException("Invalid mail: nobody gets it; say to(…)");
        }
        from = built.from;
        to = built.to.toArray(InternetAddress[]::new);
        session = Session.getInstance(built.properties(), built.authenticator());
    }

    /**
     * Starts from STARTTLS, without credentials.
     *
     * @param from the sender's address
     * @throws IllegalArgumentException if it is none
     */
    public static Builder through(String host, int port, String from) {
        return new Builder(host, port, from);
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public void send(Notice notice) {
        try {
            Transport.send(message(notice));
        } catch (AuthenticationFailedException refused) {
            throw DeliveryException.lasting("the mail server refused the credentials");
        } catch (MessagingException failed) {
            throw DeliveryException.passing(
                    "the mail server didn't take it (" + failed.getClass().getSimpleName() + ")");
        }
    }

    private MimeMessage message(Notice notice) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(from);
        message.setRecipients(Message.RecipientType.TO, to);
        message.setSubject(NoticeText.headline(notice, LONGEST_SUBJECT), StandardCharsets.UTF_8.name());
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no vacation replies
        message.setSentDate(
                Date.from(notice.report().startedAt().plus(notice.report().took())));
        message.setText(text(notice), StandardCharsets.UTF_8.name());
        return message;
    }

    private static String text(Notice notice) {
        List<String> lines = new ArrayList<>();
        lines.add(NoticeText.headline(notice, Integer.MAX_VALUE));
        lines.add("");
        lines.addAll(NoticeText.facts(notice.report()));
        lines.add("");
        lines.addAll(NoticeText.details(notice.report()));
        return String.join("\r\n", lines) + "\r\n";
    }

    @Override
    public String toString() {
        return "SmtpMail";
    }

    /** Collects how to reach a server. Not thread-safe. */
    public static final class Builder {

        /** How the connection is protected. */
        private enum Protection {
            STARTTLS,
            IMPLICIT,
            NONE
        }

        private final String host;
        private final int port;
        private final InternetAddress from;
        private final List<InternetAddress> to = new ArrayList<>();
        private Protection protection = Protection.STARTTLS;
        private Duration timeout = Duration.ofSeconds(10);
        private @Nullable String user;
        private @Nullable String password;
        private @Nullable SSLContext trust;

        private Builder(String host, int port, String from) {
            this.host = host;
            this.port = port;
            this.from = address(from);
        }

        /** Who gets it. */
        public Builder to(String... addresses) {
            for (String address : addresses) {
                to.add(address(address));
            }
            return this;
        }

        /** The password is sent over an encrypted connection only, unless that is switched off. */
        public Builder credentials(String userName, String secret) {
            user = userName;
            password = secret;
            return this;
        }

        /** TLS from the first byte, usually at port 465, in place of STARTTLS. */
        public Builder implicitTls() {
            protection = Protection.IMPLICIT;
            return this;
        }

        /** No encryption, and so no secrecy for keys and passwords. Only for a relay on this machine. */
        public Builder unsafeWithoutTls() {
            protection = Protection.NONE;
            return this;
        }

        /** Whom to trust, in place of the JVM's authorities. */
        public Builder trust(SSLContext context) {
            trust = context;
            return this;
        }

        /** For connecting, for each answer and for each write; default 10 s. */
        public Builder timeout(Duration each) {
            timeout = each;
            return this;
        }

        /** @throws IllegalArgumentException if nobody gets it */
        public SmtpMail build() {
            return new SmtpMail(this);
        }

        private Properties properties() {
            Properties settings = new Properties();
            settings.put("mail.transport.protocol", "smtp");
            settings.put("mail.smtp.host", host);
            settings.put("mail.smtp.port", String.valueOf(port));
            settings.put("mail.smtp.auth", String.valueOf(user != null));
            settings.put("mail.smtp.starttls.enable", String.valueOf(protection == Protection.STARTTLS));
            settings.put("mail.smtp.starttls.required", String.valueOf(protection == Protection.STARTTLS));
            settings.put("mail.smtp.ssl.enable", String.valueOf(protection == Protection.IMPLICIT));
            settings.put("mail.smtp.ssl.checkserveridentity", "true");
            if (trust != null) {
                settings.put("mail.smtp.ssl.socketFactory", trust.getSocketFactory());
            }
            for (String limit : List.of("connectiontimeout", "timeout", "writetimeout")) {
                settings.put("mail.smtp." + limit, String.valueOf(timeout.toMillis()));
            }
            return settings;
        }

        private @Nullable Authenticator authenticator() {
            if (user == null) {
                return null;
            }
            return new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication(user, password);
                }
            };
        }

        private static InternetAddress address(String text) {
            try {
                InternetAddress address = new InternetAddress(text, true);
                address.validate();
                return address;
            } catch (AddressException invalid) {
                throw new IllegalArgumentException(
                        "Invalid mail address: '" + ObjectKey.escape(text) + "'; expected one like ops@example.com");
            }
        }
    }
}
