package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.StoreTraits.Answer;
import dev.reconcile.store.StoreTraits.Said;
import dev.reconcile.store.Written.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which keys a store takes, tells apart and gives back, and how it lists them. */
class KeyProbesTest {

    private static final Answer YES = new Answer(Said.YES, "");
    private static final Written REFUSED = Written.not(Kind.REFUSED, "no");

    private final OddStore store = new OddStore();

    private Answer tried(Trait trait) {
        Answer answer = StoreProbe.writing(store, "scratch/").answers().get(trait);
        store.trace.clear();
        return answer;
    }

    private String whyNot(Trait trait) {
        Answer answer = tried(trait);
        assertThat(answer.said()).isEqualTo(Said.NO);
        return answer.detail();
    }

    private void lists(String folder, UnaryOperator<List<StoredObject>> how) {
        store.listing = (request, page) -> request.prefix().endsWith("/" + folder + "/")
                ? new ListPage(how.apply(new ArrayList<>(page.objects())), page.next())
                : page;
    }

    private static <T> List<T> reversed(List<T> list) {
        Collections.reverse(list);
        return list;
    }

    @Test
    void storeInMemoryKeepsAllKeys() {
        StoreTraits seen = StoreProbe.writing(store, "scratch/");
        assertThat(KeyProbes.TRAITS).filteredOn(trait -> !seen.has(trait)).containsExactly(Trait.ETAG_IS_MD5);
        assertThat(seen.answers().get(Trait.ETAG_IS_MD5)).isEqualTo(new Answer(Said.NO, "It's another"));
        assertThat(store.trace)
                .filteredOn(what -> what.startsWith("create"))
                .as("only under a part of the prefix drawn at random")
                .allMatch(what -> what.matches("(?s)create scratch/reconcile-probe-[0-9a-f]{16}/.*"));
    }

    @Test
    void keyThatIsntTakenIsNamed() {
        store.answer("create", "/special/a+b", REFUSED);
        assertThat(whyNot(Trait.KEEPS_SPECIAL_CHARACTERS)).isEqualTo("'a+b' isn't taken: the store said REFUSED, no");
        store.answer("create", "/control/\t", REFUSED);
        assertThat(whyNot(Trait.KEEPS_CONTROL_CHARACTERS))
                .isEqualTo("'\\u0009' isn't taken: the store said REFUSED, no");
    }

    @Test
    @DisplayName("H33, H41: so is a character that isn't taken, and a way to write it that is turned into the other")
    void characterThatIsntKeptIsNamed() {
        store.answer("create", "/unicode/B", REFUSED);
        assertThat(whyNot(Trait.KEEPS_ALL_OF_UNICODE)).isEqualTo("'B' isn't taken: the store said REFUSED, no");
        keepsLike("forms/\u00e9", "forms/e\u0301");
        assertThat(whyNot(Trait.TELLS_UNICODE_FORMS_APART))
                .contains("' was made, and '")
                .endsWith("' is there too");
    }

    @Test
    void keyThatCantBeSeenIsNamed() {
        store.looking = (key, answer) -> key.value().endsWith("/special/a b") ? Presence.absent() : answer;
        assertThat(whyNot(Trait.KEEPS_SPECIAL_CHARACTERS)).isEqualTo("'a b' was made and can't be seen");
        store.looking = (key, answer) -> key.value().endsWith("/special/a b")
                ? Presence.present(new StoredObject(key, 4, "e", null, null))
                : answer;
        assertThat(whyNot(Trait.KEEPS_SPECIAL_CHARACTERS))
                .as("of another size")
                .isEqualTo("'a b' was made and can't be seen");
    }

    @Test
    @DisplayName("H8: a key that isn't listed is named, and so is how many too many are")
    void listingHasToShowWhatWasMade() {
        lists("under", objects -> objects.subList(0, 1));
        assertThat(whyNot(Trait.KEEPS_KEYS_UNDER_A_KEY)).isEqualTo("'a/b' was made and isn't listed");
        lists("under", objects -> {
            objects.add(new StoredObject(ObjectKey.of("x"), 1, "e", null, null));
            return objects;
        });
        assertThat(whyNot(Trait.KEEPS_KEYS_UNDER_A_KEY)).isEqualTo("2 objects were made, and 3 are listed");
    }

    private void keepsLike(String from, String to) {
        store.keeping = key -> key.value().endsWith(from)
                ? ObjectKey.of(key.value().substring(0, key.value().length() - from.length()) + to)
                : key;
    }

    @Test
    @DisplayName("H33, H39, H40, H44: two keys that the store takes for one are named")
    void keysTakenForOneAreNamed() {
        keepsLike("empty/a/b", "empty/a//b");
        assertThat(whyNot(Trait.KEEPS_EMPTY_SEGMENTS)).isEqualTo("'a//b' was made, and 'a/b' is there too");
        keepsLike("dot/a/b", "dot/a/./b");
        assertThat(whyNot(Trait.KEEPS_DOT_SEGMENTS)).isEqualTo("'a/./b' was made, and 'a/b' is there too");
        keepsLike("case/A", "case/a");
        assertThat(whyNot(Trait.TELLS_CASE_APART)).isEqualTo("'a' was made, and 'A' is there too");
        store.answer("create", "case/a", REFUSED);
        assertThat(whyNot(Trait.TELLS_CASE_APART)).isEqualTo("'a' isn't taken: the store said REFUSED, no");
        store.keeping = key -> key;
        assertThat(whyNot(Trait.TELLS_CASE_APART)).isEqualTo("'a' isn't taken: the store said REFUSED, no");
    }

