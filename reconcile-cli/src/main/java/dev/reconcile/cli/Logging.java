package dev.reconcile.cli;

import java.util.Arrays;
import java.util.regex.Pattern;

/** How much the libraries below tell. It has to be said before the first of them asks for its logger, and so before the arguments are parsed. */
final class Logging {

    private static final Pattern VERBOSE = Pattern.compile("--verbose(=true)?|-[A-Za-z]*v[A-Za-z]*");
    private static final String FILE = "logback.configurationFile";
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %logger{24}: %replace(%msg){'[\\x00-\\x1f\\x7f-\\x9f]+', ' '} %kvp%n%ex";

    private Logging() {}

    static void prepare(String... args) {
        if (System.getProperty(FILE) == null) { // not named logback.xml, as this jar may be on the class path of others
            System.setProperty(FILE, "dev/reconcile/cli/logback.xml");
        }
        if (Arrays.stream(args).anyMatch(each -> VERBOSE.matcher(each).matches())) {
            System.setProperty("reconcile.log.own", "DEBUG");
            System.setProperty("reconcile.log.pool", "INFO");
            System.setProperty("reconcile.log.others", "INFO");
            System.setProperty("reconcile.log.pattern", PATTERN);
        }
    }
}
