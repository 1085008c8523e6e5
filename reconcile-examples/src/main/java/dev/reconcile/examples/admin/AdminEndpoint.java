package dev.reconcile.examples.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileException;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.report.JsonReport;
import dev.reconcile.report.TextReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs over HTTP, for admins and for a timer. {@code /health} and {@code /metrics} are open to whoever reaches them; they name no keys and no
 * records. To be run behind the web server that ends TLS, on an address that only it and the monitoring reach.
 */
public final class AdminEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminEndpoint.class);
    private static final String IMAGES = "/api/v1/admin/reconcile/images";
    private static final String JOBS = "/api/v1/admin/reconcile/jobs/";
    private static final int THREADS = 8;

    private final HttpServer server;
    private final ExecutorService threads;
    private final ImagesHost host;
    private final Gate gate;
    private final AdminSettings settings;

    private AdminEndpoint(HttpServer server, ExecutorService threads, AdminSettings settings, ImagesHost host) {
        this.server = server;
        this.threads = threads;
        this.settings = settings;
        this.host = host;
        gate = new Gate(settings);
    }

    /** Starts to serve. */
    public static AdminEndpoint start(InetSocketAddress address, AdminSettings settings, ImagesHost host)
            throws IOException {
        HttpServer server = HttpServer.create(address, 64);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        AdminEndpoint endpoint = new AdminEndpoint(server, threads, settings, host);
        server.setExecutor(threads);
        server.createContext("/", endpoint::answer);
        server.start();
        return endpoint;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange http) throws IOException {
        try (http) {
            Exchange exchange = new Exchange(http);
            try {
                route(exchange);
            } catch (RefusedException refused) {
                if (refused.status() != 429) { // else a flood of calls would be a flood of lines
                    exchange.audit(refused.status(), refused.text());
                }
                exchange.refuse(refused);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException failed) {
                LOG.error("A call failed", failed);
                exchange.answer(500, Exchange.JSON, Exchange.error("internal error; see the log"));
            }
        }
    }

    private void route(Exchange exchange) throws RefusedException, IOException, InterruptedException {
        String path = exchange.path();
        if (path.equals("/health")) {
            exchange.requireMethod("GET");
            Health health = Health.of(host);
            exchange.answer(
                    health.isUp() ? 200 : 503, Exchange.JSON, health.toJson().toString());
        } else if (path.equals("/metrics")) {
            exchange.requireMethod("GET");
            exchange.answer(
                    200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    host.meters().scrape());
        } else if (path.equals(IMAGES)) {
            exchange.by(gate.admin(exchange.http()));
            exchange.requireMethod("POST");
            exchange.requireNoBody();
            reconcile(exchange);
        } else if (path.startsWith(JOBS)) {
            exchange.by(gate.admin(exchange.http()));
            exchange.requireMethod("GET, DELETE");
            job(exchange, path.substring(JOBS.length()));
        } else if (path.equals("/api/cron/maintenance")) {
            exchange.by(gate.timer(exchange.http()));
            exchange.requireMethod("GET");
            maintain(exchange);
        } else {
            throw RefusedException.of(404, "there is nothing here");
        }
    }

    private void reconcile(Exchange exchange) throws RefusedException, IOException, InterruptedException {
        RunParameters parameters = RunParameters.parse(exchange.query());
        ReconcileRequest request = parameters.request();
        exchange.asks(request.toString());
        if (request.cursor().isPresent()) {
            requireCursor(request.cursor().get());
        }
        Job job = host.jobs().start(host.engine(), request);
        if (parameters.async() || exchange.prefersAsync()) {
            accept(exchange, job);
        } else {
            new Waiting(settings.beat(), Exchange.JSON, JsonReport::render).answer(exchange, job);
        }
    }

    /** Before the run begins, so that its caller hears of it, whether it waits or not. */
    private void requireCursor(RecordId cursor) throws RefusedException {
        try {
            host.catalog().read(CatalogQuery.page(CatalogQuery.Filter.NONE, cursor, 1));
        } catch (IllegalArgumentException wrong) {
            throw RefusedException.of(400, wrong.getMessage() + "; take next_cursor of the answer before");
        } catch (ReconcileException unreachable) {
            LOG.debug("The cursor couldn't be tried; the run will say why");
        }
    }

    private static void accept(Exchange exchange, Job job) throws RefusedException, IOException, InterruptedException {
        job.awaitBeginning();
        if (job.report().isCompletedExceptionally()) {
            try {
                job.report().get();
            } catch (ExecutionException failed) {
                throw Waiting.refusal(failed);
            }
        }
        exchange.header("Location", JOBS + job.id());
        exchange.audit(202, "job " + job.id());
        exchange.answer(202, Exchange.JSON, job.toJson().toString());
    }

    private void job(Exchange exchange, String id) throws RefusedException, IOException {
        Job job = host.jobs().find(id).orElseThrow(() -> RefusedException.of(404, "there is no such job"));
        boolean cancels = exchange.http().getRequestMethod().equals("DELETE");
        int status = cancels && !job.isOver() ? 202 : 200;
        if (cancels) {
            job.cancel();
        }
        exchange.audit(status, cancels ? "cancelled" : "shown");
        exchange.answer(status, Exchange.JSON, job.toJson().toString());
    }

    /** Both directions. Orphans are proposed for deletion, which a person has to confirm; a dry run deletes nothing. */
    private void maintain(Exchange exchange) throws IOException, InterruptedException {
        // snippet: maintain
        ReconcileRequest request =
                ReconcileRequest.builder().orphans(OrphanPolicy.DELETE).build();
        Job job = host.jobs().start(host.engine(), request);
        // end
        exchange.asks(request.toString());
        new Waiting(settings.beat(), Exchange.TEXT, TextReport::render).answer(exchange, job);
    }

    /** Takes no more calls, and cancels the runs that were started here. */
    @Override
    public void close() {
        host.jobs().close();
        server.stop(0);
        threads.shutdownNow();
    }
}
