package dev.reconcile.testkit.sim;

/** What happened, line by line; always as a hash, and as text where somebody wants to read it. */
final class Trace {

    private final StringBuilder text;
    private final boolean kept;
    private long hash = 0xcbf29ce484222325L;
    private long lines;

    Trace(boolean kept) {
        this.kept = kept;
        this.text = new StringBuilder();
    }

    void line(long at, String who, String what) {
        lines++;
        long line = (long) what.hashCode() * 31 + who.hashCode() + at * 1_000_003L;
        hash = (hash ^ line) * 0x100000001b3L;
        hash ^= hash >>> 29;
        if (kept) {
            text.append(Time.shown(at))
                    .append(' ')
                    .append(who)
                    .append(": ")
                    .append(what)
                    .append('\n');
        }
    }

    long hash() {
        return hash;
    }

    long lines() {
        return lines;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
