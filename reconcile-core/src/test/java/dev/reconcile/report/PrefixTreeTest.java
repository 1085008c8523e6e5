package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixTreeTest {

    private static Row row(String key) {
        return new Row(Reports.orphan(key));
    }

    private static PrefixTree tree(String... keys) {
        PrefixTree tree = new PrefixTree();
        for (String key : keys) {
            tree.add(row(key), false);
        }
        return tree;
    }

    private static int nodes(PrefixTree.Node node) {
        return 1
                + node.children.values().stream()
                        .mapToInt(PrefixTreeTest::nodes)
                        .sum();
    }

    @Test
    void foldersCountWhatLiesInThem() {
        PrefixTree.Node root = tree("a/1", "a/2", "a/b/3", "c/4", "5").root();

        assertThat(root.count()).isEqualTo(5);
        assertThat(root.largest()).extracting(node -> node.name + node.count()).containsExactly("a/3", "c/1");
        assertThat(root.children.get("a/").children.get("b/").counts.of(FindingKind.ORPHAN))
                .isEqualTo(1);
        assertThat(root.rest(2).count()).as("keys without a folder").isEqualTo(1);
        assertThat(root.rest(1).count()).isEqualTo(2);
        assertThat(root.bytes).isEqualTo(50);
    }

    @Test
    void emptySegmentsAreFoldersToo() {
        assertThat(tree("//a", "/b").root().children.firstEntry().getValue().children)
                .containsOnlyKeys("/");
    }

    @Test
    void deepFoldersEndAtAFixedDepth() {
        PrefixTree tree = tree("1/2/3/4/5/6/7/8");

        assertThat(nodes(tree.root())).isEqualTo(1 + PrefixTree.DEPTH);
    }

    @Test
    void tooManyFoldersAreDroppedButNotTheLargeOnesAndASecondRoundCountsThemExactly() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            rows.add(row("small-" + i + "/x"));
            if (i % 5 == 4) {
                rows.add(row("large/x"));
            }
        }
        PrefixTree tree = new PrefixTree(100);
        rows.forEach(row -> tree.add(row, true));

        assertThat(nodes(tree.root())).isLessThanOrEqualTo(101);
        assertThat(tree.isExact()).isFalse();
        tree.recount();
        rows.forEach(row -> tree.add(row, true));

        assertThat(tree.isExact()).isTrue();
        assertThat(tree.root().count()).isEqualTo(6_000);
        assertThat(tree.root().largest().get(0))
                .satisfies(node -> assertThat(node.name).isEqualTo("large/"))
                .satisfies(node -> assertThat(node.count()).isEqualTo(1_000))
                .satisfies(node -> assertThat(node.fresh).isEqualTo(1_000));
        long kept =
                tree.root().largest().stream().mapToLong(PrefixTree.Node::count).sum();
        assertThat(tree.root().rest(Integer.MAX_VALUE).count()).isEqualTo(6_000 - kept);
    }
}
