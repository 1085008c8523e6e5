package dev.reconcile.cli.config;

import java.util.List;
import java.util.Map;

/** When an object has to be there. */
record WhenSection(
        @Key(value = "The status is one of these.", example = "[ready]")
        List<String> status,

        @Key(value = "These columns have one of these values, compared as text.", example = "{kind: [image, video]}")
        Map<String, List<String>> columns,

        @Key(value = "These columns are null: for rows that are only said to be deleted.", example = "[deleted_at]")
        List<String> empty) {

    WhenSection {
        columns.forEach((column, values) -> {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("when.columns." + column + " has no values, expected at least one");
            }
        });
    }
}
