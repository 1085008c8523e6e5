package dev.reconcile.cli.setup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.ReconcileException;
import dev.reconcile.cli.ExitCode;
import dev.reconcile.cli.Session;
import dev.reconcile.cli.config.Configuration;
import dev.reconcile.cli.config.ConfigurationException;
import dev.reconcile.cli.config.Connections;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks whether a configuration works, and says what to do where it doesn't. */
@Command(
        name = "check",
        description =
                "Looks whether the configuration, the database, the journal and the bucket are fit for runs. Changes nothing.",
        footer = {
            "",
            "Exit codes: 0 fit, 2 the configuration has to be changed, 5 somebody doesn't answer as they have to.",
            "",
            "Examples:",
            "  reconcile check",
            "  reconcile check --probe",
            "  reconcile check --print-schema > reconcile.schema.json"
        })
public final class CheckCommand implements Callable<Integer> {

    private static final String SCHEMA = "/dev/reconcile/cli/reconcile.schema.json";

    private final Session session;
    private final List<CheckLine> lines = new ArrayList<>();

    @Option(
            names = "--probe",
            description =
                    "Also try out what the bucket honours, by writing and removing small objects under the reserved prefix.")
    private boolean probe;

    @Option(names = "--print-schema", description = "Write the configuration's JSON Schema, and look at nothing.")
    private boolean printSchema;

    public CheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (printSchema) {
            session.terminal().out().print(schema());
            return ExitCode.OK.number();
        }
        configuration().ifPresent(this::look);
        if (session.isJson()) {
            session.terminal().out().println(json());
        } else {
            text();
        }
        return code().number();
    }

    private static String schema() {
        try (InputStream in = CheckCommand.class.getResourceAsStream(SCHEMA)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The schema can't be read", e);
        }
    }

    private Optional<Configuration> configuration() {
        try {
            Configuration configuration = Configuration.load(session.configuration(), session.environment());
            configuration.requireSecrets();
            lines.add(CheckLine.ok("configuration", configuration.file().toString()));
            return Optional.of(configuration);
        } catch (ConfigurationException wrong) {
            wrong.problems().forEach(each -> lines.add(CheckLine.wrong("configuration", each, "")));
            return Optional.empty();
        }
    }

    private void look(Configuration configuration) {
        try (Connections connections = Connections.open(configuration)) {
            lines.addAll(TableCheck.table(connections));
            boolean hasTable = !hasProblem();
            lines.addAll(JournalLook.at(configuration, connections));
            Optional<ObjectStore> store = store(connections);
            store.ifPresent(opened -> {
                List<CheckLine> bucket = StoreCheck.reading(opened);
                lines.addAll(bucket);
                if (bucket.stream().anyMatch(line -> line.state() == CheckLine.State.PROBLEM)) {
                    return;
                }
                if (hasTable) {
                    references(connections, opened);
                }
                if (probe) {
                    lines.addAll(StoreCheck.writing(opened, configuration.quarantine() + "check/"));
                }
            });
        }
    }

    private void references(Connections connections, ObjectStore store) {
        try {
            lines.addAll(TableCheck.references(connections.catalog(), store));
        } catch (ReconcileException failed) {
            lines.add(CheckLine.failed("references", String.valueOf(failed.getMessage()), "try again"));
        }
    }

    private Optional<ObjectStore> store(Connections connections) {
        try {
            return Optional.of(connections.store());
        } catch (IllegalArgumentException wrong) {
            lines.add(CheckLine.wrong("bucket", String.valueOf(wrong.getMessage()), "mend the store section"));
        } catch (ReconcileException failed) {
            lines.add(CheckLine.failed("bucket", String.valueOf(failed.getMessage()), "mend the store section"));
        }
        return Optional.empty();
    }

    private boolean hasProblem() {
        return lines.stream().anyMatch(line -> line.state() == CheckLine.State.PROBLEM);
    }

    private ExitCode code() {
        ExitCode worst = ExitCode.OK;
        for (CheckLine each : lines) {
            worst = each.code().number() > worst.number() ? each.code() : worst;
        }
        return worst;
    }

    private void text() {
        for (CheckLine each : lines) {
            if (session.isQuiet() && each.state() == CheckLine.State.OK) {
                continue;
            }
            session.terminal()
                    .out()
                    .println(sign(each.state()) + " " + each.subject() + ": " + ObjectKey.escape(each.detail()));
            if (!each.advice().isEmpty()) {
                session.terminal()
                        .out()
                        .println("    " + (session.terminal().isUnicode() ? "→ " : "-> ") + each.advice());
            }
        }
        if (!hasProblem()) {
            session.say("Ready. Next: reconcile plan");
        }
    }

    private String sign(CheckLine.State state) {
        boolean unicode = session.terminal().isUnicode();
        String sign = switch (state) {
            case OK -> unicode ? "✓" : "ok  ";
            case NOTE -> unicode ? "!" : "note";
            case PROBLEM -> unicode ? "✗" : "FAIL";
        };
        if (!session.terminal().outIsTerminal() || session.environment().containsKey("NO_COLOR")) {
            return sign;
        }
        String color = switch (state) {
            case OK -> "32";
            case NOTE -> "33";
            case PROBLEM -> "31";
        };
        return "\u001b[" + color + "m" + sign + "\u001b[0m";
    }

    private String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("configuration", session.configuration().toString());
        json.put("ok", !hasProblem());
        json.put("exit_code", code().number());
        ArrayNode checks = json.putArray("checks");
        for (CheckLine each : lines) {
            checks.addObject()
                    .put("check", each.subject())
                    .put("state", each.state().name().toLowerCase(Locale.ROOT))
                    .put("detail", ObjectKey.escape(each.detail()))
                    .put("advice", each.advice());
        }
        return json.toString();
    }
}
