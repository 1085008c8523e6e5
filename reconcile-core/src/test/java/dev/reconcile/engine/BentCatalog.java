package dev.reconcile.engine;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A catalog in memory whose answers a test may bend, and which notes what it was asked. */
final class BentCatalog implements MetadataCatalog {

    final InMemoryCatalog real;
    private final List<String> trace;

    Function<Supplier<Map<RecordId, CatalogRecord>>, Map<RecordId, CatalogRecord>> lookingUp = Supplier::get;
    Function<Supplier<Map<ObjectKey, List<Reference>>>, Map<ObjectKey, List<Reference>>> finding = Supplier::get;
    Function<Supplier<List<MarkResult>>, List<MarkResult>> marking = Supplier::get;

    UnaryOperator<CatalogPage> reading = page -> page;

    @Nullable
    Instant time;

    BentCatalog(InstantSource clock, List<String> trace) {
        this.real = new InMemoryCatalog("bent", List.of("original", "staged"), "error", clock);
        this.trace = trace;
    }

    /** For a question that goes unanswered. */
    static CatalogException silent() {
        return new CatalogException("The database didn't answer", false, null);
    }

    @Override
    public Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        trace.add("look up " + List.copyOf(ids));
        return lookingUp.apply(() -> real.lookUp(ids));
    }

    @Override
    public Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        trace.add("find");
        return finding.apply(() -> real.find(keys));
    }

    @Override
    public List<MarkResult> mark(List<Mark> marks) {
        trace.add("mark " + marks.stream().map(Mark::recordId).toList());
        return marking.apply(() -> real.mark(marks));
    }

    @Override
    public List<MarkResult> unmark(List<Unmark> unmarks) {
        trace.add("unmark " + unmarks.stream().map(Unmark::recordId).toList());
        return marking.apply(() -> real.unmark(unmarks));
    }

    @Override
    public Optional<Instant> now() {
        return Optional.ofNullable(time);
    }

    @Override
    public CatalogProfile profile() {
        return real.profile();
    }

    @Override
    public CatalogPage read(CatalogQuery query) {
        return reading.apply(real.read(query));
    }
}
