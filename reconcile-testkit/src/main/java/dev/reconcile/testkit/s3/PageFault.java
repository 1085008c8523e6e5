package dev.reconcile.testkit.s3;

import dev.reconcile.testkit.s3.ListingPage.Defect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** What can be wrong with a page that is otherwise answered with 200 and well-formed headers. */
public enum PageFault {
    /** The XML ends in the middle. */
    CUT_XML(page -> page.with(Defect.CUT)),
    /** Neither true nor false (H6). */
    NO_IS_TRUNCATED(page -> page.ending(null, page.next())),
    /** More is said to follow, and no way to get it (H6). */
    TRUNCATED_WITHOUT_TOKEN(page -> page.ending(true, null)),
    /** The token that the request came with, again; on a first page the right one, so that the second never advances (H6). */
    SAME_TOKEN(page ->
            page.ending(true, page.query().token() != null ? page.query().token() : nextToken(page))),
    /** The token leads back to the beginning (H6). */
    TOKEN_GOING_BACK(page -> page.ending(true, ListPosition.BEGINNING.token())),
    /** The keys of the page in the order of Java strings (H32). */
    UTF16_ORDER(page -> page.holding(page.contents().stream()
            .sorted(Comparator.comparing((S3Object object) -> object.key().value()))
            .toList())),
    /** The keys of the page in no order (H31). */
    SHUFFLED(page -> {
        List<S3Object> objects = new ArrayList<>(page.contents());
        Collections.shuffle(objects, new Random(31));
        return page.holding(objects);
    }),
    /** Valid, complete and empty, whatever there is (H7). */
    BLANK(ListingPage::blank),
    /** The first key twice. */
    DUPLICATE_KEYS(page -> {
        List<S3Object> objects = new ArrayList<>(page.contents());
        if (!objects.isEmpty()) {
            objects.add(1, objects.get(0));
        }
        return page.holding(objects);
    }),
    /** The page of another bucket. */
    WRONG_BUCKET_NAME(page -> page.named("not-" + page.name())),
    /** As if {@code encoding-type} hadn't been asked for: keys raw, nothing echoed (H35). */
    NO_ENCODING(page -> page.with(Defect.RAW_AND_NOT_ECHOED)),
    /** Keys encoded, but the page doesn't say so (H36). */
    NO_ENCODING_ECHO(page -> page.with(Defect.ENCODED_BUT_NOT_ECHOED)),
    /** The first key has an escape that is none: {@code %zz} (H37). */
    BAD_ESCAPE(page -> page.with(Defect.BAD_ESCAPE)),
    /** No object has a LastModified (H22). */
    NO_LAST_MODIFIED(page -> page.with(Defect.NO_LAST_MODIFIED)),
    /** No object has a Size (H21). */
    NO_SIZE(page -> page.with(Defect.NO_SIZE)),
    /** No object has an ETag. */
    NO_ETAG(page -> page.with(Defect.NO_ETAG));

    @SuppressWarnings("ImmutableEnumChecker") // stateless lambdas, all of them
    private final UnaryOperator<ListingPage> change;

    PageFault(UnaryOperator<ListingPage> change) {
        this.change = change;
    }

    UnaryOperator<ListingPage> change() {
        return change;
    }

    private static String nextToken(ListingPage page) {
        if (page.next() != null) {
            return page.next();
        }
        List<S3Object> objects = page.contents();
        return objects.isEmpty()
                ? ListPosition.BEGINNING.token()
                : ListPosition.after(objects.get(objects.size() - 1).key()).token();
    }
}
