package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.WORKSPACE;
import static dev.reconcile.engine.Surroundings.imagined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.Finding;
import dev.reconcile.Plan;
import dev.reconcile.Plan.Form;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.store.StoredObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H107: of a plan, lines may be taken out; none may be changed, added or doubled. */
class ReviewTest {

    private static final PlanLines LINES = new PlanLines(ReconcileRequest.dryRun());

    private static StoredObject orphan(int number) {
        return imagined("key, \"" + number + "\"" + "x".repeat(150), number, "e", Surroundings.LONG_AGO);
    }

    private static String line(int number, Form form) {
        return LINES.line(number, new Finding.Orphan(orphan(number)), form);
    }

    /** Of a plan with five lines. */
    private static List<Integer> selected(Form form, Workspace workspace, Supplier<Stream<String>> left) {
        try (SpillingSorter<Judged> sorter = WORKSPACE.forFindings()) {
            IntStream.rangeClosed(1, 5)
                    .forEach(number -> sorter.add(new Judged(new Finding.Orphan(orphan(number)), 0)));
            Findings findings = Findings.of(sorter.sorted(), judged -> false, LINES, 0, finding -> {});
            Plan plan = new Plan(PastRuns.id(1), form, left);
            return Review.selected(plan, findings, LINES, workspace).stream()
                    .boxed()
                    .toList();
        }
    }

    private static List<Integer> selected(Form form, String... left) {
        return selected(form, WORKSPACE, () -> Stream.of(left));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void linesThatWereLeftAreSelectedInAnyOrder(Form form) {
        assertThat(selected(form)).isEmpty();
        assertThat(selected(form, line(4, form), line(2, form))).containsExactly(2, 4);
        assertThat(selected(form, line(1, form))).containsExactly(1);
        List<String> all = new ArrayList<>(
                IntStream.rangeClosed(1, 5).mapToObj(n -> line(n, form)).toList());
        Collections.reverse(all);
        assertThat(selected(form, all.toArray(String[]::new))).containsExactly(1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    @DisplayName("H93, H107: a plan larger than the memory is held against its run as well")
    void planMayBeLargerThanTheMemory(Form form, @TempDir Path directory) {
        try (SpillDirectory spilled = new SpillDirectory(directory)) {
            Workspace small = new Workspace(spilled, 1400); // a quarter of it is one line and a half
            Stream<String> left = Stream.of(line(5, form), line(1, form), line(3, form))
                    .peek(line -> {
                        if (line.equals(line(3, form))) {
                            assertThat(directory).as("the first two spilled").isNotEmptyDirectory();
                        }
                    });
            assertThat(selected(form, small, () -> left)).containsExactly(1, 3, 5);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void changedLineIsRefused(Form form) {
        refuses(
                form,
                line -> line.replace("orphan,", "orphan;").replace("\"kind\":\"orphan\"", "\"kind\":\"missing\""));
        refuses(form, line -> line.replace("xxx", "xxy"));
        refuses(form, line -> line + " ");
    }

    private static void refuses(Form form, UnaryOperator<String> edit) {
        String line = edit.apply(line(2, form));
        assertThat(line).isNotEqualTo(line(2, form));
        assertThatThrownBy(() -> selected(form, line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid plan of run " + PastRuns.id(1) + ": it has a line that was changed: ")
                .hasMessageContaining("…; lines may be taken out, but not changed");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void lineOfAnotherNumberIsRefused(Form form) {
        assertThatThrownBy(() -> selected(form, line(2, form).replaceFirst("2", "3")))
                .hasMessageContaining("a line that was changed");
        for (int beyond : List.of(0, 6)) {
            assertThatThrownBy(() -> selected(form, line(1, form), line(beyond, form)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no line " + beyond);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void lineThatIsThereTwiceIsRefused(Form form) {
        assertThatThrownBy(() -> selected(form, line(1, form), line(2, form), line(1, form)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid plan: line 1 is there twice");
        assertThatThrownBy(() -> selected(form, line(5, form), line(5, form))).hasMessageContaining("there twice");
    }

    @Test
    @DisplayName("H98: a line without its number is refused, and quoted harmlessly and briefly")
    void lineWithoutItsNumberIsRefused() {
        assertThatThrownBy(() -> selected(Form.CSV, "a\u001b,b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a line without its number: a\\u001b,b;");
        assertThatThrownBy(() -> selected(Form.JSON_LINES, line(1, Form.CSV)))
                .hasMessageContaining("a line without its number");
        assertThatThrownBy(() -> selected(Form.CSV, line(1, Form.JSON_LINES)))
                .hasMessageContaining("a line without its number");
        assertThatThrownBy(() -> selected(Form.CSV, "x".repeat(120)))
                .hasMessageContaining("number: " + "x".repeat(120) + ";");
        assertThatThrownBy(() -> selected(Form.CSV, "x".repeat(121)))
                .hasMessageContaining("number: " + "x".repeat(120) + "…;");
    }

    @Test
    void linesThatASpreadsheetQuotedAnewAreTheSame() {
        String quoted = "\""
                + String.join(
                        "\",\"",
                        PlanLines.cells(line(2, Form.CSV)).stream()
                                .map(cell -> cell.replace("\"", "\"\""))
                                .toList())
                + "\"";
        assertThat(quoted).isNotEqualTo(line(2, Form.CSV));
        assertThat(selected(Form.CSV, quoted)).containsExactly(2);
    }

    @Test
    void titlesAreNoLine() {
        String quoted = "\"" + PlanLines.titles().replace(",", "\",\"") + "\"";
        assertThat(selected(Form.CSV, PlanLines.titles(), line(3, Form.CSV), quoted))
                .containsExactly(3);
    }
}
