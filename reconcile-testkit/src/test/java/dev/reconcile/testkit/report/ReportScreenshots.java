package dev.reconcile.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.cost.PriceList;
import dev.reconcile.report.HtmlReport;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of the report in the documentation. Run by scripts/report-screenshots, and by nothing else. */
class ReportScreenshots {

    private static final int LARGEST = 200 << 10;
    private static final int COLOURS = 256;
    private static final int FAR = 900;

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
            chromium.run("document.body.style.margin = '0 44px'"); // as a page has them
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

    /** In a few colours, each other one as the nearest of them: a third of the size, and nobody sees it. */
    private static byte[] small(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        Map<Integer, Integer> counts = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                counts.merge(image.getRGB(x, y), 1, Integer::sum);
            }
        }
        int[] palette = palette(counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList());
        IndexColorModel colours = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage indexed =
                new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colours);
        Map<Integer, Integer> nearest = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int place = nearest.computeIfAbsent(image.getRGB(x, y), colour -> nearest(palette, colour));
                indexed.getRaster().setSample(x, y, 0, place);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(indexed, "png", out);
        return out.toByteArray();
    }

    /** First one of each hue, however rare, then the commonest. */
    private static int[] palette(List<Integer> commonestFirst) {
        Set<Integer> palette = new LinkedHashSet<>();
        for (int colour : commonestFirst) {
            if (palette.size() < COLOURS / 2 && palette.stream().allMatch(other -> distance(other, colour) > FAR)) {
                palette.add(colour);
            }
        }
        commonestFirst.stream()
                .filter(colour -> !palette.contains(colour))
                .limit(COLOURS - palette.size())
                .toList()
                .forEach(palette::add);
        return palette.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int nearest(int[] palette, int colour) {
        int nearest = 0;
        for (int i = 1; i < palette.length; i++) {
            nearest = distance(palette[i], colour) < distance(palette[nearest], colour) ? i : nearest;
        }
        return nearest;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int difference = (one >> shift & 0xFF) - (other >> shift & 0xFF);
            sum += difference * difference;
        }
        return sum;
    }
}
