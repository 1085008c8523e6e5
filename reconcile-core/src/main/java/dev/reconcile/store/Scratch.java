package dev.reconcile.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A probe's own corner of a store, and what is found out there. All keys under its prefix are the probe's to remove. */
final class Scratch {

    /** More than what a probe makes can fill. */
    private static final int MOST_PAGES = 100;

    private final WritableObjectStore store;
    private final String prefix;
    private final Map<Trait, StoreTraits.Answer> answers;
    private final Set<ObjectKey> made = new LinkedHashSet<>();

    Scratch(WritableObjectStore store, String prefix, Map<Trait, StoreTraits.Answer> answers) {
        this.store = store;
        this.prefix = prefix;
        this.answers = answers;
    }

    WritableObjectStore store() {
        return store;
    }

    String prefix() {
        return prefix;
    }

    ObjectKey key(String name) {
        return ObjectKey.of(prefix + name);
    }

    /** Tries a trait; an exception is a no. The proof says why not, or nothing. */
    void tryOut(Trait trait, Supplier<Optional<String>> proof) {
        answers.put(trait, StoreTraits.Answer.of(trait, proof));
    }

    /** What is there is the probe's own. */
    void owns(ObjectKey key) {
        made.add(key);
    }

    Written create(ObjectKey key, byte[] content) {
        made.add(key);
        return store.create(key, content);
    }

    Written create(ObjectKey key, String content) {
        return create(key, content.getBytes(StandardCharsets.UTF_8));
    }

    Written copy(StoredObject source, ObjectKey target) {
        made.add(target);
        return store.copy(source, target);
    }

    Optional<StoredObject> present(ObjectKey key) {
        return store.stat(key) instanceof Presence.Present present ? Optional.of(present.object()) : Optional.empty();
    }

    boolean isStill(StoredObject before) {
        return present(before.key()).filter(before::isSameStateAs).isPresent();
    }

    boolean isAbsent(ObjectKey key) {
        return store.stat(key).kind() == Presence.Kind.ABSENT;
    }

    /** All of the listing under a prefix, up to a bound of pages: a listing may go round in circles (H6). */
    List<ObjectKey> listed(String under, int atOnce) {
        List<ObjectKey> all = new ArrayList<>();
        ListRequest next = ListRequest.of(under).maxKeys(atOnce);
        for (int pages = 0; next != null && pages < MOST_PAGES; pages++) {
            ListPage page = store.list(next);
            page.objects().forEach(object -> all.add(object.key()));
            next = page.next();
        }
        return all;
    }

    static String said(Written written) {
        return "the store said " + written.kind() + (written.detail().isEmpty() ? "" : ", " + written.detail());
    }

    /** What can't be removed conditionally is removed anyway; what stays is told. */
    List<ObjectKey> cleanUp() {
        boolean interrupted = Thread.interrupted(); // a store does nothing for an interrupted thread
        try {
            return made.stream().filter(key -> !isGone(key)).toList();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean removesConditionally() {
        StoreTraits.Answer answer = answers.get(Trait.REMOVES_CONDITIONALLY);
        return answer != null && answer.said() == StoreTraits.Said.YES;
    }

    private boolean isGone(ObjectKey key) {
        try {
            if (store.profile().keyRules().problem(key).isPresent()) {
                return true; // it was never sent
            }
            Presence presence = store.stat(key);
            if (presence.kind() == Presence.Kind.ABSENT) {
                return true;
            }
            if (removesConditionally() && presence instanceof Presence.Present present) {
                Written.Kind removed = store.remove(present.object()).kind();
                if (removed == Written.Kind.APPLIED || removed == Written.Kind.ABSENT) {
                    return true;
                }
            }
            Written.Kind removed = store.unsafeRemove(key).kind();
            return removed == Written.Kind.APPLIED || removed == Written.Kind.ABSENT;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
