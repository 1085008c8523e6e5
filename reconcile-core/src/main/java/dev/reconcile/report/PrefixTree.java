package dev.reconcile.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts of findings by the folders of their keys, in bounded memory. Where there are more than {@value #KEPT} folders, those with the
 * fewest findings are dropped, deepest first, and become part of what their parent has besides the folders that are kept. A folder
 * may come back after it was dropped and then lack some: {@link #isExact} says so, and a second round over all findings, begun by
 * {@link #recount}, counts the kept ones exactly. Not thread-safe.
 */
final class PrefixTree {

    static final int KEPT = 20_000;

    /** Deeper folders count as their fifth. */
    static final int DEPTH = 5;

    /** A folder, or the whole bucket. */
    static final class Node {
        final String name;
        final NavigableMap<String, Node> children = new TreeMap<>();
        final KindCounts counts = new KindCounts();
        long bytes;
        long fresh;

        private Node(String name) {
            this.name = name;
        }

        long count() {
            return counts.all();
        }

        /** Most first, of equals in the order of their names. */
        List<Node> largest() {
            List<Node> largest = new ArrayList<>(children.values());
            largest.sort(Comparator.comparingLong(Node::count).reversed().thenComparing(node -> node.name));
            return largest;
        }

        /** What is here besides its largest children: keys without a further folder, smaller folders, dropped ones. */
        Node rest(int but) {
            Node rest = new Node("");
            rest.counts.plus(counts);
            rest.bytes = bytes;
            rest.fresh = fresh;
            largest().stream().limit(but).forEach(child -> {
                rest.counts.minus(child.counts);
                rest.bytes -= child.bytes;
                rest.fresh -= child.fresh;
            });
            return rest;
        }

        private void clear() {
            counts.clear();
            bytes = 0;
            fresh = 0;
            children.values().forEach(Node::clear);
        }
    }

    private final int kept;
    private final Node root = new Node("");
    private int nodes;
    private long threshold = 1;
    private boolean exact = true;
    private boolean recounting;

    PrefixTree() {
        this(KEPT);
    }

    PrefixTree(int kept) {
        this.kept = kept;
    }

    /** @param fresh whether an earlier run didn't have it */
    void add(Row row, boolean fresh) {
        long bytes = Math.max(0, row.size());
        Consumer<Node> counting = node -> {
            node.counts.add(row.kind());
            node.bytes += bytes;
            node.fresh += fresh ? 1 : 0;
        };
        counting.accept(root);
        String key = row.finding().key().value();
        Node node = root;
        int from = 0;
        for (int depth = 0; depth < DEPTH; depth++) {
            int slash = key.indexOf('/', from);
            if (slash < 0) {
                break;
            }
            String name = key.substring(from, slash + 1);
            Node child = node.children.get(name);
            if (child == null && recounting) {
                break;
            }
            if (child == null) {
                child = new Node(name);
                node.children.put(name, child);
                nodes++;
            }
            counting.accept(child);
            node = child;
            from = slash + 1;
        }
        while (nodes > kept) {
            drop();
        }
    }

    private void drop() {
        nodes -= drop(root);
        threshold *= 2;
        exact = false;
    }

    private int drop(Node node) {
        int dropped = 0;
        for (Node child : List.copyOf(node.children.values())) {
            dropped += drop(child);
            if (child.children.isEmpty() && child.count() <= threshold) {
                node.children.remove(child.name);
                dropped++;
            }
        }
        return dropped;
    }

    boolean isExact() {
        return exact;
    }

    /** From here on, folders are counted anew, and none is made. */
    void recount() {
        root.clear();
        recounting = true;
        exact = true;
    }

    Node root() {
        return root;
    }
}
