package dev.reconcile.store;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a store was seen to do. Immutable.
 *
 * @param store its identity
 * @param answers of those traits that were tried
 */
public record StoreTraits(String store, Map<Trait, Answer> answers) {

    public enum Said {
        YES,
        NO,
        /** It couldn't be tried out, or nothing was there to try it on. Counts as a no. */
        UNKNOWN
    }

    /**
     * One trait's.
     *
     * @param detail why it isn't a yes, for a person; never a vendor's raw text (H100)
     */
    public record Answer(Said said, String detail) {

        /** @param proof says why not, or nothing; an exception is a no */
        static Answer of(Trait trait, Supplier<Optional<String>> proof) {
            try {
                return proof.get().map(whyNot -> new Answer(Said.NO, whyNot)).orElse(new Answer(Said.YES, ""));
            } catch (StoreException refused) {
                return new Answer(Said.NO, String.valueOf(refused.getMessage()));
            } catch (RuntimeException e) {
                return new Answer(
                        Said.NO,
                        "Trying whether " + trait.description() + " failed ("
                                + e.getClass().getSimpleName() + ")");
            }
        }
    }

    public StoreTraits {
        answers = answers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(answers));
    }

    /** Whether it was seen. */
    public boolean has(Trait trait) {
        Answer answer = answers.get(trait);
        return answer != null && answer.said() == Said.YES;
    }

    /** Why there is a no or nothing known, a sentence each. */
    public List<String> doubts() {
        return answers.values().stream()
                .map(Answer::detail)
                .filter(detail -> !detail.isEmpty())
                .distinct()
                .toList();
    }

    /** A line for each trait, for a terminal. */
    public String toTable() {
        StringBuilder table = new StringBuilder(store).append('\n');
        answers.forEach((trait, answer) -> table.append(String.format(
                "  %-26s %-8s %s%n",
                trait.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                answer.said().name().toLowerCase(Locale.ROOT),
                answer.detail())));
        return table.toString().replace("\r\n", "\n");
    }
}
