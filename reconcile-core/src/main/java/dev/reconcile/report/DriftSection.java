package dev.reconcile.report;

import dev.reconcile.FindingKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the drift is: by role and kind, and by folder. Of one finding at least. */
final class DriftSection {

    private static final int LISTED = 40;
    private static final Set<FindingKind> OF_OBJECTS = EnumSet.of(FindingKind.ORPHAN, FindingKind.UPLOAD);

    private DriftSection() {}

    static void write(Html out, Survey survey) {
        byRole(out, survey);
        byPrefix(out, survey.prefixes.root(), survey);
    }

    private static void byRole(Html out, Survey survey) {
        out.put("<section id=\"roles\" aria-labelledby=\"roles-h\"><h2 id=\"roles-h\">By role and kind</h2>");
        List<FindingKind> kinds =
                KindCounts.KINDS.stream().filter(kind -> survey.count(kind) > 0).toList();
        long longest = survey.byRole().values().stream()
                .mapToLong(KindCounts::all)
                .max()
                .orElse(0);
        KindCounts objects = new KindCounts();
        OF_OBJECTS.forEach(kind -> objects.set(kind, survey.count(kind)));
        longest = Math.max(longest, objects.all());
        out.put("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"roles-h\"><table><thead><tr>"
                + "<th scope=\"col\">Role</th>");
        for (FindingKind kind : kinds) {
            out.put(
                    "<th scope=\"col\" class=\"n\" title=\"{}\"><i class=\"dot k-{}\"></i>{}</th>",
                    Words.meaning(kind),
                    Words.lower(kind),
                    Words.name(kind));
        }
        out.put(
                "<th scope=\"col\" class=\"n\">All</th><th scope=\"col\" class=\"wide\"><span class=\"sr\">Share</span></th></tr></thead><tbody>");
        int index = 0;
        for (Map.Entry<String, KindCounts> role : survey.byRole().entrySet()) {
            out.put("<tr><th scope=\"row\">{}</th>", role.getKey());
            cells(out, kinds, role.getValue(), longest, ";role:" + index++);
        }
        if (objects.all() > 0) {
            out.put("<tr><th scope=\"row\" class=\"w\">objects without a row</th>");
            cells(out, kinds, objects, longest, "");
        }
        out.put("</tbody></table></div>");
        out.put("<dl class=\"legend\">");
        for (FindingKind kind : kinds) {
            out.put(
                    "<div><dt><i class=\"dot k-{}\"></i>{}</dt><dd>{}</dd></div>",
                    Words.lower(kind),
                    Words.name(kind),
                    Words.meaning(kind));
        }
        out.put("</dl></section>");
    }

    private static void cells(Html out, List<FindingKind> kinds, KindCounts counts, long longest, String role) {
        for (FindingKind kind : kinds) {
            long count = counts.of(kind);
            boolean possible = OF_OBJECTS.contains(kind) == role.isEmpty();
            if (count == 0) {
                out.put("<td class=\"n none\">{}</td>", possible ? "0" : "–");
            } else {
                out.put(
                        "<td class=\"n\"><span data-filter=\"kind:{}{}\">{}</span></td>",
                        KindCounts.place(kind),
                        role,
                        Words.count(count));
            }
        }
        out.put("<td class=\"n\">{}</td><td class=\"wide\">", Words.count(counts.all()));
        Bars.ofKinds(out, counts, longest);
        out.put("</td></tr>");
    }

    private static void byPrefix(Html out, PrefixTree.Node root, Survey survey) {
        PrefixTree.Node top = root;
        StringBuilder path = new StringBuilder();
        while (top.children.size() == 1 && top.children.firstEntry().getValue().count() == top.count()) {
            top = top.children.firstEntry().getValue();
            path.append(top.name);
        }
        out.put("<section id=\"prefixes\" aria-labelledby=\"prefixes-h\"><h2 id=\"prefixes-h\">By prefix</h2>");
        out.put("<div id=\"treemap\" class=\"needs-script\" hidden></div>");
        out.put("<details id=\"prefix-table\" open><summary>As a table</summary>");
        out.put("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"prefixes-h\"><table><thead><tr>"
                + "<th scope=\"col\">Prefix</th><th scope=\"col\" class=\"n\">Findings</th><th scope=\"col\" class=\"n\">Share</th>"
                + "<th scope=\"col\" class=\"n\">Bytes</th>");
        if (survey.earlier().isPresent()) {
            out.put("<th scope=\"col\" class=\"n\">New</th>");
        }
        out.put("<th scope=\"col\" class=\"wide\"><span class=\"sr\">By kind</span></th></tr></thead><tbody>");
        List<PrefixTree.Node> largest = top.largest();
        long longest = largest.isEmpty() ? top.count() : largest.get(0).count();
        PrefixTree.Node rest = top.rest(LISTED);
        longest = Math.max(longest, rest.count());
        for (PrefixTree.Node node : largest.subList(0, Math.min(LISTED, largest.size()))) {
            prefix(out, path + node.name, "key", node, top.count(), longest, survey);
        }
        if (rest.count() > 0) {
            String name = largest.isEmpty() ? "keys without a folder" : "all others";
            prefix(out, name, "", rest, top.count(), longest, survey);
        }
        out.put("</tbody></table></div></details></section>");
    }

    private static void prefix(
            Html out, String name, String style, PrefixTree.Node node, long all, long longest, Survey survey) {
        out.put(
                "<tr><th scope=\"row\" class=\"{}\"><bdi>{}</bdi></th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>",
                style,
                name,
                Words.count(node.count()),
                Words.percent(node.count(), all),
                Words.bytes(node.bytes));
        if (survey.earlier().isPresent()) {
            out.put("<td class=\"n\">{}</td>", Words.count(node.fresh));
        }
        out.put("<td class=\"wide\">");
        Bars.ofKinds(out, node.counts, longest);
        out.put("</td></tr>");
    }
}
