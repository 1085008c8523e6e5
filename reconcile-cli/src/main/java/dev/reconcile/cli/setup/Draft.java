package dev.reconcile.cli.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration in the making. Not thread-safe. */
final class Draft {

    /** A column that refers to objects. */
    static final class Pointer {
        final String column;
        boolean urls;
        String prefix = "";
        final List<String> bases = new ArrayList<>();
        final List<String> elsewhere = new ArrayList<>();

        @Nullable
        String size;

        Map<String, String> checksums = Map.of();

        Pointer(String column) {
            this.column = column;
        }
    }

    String url = "";

    @Nullable
    String user;

    @Nullable
    String passwordVariable;

    @Nullable
    String schema;

    String table = "";
    List<String> id = List.of();
    String status = "";
    String errorStatus = "";

    @Nullable
    String message;

    @Nullable
    String updatedAt;

    @Nullable
    String createdAt;

    @Nullable
    String zone;

    final Map<String, Pointer> references = new LinkedHashMap<>();

    /** The keys of the store section, in their order, as YAML values. */
    final Map<String, String> store = new LinkedHashMap<>();

    String journal = "reconcile-journal";

    /** How it stands in the file. A secret is only ever the name of a variable. */
    String text() {
        return new DraftText(this).toString();
    }
}
