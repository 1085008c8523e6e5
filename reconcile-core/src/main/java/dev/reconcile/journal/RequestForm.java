package dev.reconcile.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.Integrity;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.Strategy;
import dev.reconcile.Verification;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request in the journal: every setting by its name, so that a resumed or applied run does what the first was asked to. */
final class RequestForm {

    static final JsonSerializer<ReconcileRequest> SERIALIZER = new JsonSerializer<>() {
        @Override
        public void serialize(ReconcileRequest request, JsonGenerator out, SerializerProvider context)
                throws IOException {
            context.defaultSerializeValue(tree(request), out);
        }
    };

    static final JsonDeserializer<ReconcileRequest> DESERIALIZER = new JsonDeserializer<>() {
        @Override
        public ReconcileRequest deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode json = context.readTree(in);
            try {
                return request(json);
            } catch (IllegalArgumentException | DateTimeException invalid) {
                return context.reportInputMismatch(ReconcileRequest.class, "a setting is missing or invalid");
            }
        }
    };

    private RequestForm() {}

    private static ObjectNode tree(ReconcileRequest request) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("apply", request.isApplying());
        new TreeSet<>(request.kinds()).forEach(kind -> json.withArray("kinds").add(kind.name()));
        json.put("strategy", request.strategy().name());
        json.put("page_cost", request.pageCost());
        request.filter().statuses().forEach(json.withArray("statuses")::add);
        ObjectNode columns = json.putObject("columns");
        request.filter().columns().forEach(columns::put);
        json.put("prefix", request.prefix());
        request.keysAfter().ifPresent(key -> json.put("keys_after", key.value()));
        request.keysUpTo().ifPresent(key -> json.put("keys_up_to", key.value()));
        request.keyPattern()
                .ifPresent(pattern ->
                        json.put("key_pattern", pattern.pattern()).put("key_pattern_flags", pattern.flags()));
        request.limit().ifPresent(limit -> json.put("limit", limit));
        request.cursor().ifPresent(cursor -> json.put("cursor", cursor.value()));
        if (request.isTargeted()) {
            ArrayNode records = json.putArray("records");
            request.records().forEach(id -> records.add(id.value()));
        }
        json.put("batch_size", request.batchSize());
        json.put("concurrency", request.concurrency());
        request.requestsPerSecond().ifPresent(rate -> json.put("requests_per_second", rate));
        request.maxRequests().ifPresent(most -> json.put("max_requests", most));
        json.put("attempts", request.attempts());
        request.deadline().ifPresent(time -> json.put("deadline", time.toString()));
        request.markGrace().ifPresent(time -> json.put("mark_grace", time.toString()));
        json.put("orphan_grace", request.orphanGrace().toString());
        json.put("examples", request.examples());
        json.put("orphan_policy", request.orphanPolicy().name());
        json.put("recovery_policy", request.recoveryPolicy().name());
        request.autoDeleteAfter().ifPresent(time -> json.put("auto_delete_after", time.toString()));
        request.uploadsOlderThan().ifPresent(time -> json.put("uploads_older_than", time.toString()));
        json.put("abort_uploads", request.abortsUploads());
        request.expiredAfter().ifPresent(time -> json.put("expired_after", time.toString()));
        json.put("purge", request.purges());
        json.put("unsafe_without_preconditions", request.isUnsafeWithoutPreconditions());
        request.correlationId().ifPresent(id -> json.put("correlation_id", id));
        new TreeSet<>(request.integrity())
                .forEach(level -> json.withArray("integrity").add(level.name()));
        verification(request.verification(), json.putObject("verification"));
        guardrails(request.guardrails(), json.putObject("guardrails"));
        return json;
    }

    private static void verification(Verification budget, ObjectNode json) {
        budget.time().ifPresent(time -> json.put("time", time.toString()));
        json.put("share", budget.share());
        budget.bytesPerSecond().ifPresent(bytes -> json.put("bytes_per_second", bytes));
    }

    private static void guardrails(Guardrails limits, ObjectNode json) {
        json.put("max_findings", limits.maxFindings());
        json.put("max_ratio", limits.maxRatio());
        json.put("ratio_floor", limits.ratioFloor());
        json.put("min_share", limits.minShare());
        json.put("max_unusable", limits.maxUnusable());
        limits.accepted().ifPresent(count -> json.put("accepted", count));
        limits.acceptedOrphans().ifPresent(count -> json.put("accepted_orphans", count));
    }

    private static ReconcileRequest request(JsonNode json) {
        ReconcileRequest.Builder builder = ReconcileRequest.builder();
        if (json.required("apply").asBoolean()) {
            builder.apply();
        }
        List<FindingKind> kinds = new ArrayList<>();
        json.required("kinds").forEach(kind -> kinds.add(FindingKind.valueOf(kind.asText())));
        builder.strategy(Strategy.valueOf(json.required("strategy").asText()));
        builder.pageCost(json.required("page_cost").asDouble());
        json.required("statuses").forEach(status -> builder.statuses(status.asText()));
        json.required("columns")
                .properties()
                .forEach(each -> builder.where(each.getKey(), each.getValue().asText()));
        builder.prefix(json.required("prefix").asText());
        builder.keys(key(json, "keys_after"), key(json, "keys_up_to"));
        if (json.has("key_pattern")) {
            builder.keyPattern(Pattern.compile(
                    json.required("key_pattern").asText(),
                    json.required("key_pattern_flags").asInt()));
        }
        if (json.has("limit")) {
            builder.limit(json.required("limit").asInt());
        }
        if (json.has("cursor")) {
            builder.cursor(new RecordId(json.required("cursor").asText()));
        }
        if (json.has("records")) {
            List<RecordId> records = new ArrayList<>();
            json.required("records").forEach(id -> records.add(new RecordId(id.asText())));
            builder.records(records);
        }
        builder.batchSize(json.required("batch_size").asInt());
        builder.concurrency(json.required("concurrency").asInt());
        if (json.has("requests_per_second")) {
            builder.requestsPerSecond(json.required("requests_per_second").asInt());
        } else {
            builder.unlimitedRequests();
        }
        if (json.has("max_requests")) {
            builder.maxRequests(json.required("max_requests").asLong());
        }
        builder.attempts(json.required("attempts").asInt());
        if (json.has("deadline")) {
            builder.deadline(duration(json, "deadline"));
        }
        if (json.has("mark_grace")) {
            builder.markGrace(duration(json, "mark_grace"));
        } else {
            builder.unsafeWithoutMarkGrace();
        }
        builder.unsafeOrphanGrace(duration(json, "orphan_grace"));
        builder.examples(json.required("examples").asInt());
        builder.orphans(OrphanPolicy.valueOf(json.required("orphan_policy").asText()));
        builder.recovered(
                RecoveryPolicy.valueOf(json.required("recovery_policy").asText()));
        if (json.has("auto_delete_after")) {
            builder.autoDeleteAfter(duration(json, "auto_delete_after"));
        }
        if (json.has("uploads_older_than")) {
            builder.uploadsOlderThan(duration(json, "uploads_older_than"));
        }
        if (json.required("abort_uploads").asBoolean()) {
            builder.abortUploads();
        }
        if (json.has("expired_after")) {
            builder.expiredAfter(duration(json, "expired_after"));
        }
        if (json.required("purge").asBoolean()) {
            builder.purge();
        }
        if (json.required("unsafe_without_preconditions").asBoolean()) {
            builder.unsafeWithoutPreconditions();
        }
        if (json.has("correlation_id")) {
            builder.correlationId(json.required("correlation_id").asText());
        }
        List<Integrity> levels = new ArrayList<>();
        json.required("integrity").forEach(level -> levels.add(Integrity.valueOf(level.asText())));
        builder.integrity(Integrity.EXISTENCE, levels.toArray(Integrity[]::new));
        builder.verification(verification(json.required("verification")));
        builder.kinds(kinds.get(0), kinds.toArray(FindingKind[]::new));
        return builder.guardrails(guardrails(json.required("guardrails"))).build();
    }

    private static Verification verification(JsonNode json) {
        return new Verification(
                json.has("time") ? Optional.of(duration(json, "time")) : Optional.empty(),
                json.required("share").asDouble(),
                optional(json, "bytes_per_second"));
    }

    private static Guardrails guardrails(JsonNode json) {
        return new Guardrails(
                json.required("max_findings").asLong(),
                json.required("max_ratio").asDouble(),
                json.required("ratio_floor").asLong(),
                json.required("min_share").asDouble(),
                json.required("max_unusable").asDouble(),
                optional(json, "accepted"),
                optional(json, "accepted_orphans"));
    }

    private static OptionalLong optional(JsonNode json, String name) {
        return json.has(name) ? OptionalLong.of(json.required(name).asLong()) : OptionalLong.empty();
    }

    private static @Nullable ObjectKey key(JsonNode json, String name) {
        return json.has(name) ? ObjectKey.of(json.required(name).asText()) : null;
    }

    private static Duration duration(JsonNode json, String name) {
        return Duration.parse(json.required(name).asText());
    }
}
