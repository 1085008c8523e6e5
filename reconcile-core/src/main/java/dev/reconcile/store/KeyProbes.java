package dev.reconcile.store;

import static dev.reconcile.store.Scratch.said;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tries out which keys a store takes, tells apart and gives back, and how it lists them. */
final class KeyProbes {

    static final List<Trait> TRAITS = List.of(
            Trait.KEEPS_SPECIAL_CHARACTERS,
            Trait.KEEPS_CONTROL_CHARACTERS,
            Trait.KEEPS_ALL_OF_UNICODE,
            Trait.KEEPS_EMPTY_SEGMENTS,
            Trait.KEEPS_DOT_SEGMENTS,
            Trait.KEEPS_LONG_SEGMENTS,
            Trait.KEEPS_KEYS_UNDER_A_KEY,
            Trait.TELLS_CASE_APART,
            Trait.TELLS_UNICODE_FORMS_APART,
            Trait.ORDERS_BY_UTF8,
            Trait.STARTS_AFTER,
            Trait.PAGES,
            Trait.ETAG_IS_MD5);

    private static final List<String> SPECIAL = List.of("a b", "a+b", "a%2Bb", "100%", "<&>'\"", "a?b#c", "a\\b");
    private static final List<String> CONTROL = List.of("\u0001", "\t", "\r\n", "\u007f", "\u0085");

    /** In the order of UTF-8, which is neither that of UTF-16 nor any language's. */
    private static final List<String> UNICODE =
            List.of("B", "a", "z\u00e9", "\u4e2d", "\ue000", "\uffff", "\ud83d\udc26", "\udbff\udfff");

    private final Scratch scratch;

    KeyProbes(Scratch scratch) {
        this.scratch = scratch;
    }

    void tryOut() {
        scratch.tryOut(Trait.KEEPS_SPECIAL_CHARACTERS, () -> keeps("special/", SPECIAL));
        scratch.tryOut(Trait.KEEPS_CONTROL_CHARACTERS, () -> keeps("control/", CONTROL));
        scratch.tryOut(Trait.KEEPS_ALL_OF_UNICODE, () -> keeps("unicode/", UNICODE));
        scratch.tryOut(Trait.KEEPS_EMPTY_SEGMENTS, () -> keepsApart("empty/", "a//b", "a/b"));
        scratch.tryOut(Trait.KEEPS_DOT_SEGMENTS, () -> keepsApart("dot/", "a/./b", "a/b"));
        scratch.tryOut(Trait.KEEPS_LONG_SEGMENTS, () -> keeps("long/", List.of("x".repeat(300))));
        scratch.tryOut(Trait.KEEPS_KEYS_UNDER_A_KEY, () -> keeps("under/", List.of("a", "a/b")));
        scratch.tryOut(Trait.TELLS_CASE_APART, () -> keepsApart("case/", "a", "A"));
        scratch.tryOut(Trait.TELLS_UNICODE_FORMS_APART, () -> keepsApart("forms/", "e\u0301", "\u00e9"));
        scratch.tryOut(Trait.ORDERS_BY_UTF8, this::ordersByUtf8);
        scratch.tryOut(Trait.STARTS_AFTER, this::startsAfter);
        scratch.tryOut(Trait.PAGES, this::pages);
        scratch.tryOut(Trait.ETAG_IS_MD5, this::etagIsMd5);
    }

    private Optional<String> keeps(String folder, List<String> names) {
        for (String name : names) {
            Written made = scratch.create(scratch.key(folder + name), name);
            if (!made.isApplied()) {
                return Optional.of("'" + ObjectKey.escape(name) + "' isn't taken: " + said(made));
            }
        }
        List<ObjectKey> listed = scratch.listed(scratch.prefix() + folder, ListRequest.MAX_KEYS);
        for (String name : names) {
            ObjectKey key = scratch.key(folder + name);
            long bytes = name.getBytes(StandardCharsets.UTF_8).length;
            if (scratch.present(key).filter(seen -> seen.size() == bytes).isEmpty()) {
                return Optional.of("'" + ObjectKey.escape(name) + "' was made and can't be seen");
            }
            if (!listed.contains(key)) {
                return Optional.of("'" + ObjectKey.escape(name) + "' was made and isn't listed");
            }
        }
        return listed.size() == names.size()
                ? Optional.empty()
                : Optional.of(names.size() + " objects were made, and " + listed.size() + " are listed");
    }

    private Optional<String> keepsApart(String folder, String name, String alias) {
        Optional<String> problem = keeps(folder, List.of(name));
        return problem.isPresent() || scratch.isAbsent(scratch.key(folder + alias))
                ? problem
                : Optional.of("'" + ObjectKey.escape(name) + "' was made, and '" + ObjectKey.escape(alias)
                        + "' is there too");
    }

    private Optional<String> ordersByUtf8() {
        List<ObjectKey> listed = unicode(ListRequest.MAX_KEYS);
        List<ObjectKey> sorted =
                listed.stream().sorted(Comparator.naturalOrder()).toList();
        return listed.size() < 2
                ? Optional.of("There are too few keys to tell the order")
                : listed.equals(sorted)
                        ? Optional.empty()
                        : Optional.of("'" + outOfOrder(listed, sorted) + "' is listed out of order");
    }

    private String outOfOrder(List<ObjectKey> listed, List<ObjectKey> sorted) {
        int at = 0;
        while (listed.get(at).equals(sorted.get(at))) {
            at++;
        }
        return ObjectKey.escape(
                listed.get(at).value().substring(scratch.prefix().length()));
    }

    private List<ObjectKey> unicode(int atOnce) {
        return scratch.listed(scratch.prefix() + "unicode/", atOnce);
    }

    private Optional<String> startsAfter() {
        List<ObjectKey> all = unicode(ListRequest.MAX_KEYS);
        if (all.size() < 3) {
            return Optional.of("There are too few keys to tell");
        }
        List<ObjectKey> rest =
                scratch
                        .store()
                        .list(ListRequest.of(scratch.prefix() + "unicode/").after(all.get(1)))
                        .objects()
                        .stream()
                        .map(StoredObject::key)
                        .toList();
        return rest.equals(all.subList(2, all.size()))
                ? Optional.empty()
                : Optional.of("After the second of " + all.size() + " keys, " + rest.size() + " are listed");
    }

    private Optional<String> pages() {
        List<ObjectKey> all = unicode(ListRequest.MAX_KEYS);
        List<ObjectKey> page = unicode(2);
        return all.size() < 3
                ? Optional.of("There are too few keys to tell")
                : page.equals(all)
                        ? Optional.empty()
                        : Optional.of("In pages of two, " + page.size() + " keys are listed, not " + all.size());
    }

    private Optional<String> etagIsMd5() {
        ObjectKey key = scratch.key("md5");
        Written made = scratch.create(key, "md5");
        String etag = scratch.present(key).map(StoredObject::etag).orElse(null);
        return Checksum.over(Checksum.Algorithm.MD5, "md5").hex().equals(etag)
                ? Optional.empty()
                : Optional.of("It's another" + (made.isApplied() ? "" : ": " + said(made)));
    }
}
