package dev.reconcile.upload;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over the spool: settles what a crash left open, and brings what is committed to the store, in order. */
final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedUploads.class);
    private static final int MOST_REFUSED_IN_A_ROW = 3;

    private final Shared shared;
    private final Spool spool;
    private final Predicate<String> isLive;

    private int stored;
    private int alreadyThere;
    private int conflicts;
    private int damaged;
    private int discarded;
    private int refusedInARow;
    private String stopped = "";

    /** @param isLive whether an upload's host transaction is under way in this process */
    Drain(Shared shared, Spool spool, Predicate<String> isLive) {
        this.shared = shared;
        this.spool = spool;
        this.isLive = isLive;
    }

    DrainReport pass() {
        try {
            settle();
            deliver();
        } catch (IOException e) {
            stopped = "the spool can't be changed (" + e.getClass().getSimpleName() + ")";
            LOG.warn("upload drain stopped reason={}", stopped);
        } catch (CatalogException e) {
            stopped = String.valueOf(e.getMessage());
            LOG.warn("upload drain stopped reason={}", ObjectKey.escape(stopped));
        }
        return new DrainReport(
                stored,
                alreadyThere,
                conflicts,
                damaged,
                discarded,
                spool.status().entries(),
                stopped);
    }

    /** Pending entries that nobody here is at any more: the rows say whether they were committed. */
    private void settle() throws IOException {
        List<SpoolEntry> open = spool.entries().stream()
                .filter(entry -> !entry.ready() && !isLive.test(entry.upload()))
                .toList();
        if (open.isEmpty()) {
            return;
        }
        Set<ObjectKey> referenced = referenced(open);
        Instant now = shared.clock().instant();
        for (SpoolEntry entry : open) {
            boolean old = !entry.at().plus(shared.grace()).isAfter(now);
            if (referenced.contains(entry.artifact().key())) {
                spool.ready(entry);
            } else if (old) { // nobody's transaction takes that long (H60); but an empty answer is no proof: it is kept
                spool.toUnreferenced(entry);
                release(entry);
                discarded++;
                log("discarded", entry, "no row refers to it");
            }
        }
    }

    private Set<ObjectKey> referenced(List<SpoolEntry> open) {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        open.forEach(entry -> keys.add(entry.artifact().key()));
        return Rows.referenced(Objects.requireNonNull(shared.catalog()), keys);
    }

    private void deliver() throws IOException {
        for (SpoolEntry entry : spool.entries()) {
            if (Thread.currentThread().isInterrupted()) {
                stopped = "the thread was interrupted"; // H91
            }
            if (!spool.isHeld()) {
                stopped = "the spool's lock file was removed";
            }
            if (!stopped.isEmpty()) {
                return;
            }
            if (entry.ready()) {
                deliver(entry);
            }
        }
    }

    private void deliver(SpoolEntry entry) throws IOException {
        Optional<String> damage = damage(entry);
        if (damage.isPresent()) {
            spool.toDamaged(entry);
            damaged++;
            setAside(entry, "the spooled content is damaged: " + damage.get());
            return;
        }
        Delivery.Result result = shared.delivery().deliver(entry.artifact().object(entry.upload()));
        refusedInARow = result.fate() == Delivery.Fate.REFUSED ? refusedInARow + 1 : 0;
        switch (result.fate()) {
            case STORED, ALREADY_THERE -> there(entry, result);
            case TAKEN -> {
                spool.toConflicts(entry);
                conflicts++;
                setAside(entry, result.detail());
            }
            case REFUSED -> { // the next one may fare better: one that is refused for good mustn't hold up the others
                if (refusedInARow >= MOST_REFUSED_IN_A_ROW) {
                    stopped = result.detail();
                }
                log("refused", entry, result.detail());
            }
            case UNDER_WAY -> log("waiting", entry, result.detail());
            default -> {
                stopped = result.detail().isEmpty() ? "the spool can't be read" : result.detail();
                log("waiting", entry, result.detail());
            }
        }
    }

    /** Before anything is sent: what a disk has changed is never stored. What can't be read just now is no damage. */
    private Optional<String> damage(SpoolEntry entry) throws IOException {
        return spool.hasContent(entry) ? entry.artifact().content().problem() : Optional.of("there is no content");
    }

    /** Told first and removed then, so that no event is lost in a crash. */
    private void there(SpoolEntry entry, Delivery.Result result) throws IOException {
        if (result.fate() == Delivery.Fate.STORED) {
            stored++;
        } else {
            alreadyThere++;
        }
        log("stored", entry, "");
        shared.tell(entry.artifact(), true);
        spool.remove(entry);
        release(entry);
    }

    private void setAside(SpoolEntry entry, String reason) {
        LOG.error(
                "upload set_aside key={} correlation_id={} reason={}",
                entry.artifact().key(),
                entry.artifact().correlationId(),
                reason);
        shared.tellSetAside(entry.artifact(), reason);
        release(entry);
    }

    private void release(SpoolEntry entry) {
        shared.release(entry.artifact(), entry.upload());
    }

    private static void log(String what, SpoolEntry entry, String reason) {
        LOG.info(
                "upload drain={} key={} correlation_id={} reason={}",
                what,
                entry.artifact().key(),
                entry.artifact().correlationId(),
                reason);
    }

    /** Which keys have rows, claims aside. */
    static final class Rows {

        private Rows() {}

        static Set<ObjectKey> referenced(MetadataCatalog catalog, Set<ObjectKey> keys) {
            Map<ObjectKey, List<Reference>> found = new HashMap<>(catalog.find(keys));
            found.values()
                    .removeIf(references -> references.stream()
                            .allMatch(reference -> reference.role().equals(ClaimedCatalog.ROLE)));
            return found.keySet();
        }
    }
}
