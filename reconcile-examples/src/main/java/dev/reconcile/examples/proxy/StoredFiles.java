package dev.reconcile.examples.proxy;

import com.sun.net.httpserver.Headers;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The objects, opened as a client of the proxy asks for them. */
final class StoredFiles {

    /** Several ranges at once are answered with the whole, as HTTP allows. */
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d+-\\d*|-\\d+)");

    private static final Pattern STRONG_ETAG = Pattern.compile("\"[^\"]*\"");
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final String bucket;

    StoredFiles(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * The object's content, or the part that is asked for; nothing of it is held here.
     *
     * @throws SdkException if the store says otherwise, or nothing
     */
    ResponseInputStream<GetObjectResponse> open(String key, Headers asked) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(key);
        String known = asked.getFirst("If-None-Match");
        if (known != null) {
            request.ifNoneMatch(known.startsWith("W/") ? known.substring(2) : known);
        }
        String range = asked.getFirst("Range");
        String ifRange = asked.getFirst("If-Range");
        if (range == null || !ONE_RANGE.matcher(range).matches()) {
            return s3.getObject(request.build());
        }
        if (ifRange == null) {
            return s3.getObject(request.range(range).build());
        }
        return STRONG_ETAG.matcher(ifRange).matches()
                ? partIfStill(request, range, ifRange)
                : s3.getObject(request.build());
    }

    /** S3 has no If-Range: a part under the condition, else the whole of what is there now. */
    private ResponseInputStream<GetObjectResponse> partIfStill(
            GetObjectRequest.Builder request, String range, String etag) {
        GetObjectRequest whole = request.build();
        try {
            return s3.getObject(whole.toBuilder().range(range).ifMatch(etag).build());
        } catch (S3Exception changed) {
            if (changed.statusCode() != PRECONDITION_FAILED) {
                throw changed;
            }
            return s3.getObject(whole);
        }
    }

    /** H1: only the store itself says this, and only of an object; a missing bucket or a portal's 404 says something else. */
    static boolean saysThereIsNone(SdkException failed) {
        return failed instanceof S3Exception answer && answer.statusCode() == 404 && "NoSuchKey".equals(code(answer));
    }

    private static @Nullable String code(S3Exception answer) {
        return answer.awsErrorDetails() == null
                ? null
                : answer.awsErrorDetails().errorCode();
    }
}