    /** Makes only so many of the keys in Unicode. */
    private void takesInUnicode(int count) {
        int[] made = {0};
        store.changing = (what, change) ->
                what.startsWith("create") && what.contains("/unicode/") && made[0]++ >= count ? REFUSED : change.get();
    }

    @Test
    @DisplayName("H31: the first key out of order is named")
    void keyOutOfOrderIsNamed() {
        lists("unicode", objects -> {
            Collections.swap(objects, 1, 2);
            return objects;
        });
        assertThat(whyNot(Trait.ORDERS_BY_UTF8)).isEqualTo("'unicode/z\u00e9' is listed out of order");
        lists("unicode", KeyProbesTest::reversed);
        assertThat(whyNot(Trait.ORDERS_BY_UTF8)).contains("unicode/").endsWith("' is listed out of order");
    }

    @Test
    void orderNeedsTwoKeys() {
        takesInUnicode(1);
        assertThat(whyNot(Trait.ORDERS_BY_UTF8)).isEqualTo("There are too few keys to tell the order");
        takesInUnicode(2);
        assertThat(tried(Trait.ORDERS_BY_UTF8)).isEqualTo(YES);
    }

    @Test
    void startAndPagesNeedThreeKeys() {
        takesInUnicode(2);
        assertThat(whyNot(Trait.STARTS_AFTER)).isEqualTo("There are too few keys to tell");
        takesInUnicode(2);
        assertThat(whyNot(Trait.PAGES)).isEqualTo("There are too few keys to tell");
        takesInUnicode(3);
        assertThat(tried(Trait.STARTS_AFTER)).isEqualTo(YES);
        takesInUnicode(3);
        assertThat(tried(Trait.PAGES)).isEqualTo(YES);
    }

    @Test
    void listingThatDoesntStartAfterAKeyIsTold() {
        store.listing = (request, page) -> request.after() != null && request.maxKeys() == ListRequest.MAX_KEYS
                ? store.real.list(request.after(null))
                : page;
        assertThat(whyNot(Trait.STARTS_AFTER)).isEqualTo("After the second of 8 keys, 8 are listed");
        assertThat(tried(Trait.PAGES)).isEqualTo(YES);
    }

    @Test
    @DisplayName("H6: pages that lose keys are told")
    void pagesThatLoseKeysAreTold() {
        store.listing = (request, page) -> request.maxKeys() == 2 ? new ListPage(page.objects(), null) : page;
        assertThat(whyNot(Trait.PAGES)).isEqualTo("In pages of two, 2 keys are listed, not 8");
    }

    @Test
    @DisplayName("H6: a listing that never ends is given up, whether its pages hold keys or none")
    void listingWithoutEndIsGivenUp() {
        store.listing =
                (request, page) -> request.prefix().endsWith("/long/") ? new ListPage(page.objects(), request) : page;
        assertThat(whyNot(Trait.KEEPS_LONG_SEGMENTS)).isEqualTo("1 objects were made, and 100 are listed");
        store.listing =
                (request, page) -> request.prefix().endsWith("/long/") ? new ListPage(List.of(), request) : page;
        assertThat(whyNot(Trait.KEEPS_LONG_SEGMENTS)).endsWith("was made and isn't listed");
    }

    @Test
    @DisplayName("H19: a small object's ETag is its MD5, or it isn't")
    void etagIsComparedWithTheMd5() {
        String md5 = "1bc29b36f623ba82aaf6724fd3b16718";
        store.looking = (key, answer) -> key.value().endsWith("/md5") && answer instanceof Presence.Present
                ? Presence.present(new StoredObject(key, 3, md5, null, null))
                : answer;
        assertThat(tried(Trait.ETAG_IS_MD5)).isEqualTo(YES);
        store.answer("create", "/md5", REFUSED);
        assertThat(whyNot(Trait.ETAG_IS_MD5)).isEqualTo("It's another: the store said REFUSED, no");
    }

    @Test
    @DisplayName("H38 to H40: a key that was never sent isn't sought when the probe cleans up")
    void keyThatWasNeverSentIsntSought() {
        store.rules = KeyRules.FILE_SYSTEM;
        List<String> looked = new ArrayList<>();
        store.looking = (key, answer) -> {
            looked.add(key.value());
            return answer;
        };
        store.answer("create", "empty/a//b", REFUSED);
        assertThat(StoreProbe.writing(store, "scratch/").doubts()).noneMatch(doubt -> doubt.contains("stayed"));
        assertThat(looked).noneMatch(key -> key.endsWith("empty/a//b"));
        assertThat(store.trace).noneMatch(what -> what.startsWith("unsafely") && what.endsWith("empty/a//b"));
    }
}
