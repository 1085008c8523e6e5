package dev.reconcile.testkit.sim;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Where every decision of a simulation comes from: a seed, or the script of an earlier one. Zero is always the dull decision: no fault,
 * nobody acts, the row is in order. So a script only holds the others, by the name of the question and how often it had been
 * asked, and stays meaningful when some of them are dropped.
 */
final class Choices {

    private final SplittableRandom random;
    private final boolean replaying;
    private final Map<String, Integer> given;
    private final Map<String, int[]> asked = new HashMap<>();
    private final Map<String, Integer> made = new LinkedHashMap<>();

    private Choices(SplittableRandom random, boolean replaying, Map<String, Integer> given) {
        this.random = random;
        this.replaying = replaying;
        this.given = given;
    }

    static Choices of(long seed) {
        return new Choices(new SplittableRandom(mixed(seed)), false, Map.of());
    }

    static Choices of(Script script) {
        return new Choices(new SplittableRandom(0), true, script.choices());
    }

    /** Neighbouring seeds shall have nothing in common. */
    private static long mixed(long seed) {
        long z = (seed + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** One of so many; 0 is the dull one. */
    int pick(String what, int bound) {
        String name = named(what);
        int choice;
        if (replaying) {
            choice = Math.min(given.getOrDefault(name, 0), bound - 1);
        } else {
            choice = bound <= 1 ? 0 : random.nextInt(bound);
        }
        return kept(name, choice);
    }

    /** As {@link #pick}, but dull except for some of a thousand. */
    int seldom(String what, int perMille, int bound) {
        return happens(what, perMille) && bound > 1 ? 1 + pick(what + " which", bound - 1) : 0;
    }

    /** Whether it happens, as it does so often in a thousand. */
    boolean happens(String what, int perMille) {
        String name = named(what);
        boolean choice = replaying ? given.containsKey(name) : perMille > 0 && random.nextInt(1000) < perMille;
        return kept(name, choice ? 1 : 0) > 0;
    }

    private String named(String what) {
        int time = ++asked.computeIfAbsent(what, any -> new int[1])[0];
        return time == 1 ? what : what + "#" + time;
    }

    private int kept(String name, int choice) {
        if (choice > 0) {
            made.put(name, choice);
        }
        return choice;
    }

    /** What was chosen so far. */
    Script script() {
        return new Script(new LinkedHashMap<>(made));
    }
}
