package dev.reconcile.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's manual page in roff, made of what its help is made of. */
final class ManPage {

    private final CommandSpec command;
    private final StringBuilder text = new StringBuilder();

    private ManPage(CommandSpec command) {
        this.command = command;
    }

    /** By file name: one for each command and its subcommands. */
    static Map<String, String> of(CommandLine line) {
        Map<String, String> pages = new TreeMap<>();
        collect(line, pages);
        return pages;
    }

    private static void collect(CommandLine line, Map<String, String> pages) {
        pages.put(line.getCommandSpec().qualifiedName("-") + ".1", new ManPage(line.getCommandSpec()).written());
        line.getSubcommands().values().forEach(each -> collect(each, pages));
    }

    private String written() {
        String name = command.qualifiedName("-");
        text.append(".\\\" Made of the help of the command by ManPageTest; don't edit.\n");
        text.append(".TH \"")
                .append(escaped(name.toUpperCase(Locale.ROOT)))
                .append("\" \"1\" \"\" \"Reconcile\" \"Reconcile Manual\"\n");
        section("NAME");
        line(name + " - " + String.join(" ", command.usageMessage().description()));
        section("SYNOPSIS");
        String synopsis = command.commandLine().getHelp().synopsis(0);
        line(synopsis.replaceAll("\\s+", " ").strip());
        section("DESCRIPTION");
        for (String each : command.usageMessage().description()) {
            line(each);
        }
        arguments();
        commands();
        footer();
        section("EXIT STATUS");
        entry("0", "What was asked is done, and no drift is left that it was to find.");
        entry("1", "Everything was looked at, and there is drift; or something of what was to be changed was left.");
        entry("2", "The command or the configuration is wrong; nothing was begun.");
        entry("3", "The run didn't come to its end, or couldn't look at everything; it can be resumed.");
        entry("4", "A guardrail stopped the run before its first change.");
        entry("5", "The store, the database, the journal or the disk refused.");
        return text.toString();
    }

    private void arguments() {
        List<PositionalParamSpec> parameters = command.positionalParameters();
        if (!parameters.isEmpty()) {
            section("ARGUMENTS");
            parameters.forEach(each -> entry(each.paramLabel(), described(each.description())));
        }
        section("OPTIONS");
        for (OptionSpec each : command.options()) {
            String value = each.arity().max() > 0 ? "=" + each.paramLabel() : "";
            entry(String.join(", ", each.names()) + value, described(rendered(each)));
        }
    }

    private static String[] rendered(OptionSpec option) {
        List<String> lines = new ArrayList<>();
        Iterable<String> candidates = option.completionCandidates();
        String all = candidates == null ? "" : String.join(", ", candidates);
        for (String each : option.description()) {
            lines.add(each.replace("${COMPLETION-CANDIDATES}", all)
                    .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue())));
        }
        return lines.toArray(String[]::new);
    }

    private static String described(String... lines) {
        return Ansi.OFF.string(String.join(" ", lines));
    }

    private void commands() {
        if (!command.subcommands().isEmpty()) {
            section("COMMANDS");
            command.subcommands()
                    .forEach((name, each) -> entry(
                            name, described(each.getCommandSpec().usageMessage().description())));
        }
    }

    private void footer() {
        boolean inExamples = false;
        for (String each : command.usageMessage().footer()) {
            if (each.equals("Examples:")) {
                section("EXAMPLES");
                inExamples = true;
            } else if (inExamples && each.startsWith("  ")) {
                text.append(".PP\n.nf\n").append(escaped(each.strip())).append("\n.fi\n");
            } else if (!each.isBlank() && !each.startsWith("Exit codes")) {
                section("NOTES");
                line(each);
            }
        }
    }

    private void section(String name) {
        text.append(".SH \"").append(name).append("\"\n");
    }

    private void entry(String term, String description) {
        text.append(".TP\n\\fB").append(escaped(term)).append("\\fR\n");
        line(description);
    }

    private void line(String words) {
        text.append(escaped(Ansi.OFF.string(words))).append('\n');
    }

    /** A backslash, and a dot or quote that begins a line, are roff's own; so is a hyphen that isn't to be copied as one. */
    private static String escaped(String words) {
        String escaped = words.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
