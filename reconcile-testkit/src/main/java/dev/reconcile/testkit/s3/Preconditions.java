package dev.reconcile.testkit.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Conditional requests. */
final class Preconditions {

    private final Deviations deviations;

    Preconditions(Deviations deviations) {
        this.deviations = deviations;
    }

    /** Of GET and HEAD: 412 by an error, 304 by answering false. */
    boolean allowRead(S3Request request, S3Object object) {
        String ifMatch = request.header("if-match");
        if (ifMatch != null ? !matches(ifMatch, object) : isBefore(request.header("if-unmodified-since"), object)) {
            throw S3Error.preconditionFailed();
        }
        String ifNoneMatch = request.header("if-none-match");
        if (ifNoneMatch != null) {
            return !matches(ifNoneMatch, object);
        }
        Instant since = httpDate(request.header("if-modified-since"));
        return since == null || object.lastModified().isAfter(since);
    }

    /** Of PUT, of the target of a copy, and of completing an upload. */
    void checkWrite(S3Request request, @Nullable S3Object current) {
        String ifMatch = request.header("if-match");
        String ifNoneMatch = request.header("if-none-match");
        Feature feature =
                request.operation() == Operation.COPY ? Feature.COPY_TARGET_PRECONDITIONS : Feature.PUT_PRECONDITIONS;
        if ((ifMatch == null && ifNoneMatch == null) || !deviations.honours(feature)) {
            return;
        }
        if (ifMatch != null) {
            if (current == null) {
                throw S3Error.noSuchKey();
            }
            boolean refused = deviations.has(Quirk.PUT_IF_MATCH_REFUSES_QUOTES) && ifMatch.startsWith("\"");
            if (refused || !matches(ifMatch, current)) {
                throw S3Error.preconditionFailed();
            }
        }
        if (ifNoneMatch != null) {
            if (!ifNoneMatch.equals("*")) {
                throw S3Error.notImplemented("If-None-Match of a write can only be *");
            }
            if (current != null) {
                throw S3Error.preconditionFailed();
            }
        }
    }

    /** Of DELETE (H75, H76). */
    void checkDelete(S3Request request, @Nullable S3Object current) {
        checkDelete(
                request.header("if-match"),
                request.header("x-amz-if-match-size"),
                httpDate(request.header("x-amz-if-match-last-modified-time")),
                current);
    }

    void checkDelete(
            @Nullable String ifMatch,
            @Nullable String ifSize,
            @Nullable Instant ifLastModified,
            @Nullable S3Object current) {
        if (ifMatch != null && deviations.honours(Feature.DELETE_IF_MATCH)) {
            if (current == null && !deviations.has(Quirk.DELETE_IF_MATCH_OF_ABSENT_IS_204)) {
                throw S3Error.noSuchKey();
            }
            if (current != null && !matches(ifMatch, current)) {
                throw S3Error.preconditionFailed();
            }
        }
        boolean bySizeOrTime = ifSize != null || ifLastModified != null;
        if (bySizeOrTime && deviations.honours(Feature.DELETE_IF_SIZE_AND_TIME) && current != null) {
            boolean sameSize = ifSize == null || ifSize.equals(String.valueOf(current.size()));
            boolean sameTime = ifLastModified == null || ifLastModified.equals(current.lastModified());
            if (!sameSize || !sameTime) {
                throw S3Error.preconditionFailed();
            }
        }
    }

    /** Of the source of a copy (H78). */
    void checkCopySource(S3Request request, S3Object source) {
        String ifMatch = request.header("x-amz-copy-source-if-match");
        String ifNoneMatch = request.header("x-amz-copy-source-if-none-match");
        if ((ifMatch == null && ifNoneMatch == null) || !deviations.honours(Feature.COPY_PRECONDITIONS)) {
            return;
        }
        boolean differs = ifMatch != null && !matches(ifMatch, source);
        boolean isSame = ifNoneMatch != null && matches(ifNoneMatch, source);
        if (differs || isSame) {
            throw S3Error.preconditionFailed();
        }
    }

    private static boolean matches(String condition, S3Object object) {
        return Arrays.stream(condition.split(",", -1))
                .map(String::strip)
                .anyMatch(etag ->
                        etag.equals("*") || etag.equals(object.etag()) || etag.equals('"' + object.etag() + '"'));
    }

    private static boolean isBefore(@Nullable String unmodifiedSince, S3Object object) {
        Instant since = httpDate(unmodifiedSince);
        return since != null && object.lastModified().isAfter(since);
    }

    private static @Nullable Instant httpDate(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException unreadable) {
            return null; // as S3 does: an unreadable date is no condition
        }
    }
}
