package dev.reconcile.examples.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.ReconcileException;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.store.ListRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether store and catalog answer right now, by one small question to each. What is wrong with them is in the log, not in the answer. */
record Health(boolean store, boolean catalog) {

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    static Health of(ImagesHost host) {
        return new Health(
                answers("store", () -> host.store().list(ListRequest.of("").maxKeys(1))),
                answers("catalog", () -> host.catalog().read(CatalogQuery.page(Filter.NONE, null, 1))));
    }

    private static boolean answers(String name, Runnable question) {
        try {
            question.run();
            return true;
        } catch (ReconcileException failed) {
            LOG.warn("The {} doesn't answer: {}", name, failed.getMessage());
            return false;
        }
    }

    boolean isUp() {
        return store && catalog;
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("status", word(isUp()))
                .put("store", word(store))
                .put("catalog", word(catalog));
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
