package dev.reconcile.testkit.s3;

/** Chooses by what a thing is called and not by when it comes, so that the order of requests doesn't matter. */
final class Dice {

    private Dice() {}

    /** Between 0 and 1, evenly spread over the texts and always the same for the same text and seed. */
    static double fall(String text, long seed) {
        long mixed = mix(seed + 0x9E3779B97F4A7C15L);
        for (int i = 0; i < text.length(); i++) {
            mixed = mix(mixed ^ text.charAt(i));
        }
        return (mixed >>> 11) * 0x1.0p-53;
    }

    /** The finisher of SplitMix64. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
