package dev.reconcile.testkit;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.ObjectKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

class InMemoryCatalogContractTest extends MetadataCatalogContract {

    private InMemoryCatalog catalog;

    @Override
    protected MetadataCatalog emptyCatalog() {
        catalog = new InMemoryCatalog(
                "contract", List.of("original", "staged"), "error", Set.of("project"), InstantSource.system());
        return catalog;
    }

    @Override
    protected void save(StoredRecord record) {
        List<Reference> references = new ArrayList<>();
        List<UnusableReference> unusable = new ArrayList<>();
        add(record.id(), "original", record.original(), true, references, unusable);
        add(record.id(), "staged", record.staged(), "ready".equals(record.status()), references, unusable);
        Map<String, String> context = record.project() == null ? Map.of() : Map.of("project", record.project());
        catalog.put(new CatalogRecord(
                record.id(),
                record.status(),
                record.message(),
                false,
                record.lastChanged(),
                context,
                references,
                unusable));
    }

    private static void add(
            RecordId id,
            String role,
            @Nullable String key,
            boolean required,
            List<Reference> references,
            List<UnusableReference> unusable) {
        if (key != null) {
            references.add(new Reference(id, role, ObjectKey.of(key), OptionalLong.empty(), required));
        } else if (required) {
            unusable.add(new UnusableReference(id, role, UnusableReference.Kind.EMPTY, "", "it has no value"));
        }
    }

    @Override
    protected void delete(RecordId id) {
        catalog.remove(id.value());
    }

    @Override
    protected Optional<StoredRecord> stored(RecordId id) {
        return catalog.record(id.value()).map(there -> {
            return new StoredRecord(
                    id,
                    there.status(),
                    catalog.message(id.value()).orElse(null),
                    there.lastChanged(),
                    there.context().get("project"),
                    key(there, "original"),
                    key(there, "staged"));
        });
    }

    private static @Nullable String key(CatalogRecord there, String role) {
        return there.references().stream()
                .filter(reference -> reference.role().equals(role))
                .map(reference -> reference.key().value())
                .findFirst()
                .orElse(null);
    }
}
