package dev.reconcile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs through Micrometer's bridge to a real OpenTelemetry SDK. */
class ObservedEngineTest {

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private final Images images = new Images().whole("public", 20).lost("public", 3);
    private final List<String> spansSeen = new ArrayList<>();
    private final ReconcileEngine real = images.engine(new RunListener() {
        @Override
        public void started(RunId run, ReconcileRequest request) {
            spansSeen.add(Span.current().getSpanContext().getSpanId());
        }
    });
    private final ReconcileEngine engine = ObservedEngine.of(real, observations, "reconcile.images");

    ObservedEngineTest() {
        OtelTracer tracer = new OtelTracer(provider.get("reconcile"), new OtelCurrentTraceContext(), event -> {});
        observations
                .observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(tracer))
                .observationHandler(new DefaultMeterObservationHandler(meters));
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private SpanData span() {
        return exported.getFinishedSpanItems()
                .get(exported.getFinishedSpanItems().size() - 1);
    }

    private static String attribute(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    @Test
    void aRunIsASpanThatSaysWhatItWasAndHowItEnded() {
        RunReport report = engine.run(
                ReconcileRequest.builder().correlationId("request-7\n").build());

        assertThat(span().getName()).isEqualTo("reconcile.images");
        assertThat(attribute(span(), "kind")).isEqualTo("reconcile");
        assertThat(attribute(span(), "dry_run")).isEqualTo("true");
        assertThat(attribute(span(), "state")).isEqualTo("complete");
        assertThat(attribute(span(), "strategy")).isEqualTo("sweep");
        assertThat(attribute(span(), "reconcile.run_id"))
                .isEqualTo(report.runId().value());
        assertThat(attribute(span(), "reconcile.correlation_id")).isEqualTo("request-7\\u000a");
        assertThat(attribute(span(), "reconcile.store")).isEqualTo("memory:images");
    }

    @Test
    void theSpanIsTheCurrentOneWhileTheRunsThreadWorks() {
        engine.run(ReconcileRequest.dryRun());

        assertThat(spansSeen).containsExactly(span().getSpanId());
        assertThat(Span.current().getSpanContext().isValid())
                .as("after the run")
                .isFalse();
    }

    @Test
    void appliesResumesAndUndosAreRunsToo() {
        RunReport found = engine.run(ReconcileRequest.builder()
                .guardrails(Images.applying().build().guardrails())
                .build());
        RunReport fixed = engine.apply(found.runId());
        assertThat(attribute(span(), "kind")).isEqualTo("apply");
        assertThat(attribute(span(), "dry_run")).isEqualTo("false");
        engine.resume(fixed.runId());
        assertThat(attribute(span(), "kind")).isEqualTo("apply");
        engine.undo(fixed.runId());
        assertThat(attribute(span(), "kind")).isEqualTo("undo");
        assertThat(exported.getFinishedSpanItems()).hasSize(4);
    }

    @Test
    void anExceptionIsTheSpansError() {
        assertThatIllegalArgumentException().isThrownBy(() -> engine.resume(new RunId("20261103T081500Z-1f47a1c0")));

        assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(span(), "kind")).isEqualTo("resume");
        assertThat(attribute(span(), "state")).isEqualTo("none");
    }

    @Test
    void theMetricHasTheLowKeysAlone() {
        engine.run(ReconcileRequest.dryRun());

        assertThat(meters.get("reconcile.run").timer().getId().getTags())
                .extracting(tag -> tag.getKey())
                .containsExactlyInAnyOrder("kind", "dry_run", "state", "strategy", "error");
    }

    @Test
    void whatIsDocumentedIsWhatIsTagged() {
        engine.run(ReconcileRequest.builder().correlationId("request-7").build());

        List<String> documented = new ArrayList<>();
        Arrays.stream(RunObservation.RUN.getLowCardinalityKeyNames()).forEach(key -> documented.add(key.asString()));
        Arrays.stream(RunObservation.RUN.getHighCardinalityKeyNames()).forEach(key -> documented.add(key.asString()));
        assertThat(span().getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .containsExactlyInAnyOrderElementsOf(documented);
    }

    @Test
    void everythingElseIsTheEnginesOwn() {
        RunReport found = engine.run(ReconcileRequest.dryRun());

        assertThat(engine.report(found.runId()).digest()).isEqualTo(found.digest());
        assertThat(engine.plan(found.runId(), Plan.Form.CSV).run()).isEqualTo(found.runId());
        assertThatIllegalArgumentException().isThrownBy(() -> engine.clear(found.runId(), "me"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.confirmation(engine.plan(found.runId(), Plan.Form.CSV)));
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
    }
}
