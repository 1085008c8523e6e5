package dev.reconcile.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.cost.PriceList;
import dev.reconcile.report.HtmlReport;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of the report in the documentation. Run by scripts/report-screenshots, and by nothing else. */
class ReportScreenshots {

    private static final int LARGEST = 200 << 10;
    private static final int COLOURS = 256;

    @TempDir
    Path folder;

    @Test
    void areMade() throws IOException {
        String target = System.getProperty("reconcile.screenshots");
        assumeTrue(target != null, "no -Dreconcile.screenshots=FOLDER");
        assumeTrue(Chromium.isInstalled(), "no Chromium: scripts/chromium installs it");
        Path report = folder.resolve("report.html");
        HtmlReport.of(ReportExample.report(), () -> ReportExample.findings().stream())
                .comparedWith(ReportExample.earlierReport(), () -> ReportExample.earlierFindings().stream())
                .prices(PriceList.AWS_US_EAST_1)
                .writeTo(report);
        Path images = Files.createDirectories(Path.of(target));
        try (Chromium chromium = Chromium.start()) {
            take(chromium, report, images.resolve("report-light.png"), "light", 1200, 1120, "");
            take(chromium, report, images.resolve("report-dark.png"), "dark", 1200, 1000, "#prefixes");
            take(chromium, report, images.resolve("report-findings.png"), "light", 1200, 760, "#findings");
            take(chromium, report, images.resolve("report-phone.png"), "light", 390, 844, "#prefixes");
            chromium.printMedia();
            chromium.size(794, 1123);
            chromium.open(report);
            Files.write(images.resolve("report-print.png"), small(chromium.screenshot()));
        }
        for (String name : List.of("light", "dark", "findings", "phone", "print")) {
            assertThat(images.resolve("report-" + name + ".png"))
                    .satisfies(image -> assertThat(Files.size(image)).isBetween(10_000L, (long) LARGEST));
        }
    }

    private static void take(
            Chromium chromium, Path report, Path image, String scheme, int width, int height, String at)
            throws IOException {
        chromium.colorScheme(scheme);
        chromium.size(width, height);
        chromium.open(report);
        chromium.run(
                "document.documentElement.style.scrollBehavior = 'auto';"
                        + "if (arguments[0]) scrollTo(0, document.querySelector(arguments[0]).getBoundingClientRect().top - 50)",
                at);
        Files.write(image, small(chromium.screenshot()));
    }

    /** With its commonest colours only: a third of the size, and nobody sees it. */
    private static byte[] small(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        Map<Integer, Integer> counts = new java.util.HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        int[] palette = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(COLOURS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
        int[] padded = IntStream.range(0, COLOURS)
                .map(i -> i < palette.length ? palette[i] : 0)
                .toArray();
        IndexColorModel colours =
                new IndexColorModel(8, COLOURS, padded, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
        BufferedImage indexed =
                new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colours);
        Graphics2D graphics = indexed.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        ImageIO.write(indexed, "png", out);
        return out.toByteArray();
    }
}
