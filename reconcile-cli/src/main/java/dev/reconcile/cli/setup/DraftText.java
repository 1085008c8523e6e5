package dev.reconcile.cli.setup;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a draft as YAML with comments. */
final class DraftText {

    /** What needs no quotes, and is a text to every reader. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_./+-]*|[a-z][a-z0-9+]*:[A-Za-z0-9_./:@?&=;+-]+");

    private static final List<String> WORDS = List.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");

    private final StringBuilder text = new StringBuilder();

    DraftText(Draft draft) {
        line("# Written by reconcile init. All keys: docs/guide/configuration.md, or reconcile check --print-schema");
        line("# ${NAME} is an environment variable, ${file:/run/secrets/name} the content of a file.");
        line("");
        catalog(draft);
        line("");
        line("store:");
        draft.store.forEach((key, value) -> line("  " + key + ": " + value));
        line("");
        line("journal:");
        line("  directory: " + quoted(draft.journal) + "    # what runs found and did; one machine at a time");
        line("");
        line("run:");
        line("  mark-grace: 1h      # younger rows are left alone");
        line("  orphan-grace: 72h   # younger objects are left alone");
        line("  orphans: report     # or quarantine, tag, delete");
    }

    private void catalog(Draft draft) {
        line("catalog:");
        key("  url", draft.url);
        key("  user", draft.user);
        if (draft.passwordVariable != null) {
            line("  password: ${" + draft.passwordVariable + "}");
        }
        key("  schema", draft.schema);
        key("  table", draft.table);
        line("  id: " + list(draft.id));
        line("  status:");
        key("    column", draft.status);
        line("    error: " + quoted(draft.errorStatus) + "    # what a mark sets it to");
        key("    message", draft.message);
        key("  updated-at", draft.updatedAt);
        key("  created-at", draft.createdAt);
        if (draft.updatedAt == null && draft.createdAt == null) {
            line("  # without updated-at or created-at every row counts as too young to judge");
        }
        key("  zone", draft.zone);
        line("  references:");
        draft.references.forEach(this::reference);
    }

    private void reference(String role, Draft.Pointer pointer) {
        line("    " + quoted(role) + ":");
        key("      column", pointer.column);
        if (!pointer.prefix.isEmpty()) {
            key("      prefix", pointer.prefix);
        }
        if (pointer.urls) {
            boolean none = pointer.bases.isEmpty() && pointer.elsewhere.isEmpty();
            line("      urls:" + (none ? " {}    # s3:// and the store's own endpoint are known" : ""));
            if (!pointer.bases.isEmpty()) {
                line("        bases: " + list(pointer.bases));
            }
            if (!pointer.elsewhere.isEmpty()) {
                line("        elsewhere: " + list(pointer.elsewhere));
            }
        }
        key("      size", pointer.size);
        if (!pointer.checksums.isEmpty()) {
            line("      checksums: "
                    + pointer.checksums.entrySet().stream()
                            .map(each -> each.getKey() + ": " + quoted(each.getValue()))
                            .collect(Collectors.joining(", ", "{", "}")));
        }
        line("      # when: {status: [ready]}    # if the object need not be there in other states");
    }

    private void key(String name, @Nullable String value) {
        if (value != null) {
            line(name + ": " + quoted(value));
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String list(List<String> values) {
        return values.stream().map(DraftText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** As a value that is read back as it is. */
    static String quoted(String value) {
        return PLAIN.matcher(value).matches() && !WORDS.contains(value.toLowerCase(Locale.ROOT))
                ? value
                : TextNode.valueOf(value.replace("${", "$${")).toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
