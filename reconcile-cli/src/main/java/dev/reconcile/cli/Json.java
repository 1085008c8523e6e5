package dev.reconcile.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.PastChange;
import dev.reconcile.RunSummary;
import dev.reconcile.cost.Estimate;
import java.math.BigDecimal;
import java.util.List;

/** What commands write for programs, where a report doesn't do it itself. Everything beyond ASCII is escaped (H98). */
final class Json {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), true);

    private Json() {}

    static String runs(List<RunSummary> runs) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (RunSummary each : runs) {
            ObjectNode run = all.addObject();
            run.put("run_id", each.id().value());
            run.put("did", RunsCommand.did(each));
            run.put("state", RunsCommand.state(each));
            each.of().ifPresent(of -> run.put("of", of.value()));
            run.put("started_at", each.startedAt().toString());
            run.put("store", each.store());
            run.put("catalog", each.catalog());
            run.put("holder", each.holder());
            each.report().ifPresent(report -> {
                run.put("missing", report.missing());
                run.put("mismatched", report.mismatched());
                run.put("recovered", report.recovered());
                run.put("orphans", report.objects().orphans());
                run.put("changed", RunsCommand.changed(report));
            });
        }
        return written(all);
    }

    static String change(PastChange change) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("item", change.item());
        json.put("change", ShowCommand.name(change));
        json.put("outcome", ShowCommand.outcome(change));
        json.put("detail", change.detail());
        json.put("at", change.at().toString());
        return written(json);
    }

    static String estimate(long records, long references, long objects, Estimate estimate) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("records", records);
        json.put("references", references);
        json.put("objects", objects);
        json.put("lists", estimate.requests().lists());
        json.put("looks", estimate.requests().stats());
        json.put("content_reads", estimate.requests().contentReads());
        json.put("catalog_pages", estimate.requests().catalogReads());
        json.put("seconds", estimate.time().toSeconds());
        json.put("money", new BigDecimal(EstimateCommand.money(estimate)));
        json.put("currency", estimate.currency());
        return written(json);
    }

    private static String written(Object tree) {
        try {
            return MAPPER.writeValueAsString(tree).replace("\u007f", "\\u007f"); // only ever within a text
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of JSON can't be written", impossible);
        }
    }
}
