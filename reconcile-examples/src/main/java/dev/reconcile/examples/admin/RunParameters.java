package dev.reconcile.examples.admin;

import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a query string asks for. What it doesn't say is a dry run over the first {@value #MOST} records. A parameter that isn't known, is given
 * twice or makes no sense is refused: a misspelt {@code dry_run} must not become an applying run, nor the other way round.
 */
record RunParameters(ReconcileRequest request, boolean async) {

    static final int MOST = 1000;

    private static final List<String> NAMES = List.of(
            "dry_run", "limit", "cursor", "status", "project_id", "batch_size", "concurrency", "accept", "async");
    private static final int LONGEST = 4096;

    static RunParameters parse(String rawQuery) throws RefusedException {
        try {
            Map<String, String> given = split(rawQuery);
            ReconcileRequest.Builder request = ReconcileRequest.builder()
                    .kinds(FindingKind.MISSING, FindingKind.MISMATCH)
                    .limit(number(given, "limit", MOST, MOST));
            if (!truth(given, "dry_run", true)) {
                request.apply();
            }
            if (given.containsKey("cursor")) {
                request.cursor(new RecordId(text(given, "cursor")));
            }
            if (given.containsKey("status")) {
                request.statuses(text(given, "status"));
            }
            if (given.containsKey("project_id")) {
                request.where("project_id", text(given, "project_id"));
            }
            if (given.containsKey("batch_size")) {
                request.batchSize(number(given, "batch_size", 1000, 10_000));
            }
            if (given.containsKey("concurrency")) {
                request.concurrency(number(given, "concurrency", 8, 64));
            }
            if (given.containsKey("accept")) {
                request.guardrails(Guardrails.DEFAULT.accepting(number(given, "accept", 1, MOST)));
            }
            return new RunParameters(request.build(), truth(given, "async", false));
        } catch (IllegalArgumentException wrong) {
            throw RefusedException.of(400, String.valueOf(wrong.getMessage()));
        }
    }

    private static Map<String, String> split(String rawQuery) throws RefusedException {
        if (rawQuery.length() > LONGEST) {
            throw RefusedException.of(400, "Invalid query: it has more than " + LONGEST + " characters");
        }
        Map<String, String> given = new HashMap<>();
        for (String part : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!NAMES.contains(name)) {
                // neither the name nor the value is repeated: it may be a token that somebody put into the wrong place
                throw RefusedException.of(400, "Unknown parameter; expected any of " + String.join(", ", NAMES));
            }
            String value = URLDecoder.decode(equals < 0 ? "" : part.substring(equals + 1), StandardCharsets.UTF_8);
            if (given.put(name, value) != null) {
                throw RefusedException.of(400, "Invalid " + name + ": it is given twice; give it once");
            }
        }
        return given;
    }

    private static String text(Map<String, String> given, String name) {
        String value = given.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Invalid " + name + ": it is empty; leave it out or give a value");
        }
        return value;
    }

    private static boolean truth(Map<String, String> given, String name, boolean otherwise) {
        String value = given.getOrDefault(name, String.valueOf(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("Invalid " + name + ": '" + shown(value) + "', expected true or false");
        }
        return value.equals("true");
    }

    private static int number(Map<String, String> given, String name, int otherwise, int most) {
        String value = given.getOrDefault(name, String.valueOf(otherwise));
        int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(
                    "Invalid " + name + ": '" + shown(value) + "', expected a whole number from 1 to " + most);
        }
        return number;
    }

    private static String shown(String value) {
        return ObjectKey.escape(value.length() > 40 ? value.substring(0, 40) + "..." : value);
    }
}
