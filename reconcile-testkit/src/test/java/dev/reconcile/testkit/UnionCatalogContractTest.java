package dev.reconcile.testkit;

import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnionCatalog;
import java.util.Map;
import java.util.Optional;

/** Two catalogs that share the records between them. */
class UnionCatalogContractTest extends MetadataCatalogContract {

    private final InMemoryCatalogContractTest odd = new InMemoryCatalogContractTest();
    private final InMemoryCatalogContractTest even = new InMemoryCatalogContractTest();

    @Override
    protected MetadataCatalog emptyCatalog() {
        return UnionCatalog.of(Map.of("odd", odd.emptyCatalog(), "even", even.emptyCatalog()));
    }

    @Override
    protected RecordId id(int n) {
        return new RecordId((n % 2 == 0 ? "even:" : "odd:") + n);
    }

    private InMemoryCatalogContractTest part(RecordId id) {
        return id.value().startsWith("odd:") ? odd : even;
    }

    private static RecordId inner(RecordId id) {
        return new RecordId(id.value().substring(id.value().indexOf(':') + 1));
    }

    @Override
    protected void save(StoredRecord record) {
        part(record.id()).save(under(inner(record.id()), record));
    }

    private static StoredRecord under(RecordId id, StoredRecord record) {
        return new StoredRecord(
                id,
                record.status(),
                record.message(),
                record.lastChanged(),
                record.project(),
                record.original(),
                record.staged());
    }

    @Override
    protected void delete(RecordId id) {
        part(id).delete(inner(id));
    }

    @Override
    protected Optional<StoredRecord> stored(RecordId id) {
        return part(id).stored(inner(id)).map(record -> under(id, record));
    }
}
