package dev.reconcile.engine;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.UnusableReference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stage, or one range of it, has counted. Not thread-safe: each range has its own, and they are added up when it ends.
 * References obey {@code references = judged + not required + too young + already marked}, and what was judged but never got an
 * answer is unknown.
 */
final class Tally {

    private static final int UNUSABLE_KEPT = 20;

    static final class Role {
        long references;
        long notRequired;
        long tooYoung;
        long alreadyMarked;
        /** To be judged: the rest of the references. */
        long judged;
        /** Of those, the ones that got an answer, whatever it was. */
        long checked;
        /** Changed between two looks. */
        long conflicts;
        /** Records marked because of this role. */
        long updated;
        /** A listing didn't show the object, and a fresh look did (H8). */
        long hidden;
        /** What was asked for beyond the size was compared, and is as expected. */
        long verified;
        /** It can't be compared. */
        long unverifiable;
        /** It got no answer. */
        long unverified;
        /** It wasn't what was walked any more. */
        long verifyConflicts;

        void reference(Entry.Standing standing) {
            references++;
            switch (standing) {
                case JUDGED -> judged++;
                case NOT_REQUIRED -> notRequired++;
                case TOO_YOUNG -> tooYoung++;
                case ALREADY_MARKED -> alreadyMarked++;
            }
        }

        long unknown() {
            return judged - checked;
        }

        private Map<String, Long> fields() {
            Map<String, Long> fields = new TreeMap<>();
            fields.put("references", references);
            fields.put("not_required", notRequired);
            fields.put("too_young", tooYoung);
            fields.put("already_marked", alreadyMarked);
            fields.put("judged", judged);
            fields.put("checked", checked);
            fields.put("conflicts", conflicts);
            fields.put("hidden", hidden);
            fields.put("verified", verified);
            fields.put("unverifiable", unverifiable);
            fields.put("unverified", unverified);
            fields.put("verify_conflicts", verifyConflicts);
            return fields;
        }

        private void add(Map<String, Long> counts, String prefix) {
            references += counts.getOrDefault(prefix + "references", 0L);
            notRequired += counts.getOrDefault(prefix + "not_required", 0L);
            tooYoung += counts.getOrDefault(prefix + "too_young", 0L);
            alreadyMarked += counts.getOrDefault(prefix + "already_marked", 0L);
            judged += counts.getOrDefault(prefix + "judged", 0L);
            checked += counts.getOrDefault(prefix + "checked", 0L);
            conflicts += counts.getOrDefault(prefix + "conflicts", 0L);
            hidden += counts.getOrDefault(prefix + "hidden", 0L);
            verified += counts.getOrDefault(prefix + "verified", 0L);
            unverifiable += counts.getOrDefault(prefix + "unverifiable", 0L);
            unverified += counts.getOrDefault(prefix + "unverified", 0L);
            verifyConflicts += counts.getOrDefault(prefix + "verify_conflicts", 0L);
        }

        private void add(Role other) {
            references += other.references;
            notRequired += other.notRequired;
            tooYoung += other.tooYoung;
            alreadyMarked += other.alreadyMarked;
            judged += other.judged;
            checked += other.checked;
            conflicts += other.conflicts;
            hidden += other.hidden;
            verified += other.verified;
            unverifiable += other.unverifiable;
            unverified += other.unverified;
            verifyConflicts += other.verifyConflicts;
            updated += other.updated;
        }
    }

    private final List<String> names;
    private final List<Role> roles = new ArrayList<>();
    private final Map<UnusableReference.Kind, Long> unusable = new EnumMap<>(UnusableReference.Kind.class);
    private final List<UnusableReference> unusableKept = new ArrayList<>();

    /** How many values might name an object after all, so that none is safely an orphan (H47). */
    long mayHideReferences;

    long records;

    long listed;
    long directoryMarkers;
    long notOurs;
    long youngObjects;
    long unknownObjects;
    long objectConflicts;
    /** Listed, and absent when looked at (H9). */
    long vanished;
    /** No reference names the key, but one names a key that differs in form only. */
    long twins;

    Tally(List<String> names) {
        this.names = names;
        names.forEach(name -> roles.add(new Role()));
    }

    Tally sibling() {
        return new Tally(names);
    }

    List<String> roleNames() {
        return names;
    }

    int roleIndex(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new CatalogException(
                    "The catalog gave a reference of role '" + name + "', which its profile doesn't name: " + names,
                    false,
                    null);
        }
        return index;
    }

    Role role(String name) {
        return roles.get(roleIndex(name));
    }

    Role role(int index) {
        return roles.get(index);
    }

    void unusable(UnusableReference value) {
        unusable.merge(value.kind(), 1L, Long::sum);
        mayHideReferences += value.mayHideAReference() ? 1 : 0;
        if (unusableKept.size() < UNUSABLE_KEPT) {
            unusableKept.add(value);
        }
    }

    Map<UnusableReference.Kind, Long> unusable() {
        return unusable;
    }

    List<UnusableReference> unusableKept() {
        return unusableKept;
    }

    /** Everything but the examples, by name, for the journal; what is zero is left out. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < roles.size(); i++) {
            String role = "role." + names.get(i) + ".";
            roles.get(i).fields().forEach((name, field) -> counts.put(role + name, field));
        }
        counts.put("listed", listed);
        counts.put("directory_markers", directoryMarkers);
        counts.put("not_ours", notOurs);
        counts.put("young_objects", youngObjects);
        counts.put("unknown_objects", unknownObjects);
        counts.put("object_conflicts", objectConflicts);
        counts.put("vanished", vanished);
        counts.put("twins", twins);
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    /** Adds what {@link #counts} gave. */
    void add(Map<String, Long> counts) {
        for (int i = 0; i < roles.size(); i++) {
            roles.get(i).add(counts, "role." + names.get(i) + ".");
        }
        listed += counts.getOrDefault("listed", 0L);
        directoryMarkers += counts.getOrDefault("directory_markers", 0L);
        notOurs += counts.getOrDefault("not_ours", 0L);
        youngObjects += counts.getOrDefault("young_objects", 0L);
        unknownObjects += counts.getOrDefault("unknown_objects", 0L);
        objectConflicts += counts.getOrDefault("object_conflicts", 0L);
        vanished += counts.getOrDefault("vanished", 0L);
        twins += counts.getOrDefault("twins", 0L);
    }

    void add(Tally other) {
        for (int i = 0; i < roles.size(); i++) {
            roles.get(i).add(other.roles.get(i));
        }
        other.unusable.forEach((kind, count) -> unusable.merge(kind, count, Long::sum));
        other.unusableKept.stream()
                .limit(UNUSABLE_KEPT - (long) unusableKept.size())
                .forEach(unusableKept::add);
        mayHideReferences += other.mayHideReferences;
        records += other.records;
        listed += other.listed;
        directoryMarkers += other.directoryMarkers;
        notOurs += other.notOurs;
        youngObjects += other.youngObjects;
        unknownObjects += other.unknownObjects;
        objectConflicts += other.objectConflicts;
        vanished += other.vanished;
        twins += other.twins;
    }
}
