package dev.reconcile.testkit.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Drops choices from a script, and makes the rest smaller, while it still fails. */
final class Shrinker {

    private final Predicate<Script> fails;

    Shrinker(Predicate<Script> fails) {
        this.fails = fails;
    }

    Script shrunk(Script failing) {
        Script best = failing;
        int before;
        do {
            before = best.size();
            for (int size = Math.max(1, best.size() / 2); size >= 1; size /= 2) {
                best = withoutChunks(best, size);
            }
        } while (best.size() < before);
        return withSmallerChoices(best);
    }

    private Script withoutChunks(Script script, int size) {
        Script best = script;
        List<String> names = new ArrayList<>(script.choices().keySet());
        for (int from = names.size(); from > 0; from -= size) { // late ones first: they matter least
            List<String> chunk = names.subList(Math.max(0, from - size), from);
            Script candidate = best.without(chunk);
            if (candidate.size() < best.size() && fails.test(candidate)) {
                best = candidate;
            }
        }
        return best;
    }

    private Script withSmallerChoices(Script script) {
        Script best = script;
        for (Map.Entry<String, Integer> choice : script.choices().entrySet()) {
            for (int smaller = 1; smaller < choice.getValue(); smaller++) {
                Script candidate = best.with(choice.getKey(), smaller);
                if (fails.test(candidate)) {
                    best = candidate;
                    break;
                }
            }
        }
        return best;
    }
}
