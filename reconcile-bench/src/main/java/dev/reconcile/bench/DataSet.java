package dev.reconcile.bench;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * A catalog and a bucket of any size that take no memory: everything about item {@code i} is computed from {@code i}, and keys ascend
 * with it. An item is a row, an object, or mostly both. Immutable; both sides are given the same one.
 */
final class DataSet {

    private static final long WORD = 0xFFFF_FFFFL;
    private static final int DAYS = 1000;
    private static final int THIN = 1000;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** A prime, so that it has no divisor in common with any number of items. */
    private static final long SCATTER = 2_654_435_761L;

    private final long items;
    private final Layout layout;
    private final long missingEvery;
    private final long orphanEvery;
    private final byte[][] prefixes;
    private final long perPrefix;
    private final long step;

    /** @param missingEvery of so many items one is a row without an object; {@code orphanEvery} likewise; 0 for none */
    DataSet(long items, Layout layout, long missingEvery, long orphanEvery) {
        if (items < 1000) {
            throw new IllegalArgumentException("Invalid number of items: " + items + ", expected at least 1000");
        }
        this.items = items;
        this.layout = layout;
        this.missingEvery = missingEvery;
        this.orphanEvery = orphanEvery;
        this.prefixes = prefixes(layout);
        this.perPrefix = (items + prefixes.length - 1) / prefixes.length;
        this.step = (1L << 48) / perPrefix;
    }

    static DataSet of(Arguments arguments) {
        return new DataSet(
                arguments.number("items", 100_000),
                Layout.valueOf(arguments.text("layout", Layout.UNIFORM.name())),
                arguments.number("missing-every", 10_000),
                arguments.number("orphan-every", 10_000));
    }

    /** What {@link #of} reads. */
    String[] arguments() {
        return new String[] {
            "--items", String.valueOf(items),
            "--layout", layout.name(),
            "--missing-every", String.valueOf(missingEvery),
            "--orphan-every", String.valueOf(orphanEvery)
        };
    }

    private static byte[][] prefixes(Layout layout) {
        if (layout == Layout.UNIFORM) {
            return new byte[][] {ascii("images/")};
        }
        if (layout != Layout.DATED) {
            return new byte[][] {ascii("images/"), ascii("scratch/")};
        }
        DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy/MM/dd/", Locale.ROOT);
        byte[][] days = new byte[DAYS][];
        for (int day = 0; day < DAYS; day++) {
            days[day] = ascii(LocalDate.of(2024, 1, 1).plusDays(day).format(form));
        }
        return days;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    long items() {
        return items;
    }

    Layout layout() {
        return layout;
    }

    boolean hasObject(long item) {
        return missingEvery == 0 || item % missingEvery != missingEvery / 2 || isUncharted(item);
    }

    boolean hasRow(long item) {
        if (isUncharted(item)) {
            return layout == Layout.THIN_CATALOG && item % THIN == 0;
        }
        return !hasObject(item) || orphanEvery == 0 || item % orphanEvery != orphanEvery / 3;
    }

    private boolean isUncharted(long item) {
        return (layout == Layout.ORPHANS_IN_ONE_PREFIX || layout == Layout.THIN_CATALOG) && item >= perPrefix;
    }

    /** The item in the place of a row: the rows' order isn't the keys', as in life. */
    long scattered(long row) {
        return (row * SCATTER + 12_345) % items;
    }

    long size(long item) {
        return 1000 + mixed(item) % 5_000_000;
    }

    /** Seconds since 1970: in the first three hundred days of 2023. */
    long modified(long item) {
        return 1_672_531_200L + mixed(item) % (300 * 86_400);
    }

    String key(long item) {
        byte[] key = new byte[64];
        return new String(key, 0, key(item, key, 0), StandardCharsets.US_ASCII);
    }

    /** Writes the key; says where it ends. */
    int key(long item, byte[] out, int at) {
        byte[] prefix = prefixes[(int) (item / perPrefix)];
        System.arraycopy(prefix, 0, out, at, prefix.length);
        int end = at + prefix.length;
        long a = mixed(item);
        long b = mixed(a ^ 0x2545_F491L);
        long c = mixed(b ^ 0x1234_5678L);
        long position = item % perPrefix * step + (a << 16 | b >>> 16) % step;
        end = hex(position >>> 16, 8, out, end);
        out[end++] = '-';
        end = hex(position & 0xFFFF, 4, out, end);
        out[end++] = '-';
        out[end++] = '4';
        end = hex(b & 0xFFF, 3, out, end);
        out[end++] = '-';
        out[end++] = 'a';
        end = hex(c & 0xFFF, 3, out, end);
        out[end++] = '-';
        end = hex(c >>> 12, 5, out, end);
        return hex(mixed(c) & 0xFFF_FFFFL, 7, out, end);
    }

    /** Writes 32 hexadecimal digits that look like an MD5 sum; says where they end. */
    int etag(long item, byte[] out, int at) {
        long a = mixed(item ^ 0x5555_5555L);
        long b = mixed(a);
        long c = mixed(b);
        return hex(mixed(c), 8, out, hex(c, 8, out, hex(b, 8, out, hex(a, 8, out, at))));
    }

    private static int hex(long value, int digits, byte[] out, int at) {
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = HEX[(int) (value & 15)];
            value >>>= 4;
        }
        return at + digits;
    }

    /** 32 bits, each depending on all of the argument's. */
    private static long mixed(long value) {
        long x = value * 0x9E37_79B1L & WORD;
        x ^= x >>> 15;
        x = x * 0x2C1B_3C6DL & WORD;
        x ^= x >>> 12;
        x = x * 0x297A_2D39L & WORD;
        return x ^ x >>> 15;
    }

    /** The first item whose key is beyond this text, or with {@code orEqual} not before it. */
    long firstBeyond(String text, boolean orEqual) {
        byte[] sought = text.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[64];
        long low = 0;
        long high = items;
        while (low < high) {
            long middle = (low + high) >>> 1;
            int length = key(middle, key, 0);
            int order = Arrays.compareUnsigned(key, 0, length, sought, 0, sought.length);
            if (order < 0 || (order == 0 && !orEqual)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The item with this key; -1 if there is none. */
    long itemOf(String key) {
        long item = firstBeyond(key, true);
        return item < items && key(item).equals(key) ? item : -1;
    }

    /** What there is, counted one by one. */
    Totals totals() {
        long rows = 0;
        long objects = 0;
        long both = 0;
        for (long item = 0; item < items; item++) {
            boolean row = hasRow(item);
            boolean object = hasObject(item);
            rows += row ? 1 : 0;
            objects += object ? 1 : 0;
            both += row && object ? 1 : 0;
        }
        return new Totals(rows, objects, rows - both, objects - both);
    }

    record Totals(long rows, long objects, long missing, long orphans) {}
}
