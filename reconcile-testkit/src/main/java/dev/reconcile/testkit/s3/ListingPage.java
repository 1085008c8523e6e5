package dev.reconcile.testkit.s3;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page as it will be written; faults change it before.
 *
 * @param truncated null leaves the element out
 */
record ListingPage(
        String name,
        ListQuery query,
        List<S3Object> contents,
        List<String> commonPrefixes,
        @Nullable Boolean truncated,
        @Nullable String next,
        Set<Defect> defects) {

    /** What is wrong with how the page is written. */
    enum Defect {
        NO_LAST_MODIFIED,
        NO_SIZE,
        NO_ETAG,
        BAD_ESCAPE,
        RAW_AND_NOT_ECHOED,
        ENCODED_BUT_NOT_ECHOED,
        CUT
    }

    ListingPage {
        contents = List.copyOf(contents);
        commonPrefixes = List.copyOf(commonPrefixes);
        defects = Set.copyOf(defects);
    }

    static ListingPage of(
            String name, ListQuery query, List<S3Object> contents, List<String> commonPrefixes, @Nullable String next) {
        return new ListingPage(name, query, contents, commonPrefixes, next != null, next, Set.of());
    }

    ListingPage named(String newName) {
        return new ListingPage(newName, query, contents, commonPrefixes, truncated, next, defects);
    }

    ListingPage holding(List<S3Object> newContents) {
        return new ListingPage(name, query, newContents, commonPrefixes, truncated, next, defects);
    }

    ListingPage blank() {
        return new ListingPage(name, query, List.of(), List.of(), false, null, defects);
    }

    ListingPage ending(@Nullable Boolean newTruncated, @Nullable String newNext) {
        return new ListingPage(name, query, contents, commonPrefixes, newTruncated, newNext, defects);
    }

    ListingPage with(Defect defect) {
        Set<Defect> all = EnumSet.of(defect);
        all.addAll(defects);
        return new ListingPage(name, query, contents, commonPrefixes, truncated, next, all);
    }

    boolean has(Defect defect) {
        return defects.contains(defect);
    }
}
