package dev.reconcile.cli;

import dev.reconcile.Finding;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is: on a terminal a bar with rate, time left and the differences seen so far; elsewhere a line now and then. Called by
 * the engine, one call at a time.
 */
final class ProgressLine implements RunListener, AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream err;
    private final boolean isBar;
    private final boolean isUnicode;
    private final int width;
    private Progress.@Nullable Stage stage;
    private @Nullable ProgressBar bar;
    private long lastLine = System.nanoTime();

    ProgressLine(Terminal terminal) {
        this.err = terminal.err();
        this.isBar = terminal.errIsTerminal();
        this.isUnicode = terminal.isUnicode();
        this.width = terminal.errWidth(); // asked by the library itself, it would take the signals for its own
    }

    @Override
    public synchronized void started(RunId run, ReconcileRequest request) {
        err.println("Run " + run + (request.isApplying() ? "" : ", a dry run: nothing is changed"));
    }

    @Override
    public synchronized void progressed(Progress progress) {
        if (progress.stage() != stage) {
            closeBar();
            stage = progress.stage();
            if (isBar) {
                bar = bar(progress);
            }
        }
        if (bar != null) {
            progress.total().ifPresent(bar::maxHint);
            bar.stepTo(progress.done());
            bar.setExtraMessage(seen(progress));
        } else if (System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            err.println(line(progress));
        }
    }

    private ProgressBar bar(Progress progress) {
        OptionalLong total = progress.total();
        return ProgressBar.builder()
                .setTaskName(name(progress.stage()))
                .setInitialMax(total.orElse(-1))
                .setStyle(isUnicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err, width))
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .build();
    }

    private static String name(Progress.Stage stage) {
        return switch (stage) {
            case SNAPSHOT -> "reading rows";
            case WALK -> "comparing";
            case VERIFY -> "verifying";
            case APPLY -> "changing";
        };
    }

    private static String seen(Progress progress) {
        return progress.candidates() == 0 ? "" : String.format(Locale.ROOT, " %,d suspect", progress.candidates());
    }

    private static String line(Progress progress) {
        String of = progress.total().isPresent()
                ? String.format(Locale.ROOT, " of %,d", progress.total().getAsLong())
                : "";
        String left = progress.eta()
                .map(time -> ", " + Wording.duration(time) + " left")
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%s: %,d%s, %,.0f/s%s%s",
                name(progress.stage()),
                progress.done(),
                of,
                progress.rate(),
                left,
                seen(progress).isEmpty() ? "" : "," + seen(progress));
    }

    @Override
    public synchronized void found(Finding finding) {
        closeBar();
    }

    @Override
    public synchronized void finished(RunReport report) {
        closeBar();
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public synchronized void close() {
        closeBar();
    }
}
