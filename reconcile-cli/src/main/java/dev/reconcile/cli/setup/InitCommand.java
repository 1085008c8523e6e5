package dev.reconcile.cli.setup;

import dev.reconcile.ReconcileException;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.cli.ExitCode;
import dev.reconcile.cli.Session;
import dev.reconcile.cli.config.Configuration;
import dev.reconcile.cli.config.Connections;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks for what a configuration needs, proposes what can be found out, tries it, and writes the file. */
@Command(
        name = "init",
        description = {
            "Writes a configuration by asking, with proposals from the database's own schema and looks into the bucket.",
            "Changes nothing but that file. Passwords are never written: the file names environment variables."
        },
        footer = {
            "",
            "Examples:",
            "  reconcile init",
            "  reconcile init --yes --url jdbc:postgresql://db/images --user reconcile --store s3 --region eu-central-1 --bucket images"
        })
public final class InitCommand implements Callable<Integer> {

    private final Session session;
    private final Draft draft = new Draft();

    @Mixin
    private final InitOptions options = new InitOptions();

    public InitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path file = session.configuration();
        if (Files.exists(file) && !options.force) {
            throw new IllegalArgumentException(
                    file + " is there already; overwrite it with --force, or name another with --config FILE");
        }
        Questions questions = new Questions(session, options.yes);
        questions.say(
                "This writes " + file + ". Enter takes what is in brackets; Ctrl-C ends it with nothing written.");
        try (Connection database = catalog(questions)) {
            bucket(questions, new SchemaReader(database));
        } catch (SQLException cantClose) {
            session.say("  (the connection couldn't be closed)");
        }
        draft.journal = questions.ask(
                "--journal", options.journal, "Directory of the journal, relative to the file", draft.journal);
        configuration(questions);
        write(file);
        session.say("Written: " + file);
        questions.secrets().keySet().forEach(name -> session.say("Set $" + name + " before you use it."));
        session.say("Next: reconcile check, then reconcile plan");
        return ExitCode.OK.number();
    }

    @SuppressWarnings("MustBeClosedChecker")
    private Connection catalog(Questions questions) {
        CatalogQuestions asking = new CatalogQuestions(questions, options, draft);
        Connection database = asking.login();
        SchemaReader reader = new SchemaReader(database);
        TableInfo table = asking.table(reader);
        asking.mapping(table, reader);
        draft.store.put("type", "directory");
        draft.store.put("path", "\".\"");
        try {
            fits(questions);
        } catch (IllegalArgumentException misfit) {
            if (!String.valueOf(misfit.getMessage()).contains("has no time zone")) {
                throw misfit;
            }
            asking.zone();
            fits(questions);
        }
        return database;
    }

    private void fits(Questions questions) {
        try (Connections connections = Connections.open(configuration(questions))) {
            connections.catalog();
        }
    }

    /** As it would be read. */
    private Configuration configuration(Questions questions) {
        Map<String, String> environment = new HashMap<>(session.environment());
        environment.putAll(questions.secrets());
        return Configuration.parse(session.configuration(), draft.text(), environment);
    }

    private void bucket(Questions questions, SchemaReader reader) {
        questions.say("Bucket");
        StoreQuestions asking = new StoreQuestions(questions, options, draft);
        while (true) {
            int before = questions.asked();
            asking.ask();
            try (Connections connections = Connections.open(configuration(questions))) {
                if (!options.unchecked) {
                    look(questions, reader, connections.store());
                }
                return;
            } catch (ReconcileException | IllegalArgumentException refused) {
                if (questions.asked() == before || refused instanceof Undecided) {
                    throw refused;
                }
                questions.say("  " + refused.getMessage());
                questions.say("  Again:");
                asking.forget();
            }
        }
    }

    private void look(Questions questions, SchemaReader reader, ObjectStore store) {
        BucketGuesses guesses = new BucketGuesses(store);
        if (guesses.listed().isEmpty()) {
            questions.say("  The bucket answers, and is empty.");
            return;
        }
        ObjectKey first = guesses.listed().get(0).key();
        Presence presence = store.stat(first);
        questions.say("  The bucket answers; its first key is " + first
                + (presence.kind() == Presence.Kind.PRESENT ? "" : ", though a look at it says " + presence));
        TableInfo table = new TableInfo(draft.schema, draft.table, List.of(), List.of());
        draft.references.forEach((role, pointer) -> {
            List<String> values = reader.values(table, pointer.column, 20);
            if (values.isEmpty()) {
                questions.say("  " + role + ": there are no values to look for yet");
            } else if (pointer.urls) {
                new Locating(questions, options, guesses).urls(role, pointer, values, locator(store, pointer));
            } else {
                new Locating(questions, options, guesses).keys(role, pointer, values);
            }
        });
    }

    private ObjectLocator locator(ObjectStore store, Draft.Pointer pointer) {
        String bucket = Optional.ofNullable(store.profile().bucket()).orElse("directory");
        var locator = ObjectLocator.bucket(bucket).urls();
        String endpoint = options.endpoint == null ? draft.store.get("endpoint") : options.endpoint;
        if (endpoint != null && endpoint.startsWith("http")) {
            locator = locator.endpoint(endpoint);
        } else if (draft.store.get("region") != null) {
            locator = locator.endpoint("https://s3." + draft.store.get("region") + ".amazonaws.com");
        }
        for (String base : options.bases) {
            pointer.bases.add(base);
            locator = locator.cdn(base);
        }
        return locator;
    }

    private void write(Path file) {
        try {
            if (options.force) {
                Files.writeString(file, draft.text());
            } else {
                Files.writeString(file, draft.text(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("Writing " + file + " failed", failed);
        }
    }
}
