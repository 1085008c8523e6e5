package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TripwiresTest {

    @Test
    @DisplayName("I5, H71: what passes is never more than the absolute and never more than the relative limit")
    void whatPassesIsWithinBothLimits() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Guardrails limits =
                    Guardrails.DEFAULT.maxFindings(random.nextInt(200)).maxRatio(random.nextInt(101) / 100.0);
            Tally tally = new Tally(List.of("a", "b"));
            tally.records = 1;
            tally.listed = 1;
            long[] checked = {random.nextInt(20_000), random.nextInt(300)};
            long[] findings = {0, 0};
            for (int role = 0; role < 2; role++) {
                tally.role(role).judged = checked[role];
                tally.role(role).checked = checked[role];
                findings[role] = random.nextInt((int) Math.min(checked[role], 250) + 1);
            }
            List<String> tripped = Tripwires.tripped(
                    ReconcileRequest.builder().guardrails(limits).build(),
                    Scan.of(tally, Strategy.SWEEP),
                    new Proposal(List.of(findings[0], findings[1]), findings[0] + findings[1], 0),
                    Precedents.NONE);

            boolean within = isWithin(limits, findings[0], checked[0])
                    && isWithin(limits, findings[1], checked[1])
                    && isWithin(limits, findings[0] + findings[1], checked[0] + checked[1]);
            assertThat(tripped.isEmpty()).as("%s of %s", findings, checked).isEqualTo(within);
        }
    }

    private static final Scan.Role CHECKED = new Scan.Role("a", 10_000, 10_000, 10_000);
    private static final Scan.Role SMALL = new Scan.Role("b", 100, 100, 100);
    private static final Scan WHOLE = new Scan(List.of(CHECKED), 10_000, 0, true, 10_000);
    private static final Proposal NOTHING = new Proposal(List.of(0L, 0L), 0, 0);

    private static List<String> tripped(Guardrails limits, Scan scan, Proposal proposal, Precedents past) {
        return Tripwires.tripped(ReconcileRequest.builder().guardrails(limits).build(), scan, proposal, past);
    }

    private static List<String> tripped(Scan scan, Proposal proposal) {
        return tripped(Guardrails.DEFAULT, scan, proposal, Precedents.NONE);
    }

    @Test
    void quietRunTripsNothing() {
        assertThat(tripped(WHOLE, NOTHING)).isEmpty();
        assertThat(tripped(WHOLE, new Proposal(List.of(100L), 100, 100))).isEmpty();
    }

    @Test
    @DisplayName("H71: too much drift in one role is too much, and so is the sum of the roles")
    void tooMuchDriftInOneRoleOrInAllStopsTheRun() {
        Scan scan = new Scan(List.of(CHECKED, SMALL), 10_000, 0, true, 10_000);
        assertThat(tripped(scan, new Proposal(List.of(0L, 6L), 6, 0)))
                .singleElement()
                .asString()
                .startsWith(
                        "6 findings of role b among 100 are more than the limits allow (100, or 1.0 % where that is")
                .endsWith("more than 5 or than half)");
        assertThat(tripped(scan, new Proposal(List.of(98L, 3L), 98, 0)))
                .as("each role within its limits, and both together not")
                .singleElement()
                .asString()
                .startsWith("101 findings in all among 10100 are");
        assertThat(tripped(WHOLE, new Proposal(List.of(101L), 100, 0)))
                .as("the one role there is isn't said twice")
                .singleElement()
                .asString()
                .startsWith("101 findings of role a among 10000");
    }

    @Test
    @DisplayName("H71: restored records count against the limit as marks do")
    void tooManyRecordsToBeChangedStopTheRun() {
        assertThat(tripped(WHOLE, new Proposal(List.of(0L), 101, 0)))
                .singleElement()
                .asString()
                .startsWith("101 changes of records among 10000");
    }

    @Test
    @DisplayName("H71: too many changes of objects stop the run")
    void tooManyObjectsToBeChangedStopTheRun() {
        assertThat(tripped(WHOLE, new Proposal(List.of(0L), 0, 101)))
                .singleElement()
                .asString()
                .startsWith("101 changes of objects among 10000");
    }

    @Test
    @DisplayName("Only the exact count that a person has seen overrides a limit")
    void acceptanceOfAnotherCountStopsTheRun() {
        Guardrails accepted = Guardrails.DEFAULT.accepting(500).acceptingOrphans(600);
        assertThat(tripped(accepted, WHOLE, new Proposal(List.of(5000L), 500, 600), Precedents.NONE))
                .isEmpty();
        assertThat(tripped(accepted, WHOLE, new Proposal(List.of(5000L), 499, 601), Precedents.NONE))
                .containsExactly(
                        "accepted exactly 500 changes of records, but 499 are proposed; look at this report and accept"
                                + " its number, if it is right",
                        "accepted exactly 600 changes of objects, but 601 are proposed; look at this report and accept"
                                + " its number, if it is right");
        assertThat(tripped(Guardrails.DEFAULT.accepting(1), WHOLE, new Proposal(List.of(1L), 1, 101), Precedents.NONE))
                .as("what is accepted of records isn't of objects")
                .hasSize(1);
        assertThat(tripped(
                        Guardrails.DEFAULT.acceptingOrphans(1),
                        WHOLE,
                        new Proposal(List.of(101L), 101, 1),
                        Precedents.NONE))
                .as("nor the other way round")
                .isNotEmpty();
    }

    @Test
    @DisplayName("H70, H71: too much that couldn't be looked at stops the run")
    void tooMuchUnknownStopsTheRun() {
        Scan.Role doubtful = new Scan.Role("a", 10_000, 10_000, 9_899);
        assertThat(tripped(new Scan(List.of(doubtful, SMALL), 10_000, 0, true, 10_000), NOTHING))
                .singleElement()
                .asString()
                .startsWith("101 references that could not be looked at among 10100");
        Scan.Role bearable = new Scan.Role("a", 10_000, 10_000, 9_900);
        assertThat(tripped(new Scan(List.of(bearable, SMALL), 10_000, 0, true, 10_000), NOTHING))
                .isEmpty();
    }

    @Test
    @DisplayName("H55: an empty catalog is the wrong database, unless a filter or a cursor left nothing")
    void emptyCatalogStopsTheRun() {
        Scan empty = new Scan(List.of(new Scan.Role("a", 0, 0, 0)), 0, 0, true, 10);
        assertThat(tripped(empty, NOTHING))
                .containsExactly("the catalog is empty; is it the right database and table?");
        assertThat(Tripwires.tripped(
                        ReconcileRequest.builder().statuses("ready").build(), empty, NOTHING, Precedents.NONE))
                .isEmpty();
        assertThat(Tripwires.tripped(
                        ReconcileRequest.builder().cursor(new RecordId("1")).build(), empty, NOTHING, Precedents.NONE))
                .isEmpty();
    }

    @Test
    @DisplayName("H7: an empty listing is the wrong bucket, while the catalog names objects")
    void emptyListingStopsTheRun() {
        assertThat(tripped(new Scan(List.of(CHECKED, SMALL), 5, 0, true, 0), NOTHING))
                .singleElement()
                .asString()
                .startsWith("the listing is empty while the catalog names 10100 objects");
        assertThat(tripped(new Scan(List.of(CHECKED), 5, 0, true, 1), NOTHING)).isEmpty();
        assertThat(tripped(new Scan(List.of(CHECKED), 5, 0, false, 0), NOTHING))
                .as("never listed")
                .isEmpty();
        assertThat(tripped(new Scan(List.of(new Scan.Role("a", 5, 0, 0)), 5, 0, true, 0), NOTHING))
                .as("nothing was to be there")
                .isEmpty();
    }

    @Test
    @DisplayName(
            "H47, H51: over 1 % of values that name no object, where that is more than 5, say that the mapping is wrong")
    void tooManyUnusableValuesStopTheRun() {
        assertThat(tripped(new Scan(List.of(CHECKED), 10_000, 102, true, 1), NOTHING))
                .singleElement()
                .asString()
                .startsWith("102 values among 10102 name no object of this store, more than 1.0 %");
        assertThat(tripped(new Scan(List.of(CHECKED), 10_000, 101, true, 1), NOTHING))
                .isEmpty();
        assertThat(tripped(new Scan(List.of(new Scan.Role("a", 0, 0, 0)), 5, 5, true, 1), NOTHING))
                .isEmpty();
        assertThat(tripped(new Scan(List.of(new Scan.Role("a", 594, 594, 594)), 5, 6, true, 1), NOTHING))
                .as("6 of 600")
                .isEmpty();
        assertThat(tripped(new Scan(List.of(new Scan.Role("a", 593, 593, 593)), 5, 6, true, 1), NOTHING))
                .as("6 of 599")
                .hasSize(1);
    }

    private static Scan scan(long records, boolean swept, long listed) {
        return new Scan(List.of(CHECKED), records, 0, swept, listed);
    }

    @Test
    @DisplayName("H7, H55: under half of the last good run's records or objects are hidden rather than gone")
    void shrunkenCatalogOrListingStopsTheRun() {
        Precedents past = new Precedents(scan(100, true, 1000), null);
        assertThat(tripped(Guardrails.DEFAULT, scan(50, true, 500), NOTHING, past))
                .isEmpty();
        assertThat(tripped(Guardrails.DEFAULT, scan(49, true, 499), NOTHING, past))
                .containsExactly(
                        "the catalog has 49 records, and had 100 at the last complete run; is it the right one, and is it"
                                + " whole?",
                        "the listing has 499 objects, and had 1000 at the last complete run; is it the right one, and is"
                                + " it whole?");
        assertThat(tripped(Guardrails.DEFAULT, scan(50, false, 0), NOTHING, past))
                .as("not listed now")
                .isEmpty();
        assertThat(tripped(
                        Guardrails.DEFAULT, scan(50, true, 1), NOTHING, new Precedents(scan(100, false, 1000), null)))
                .as("not listed then")
                .isEmpty();
    }

    @Test
    void fewRecordsOrObjectsMayComeAndGo() {
        assertThat(tripped(Guardrails.DEFAULT, scan(1, true, 1), NOTHING, new Precedents(scan(5, true, 5), null)))
                .isEmpty();
        assertThat(tripped(Guardrails.DEFAULT, scan(1, true, 1), NOTHING, new Precedents(scan(6, true, 6), null)))
                .hasSize(2);
    }

    @Test
    @DisplayName("A run that looks at a part isn't held against one that looked at everything")
    void restrictedRunIsntShrunken() {
        assertThat(Tripwires.tripped(
                        ReconcileRequest.builder().limit(1).build(),
                        scan(1, true, 1),
                        NOTHING,
                        new Precedents(scan(100, true, 1000), null)))
                .isEmpty();
    }

    @Test
    @DisplayName("H71: what halted one run halts the next, until a person clears it or accepts a count")
    void uncheckedHaltStopsTheNextRun() {
        Precedents past = new Precedents(null, "20261102T081500Z-00c0ffee");
        assertThat(tripped(Guardrails.DEFAULT, WHOLE, NOTHING, past))
                .singleElement()
                .asString()
                .startsWith(Precedents.HALTED + "20261102T081500Z-00c0ffee was halted by a guardrail");
        assertThat(tripped(Guardrails.DEFAULT.accepting(0), WHOLE, NOTHING, past))
                .isEmpty();
        assertThat(tripped(Guardrails.DEFAULT.acceptingOrphans(0), WHOLE, NOTHING, past))
                .isEmpty();
    }

    private static boolean isWithin(Guardrails limits, long findings, long checked) {
        boolean few = findings <= 5 && (findings < 3 || findings <= checked / 2.0);
        return findings <= limits.maxFindings() && (few || findings <= limits.maxRatio() * checked);
    }
}
