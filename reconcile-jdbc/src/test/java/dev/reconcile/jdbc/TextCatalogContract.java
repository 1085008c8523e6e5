package dev.reconcile.jdbc;

import dev.reconcile.catalog.RecordId;

/** Ids and keys in text columns with an order of their own (H52), which may hold different texts for equal (H44, H45). */
abstract class TextCatalogContract extends JdbcCatalogContract {

    @Override
    protected RecordId id(int n) {
        return new RecordId((n % 2 == 0 ? "b-" : "B ") + (n % 3 == 0 ? "é" : "e\u0301") + n);
    }

    @Override
    Object idValue(RecordId id) {
        return id.value();
    }

    @Override
    abstract String idType();

    @Override
    abstract String keyType();
}
