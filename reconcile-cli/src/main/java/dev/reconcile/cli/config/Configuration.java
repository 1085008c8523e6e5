package dev.reconcile.cli.config;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.cost.PriceList;
import dev.reconcile.store.ObjectKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One configuration: one table, one bucket, one journal. Immutable. It names servers and asks none; {@link Connections} does.
 */
public final class Configuration {

    private final Path file;
    private final Document document;
    private final Problems missingSecrets;

    private Configuration(Path file, Document document, Problems missingSecrets) {
        this.file = file;
        this.document = document;
        this.missingSecrets = missingSecrets;
    }

    /**
     * Reads a file. A secret whose variable isn't set, or whose file can't be read, is only wrong once it is needed: the journal can be shown without.
     *
     * @param environment for what stands in the file as {@code ${NAME}}
     * @throws ConfigurationException if something is wrong with it: everything at once, a line each
     */
    public static Configuration load(Path file, Map<String, String> environment) {
        return parse(file, YamlFile.read(file), environment);
    }

    /** As {@link #load}, of a text that stands, or is about to, in that file. */
    public static Configuration parse(Path file, String text, Map<String, String> environment) {
        Problems problems = new Problems(file.toString());
        Problems missingSecrets = new Problems(file.toString());
        Node root = YamlFile.parse(text, problems);
        Path directory = directory(file);
        Document document = null;
        if (root != null) {
            document = new Binder(new Variables(environment, directory), directory, problems, missingSecrets)
                    .bind(root, Document.class);
        } else if (!problems.areThere()) {
            problems.add(
                    1,
                    1,
                    "",
                    "There is nothing in it, expected catalog:, store: and so on; make it with: reconcile init");
        }
        if (document != null) {
            Checks.of(document, problems);
        }
        if (document == null || problems.areThere()) {
            throw problems.exception();
        }
        return new Configuration(file, document, missingSecrets);
    }

    private static Path directory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null ? file.toAbsolutePath() : directory;
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** @throws ConfigurationException if secrets aren't there: a line for each */
    public void requireSecrets() {
        if (missingSecrets.areThere()) {
            throw missingSecrets.exception();
        }
    }

    /** What every run does, for a command to go on from. */
    public ReconcileRequest.Builder request() {
        ReconcileRequest.Builder request = ReconcileRequest.builder();
        document.run().applyTo(request, (key, sets) -> sets.run());
        return request;
    }

    /** What requests and storage cost. */
    public PriceList prices() {
        return document.prices().of(document.store());
    }

    /** When {@code watch} runs; empty if it isn't said. */
    public Optional<ScheduleSection> schedule() {
        return Optional.ofNullable(document.schedule());
    }

    Document document() {
        return document;
    }

    /** Where runs are recorded; empty if that is tables. */
    public Optional<Path> journalDirectory() {
        JournalSection journal = document.journal();
        if (journal.tables() != null) {
            return Optional.empty();
        }
        Path directory = journal.directory();
        return Optional.of(directory == null ? directory(file).resolve("reconcile-journal") : directory);
    }

    /** The reserved prefix. */
    public String quarantine() {
        return document.engine().quarantine();
    }

    @Override
    public String toString() {
        return "Configuration[" + ObjectKey.escape(file.toString()) + "]";
    }
}
