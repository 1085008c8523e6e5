package dev.reconcile.examples.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A site's journal, read as text by its documented format. */
final class Journal {

    private static final JsonMapper JSON = new JsonMapper();

    private final Site site;
    private final Connection connection;

    Journal(Site site, Connection connection) {
        this.site = site;
        this.connection = connection;
    }

    /** The ids of all runs, in order. */
    Set<String> runs() {
        Set<String> runs = new TreeSet<>();
        if (site.journalsInDatabase()) {
            runs.addAll(column("SELECT run_id FROM " + site.name() + ".reconcile_run"));
            return runs;
        }
        try (Stream<Path> files = Files.list(Path.of(site.journal(), "runs"))) {
            files.forEach(file -> runs.add(file.getFileName().toString().replace(".jsonl", "")));
            return runs;
        } catch (NoSuchFileException notBegun) {
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole entries; a torn last line isn't one. */
    List<JsonNode> entries(String run) {
        List<String> lines = site.journalsInDatabase()
                ? column("SELECT entry FROM " + site.name() + ".reconcile_journal WHERE run_id = '" + run
                        + "' ORDER BY seq")
                : lines(run);
        try {
            List<JsonNode> entries = new ArrayList<>();
            for (String line : lines) {
                entries.add(JSON.readTree(line));
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines(String run) {
        try {
            String text = Files.readString(Path.of(site.journal(), "runs", run + ".jsonl"), StandardCharsets.UTF_8);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            return whole.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last run beside these, if it can be resumed, as its header was written; or empty. */
    String begunBeside(Set<String> others) {
        Set<String> runs = runs();
        runs.removeAll(others);
        return runs.stream().filter(run -> !entries(run).isEmpty()).reduce("", (before, after) -> after);
    }

    /** Where a run stands, by its last entry. */
    String stage(String run) {
        List<JsonNode> entries = entries(run);
        JsonNode last = entries.isEmpty() ? JSON.createObjectNode() : entries.get(entries.size() - 1);
        String entry = last.path("entry").asText();
        return switch (entry) {
            case "" -> "before its journal";
            case "begun" -> "start";
            case "resumed" -> "resuming";
            case "cut", "found", "walked" -> "walk";
            case "planned" -> "guardrails";
            case "intended" -> last.path("change").path("change").asText();
            case "copied" -> "removal";
            case "done" -> last.path("item").asText().startsWith("record:") ? "between rows" : "between objects";
            default -> entry;
        };
    }

    /** Of the run's holders, in order. */
    List<Long> fences(String run) {
        return entries(run).stream()
                .filter(entry -> entry.path("entry").asText().matches("begun|resumed"))
                .map(entry -> entry.path("fence").asLong())
                .toList();
    }

    /** An object without fields if the run didn't end. */
    JsonNode report(String run) {
        JsonNode report = JSON.createObjectNode();
        for (JsonNode entry : entries(run)) {
            report = entry.path("entry").asText().equals("ended") ? entry.path("report") : report;
        }
        return report;
    }

    private List<String> column(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
