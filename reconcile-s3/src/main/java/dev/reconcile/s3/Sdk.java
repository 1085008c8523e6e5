package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.HttpAnswer;
import dev.reconcile.store.protocol.Refusal;
import dev.reconcile.store.protocol.WriteAnswer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What comes out of the SDK, in the terms of the protocol's rules. */
final class Sdk {

    private Sdk() {}

    static HttpAnswer http(SdkResponse answer) {
        SdkHttpResponse http = answer.sdkHttpResponse();
        return new HttpAnswer(http.statusCode(), http.headers());
    }

    /** The answer that the SDK made an exception of, if it was one with a head. */
    static Optional<HttpAnswer> http(RuntimeException thrown) {
        AwsErrorDetails details = thrown instanceof AwsServiceException answer ? answer.awsErrorDetails() : null;
        SdkHttpResponse http = details == null ? null : details.sdkHttpResponse();
        return http == null ? Optional.empty() : Optional.of(new HttpAnswer(http.statusCode(), http.headers()));
    }

    static @Nullable String code(RuntimeException thrown) {
        AwsErrorDetails details = thrown instanceof AwsServiceException answer ? answer.awsErrorDetails() : null;
        return details == null ? null : details.errorCode();
    }

    /** Classifies whatever came out of the SDK; keeps an interrupt's flag set (H91). */
    static Refusal refusal(RuntimeException thrown, Call call) {
        if (Thread.currentThread().isInterrupted()
                || Refusal.causedBy(thrown, AbortedException.class)
                || Refusal.causedBy(thrown, InterruptedException.class)) {
            return Refusal.interrupted();
        }
        if (thrown instanceof AwsServiceException answer && answer.statusCode() > 0) {
            HttpAnswer http = http(thrown).orElseGet(() -> new HttpAnswer(answer.statusCode(), Map.of()));
            return Refusal.answered(http, code(thrown), call.permissions());
        }
        if (Refusal.causedBy(thrown, ApiCallTimeoutException.class)
                || Refusal.causedBy(thrown, ApiCallAttemptTimeoutException.class)
                || Refusal.causedBy(thrown, SocketTimeoutException.class)) {
            return Refusal.late();
        }
        if (Refusal.causedBy(thrown, IOException.class)) {
            return Refusal.unanswered(thrown);
        }
        return call.wasSent() ? Refusal.unreadable(thrown) : Refusal.unsigned(thrown);
    }

    /** What has become of a change whose call failed; keeps an interrupt's flag set (H91). */
    static Written written(Access access, RuntimeException thrown, Call call) {
        Refusal refusal = refusal(thrown, call);
        if (refusal.doubt() == Doubt.INTERRUPTED) {
            return Written.not(Kind.UNKNOWN, refusal.reason());
        }
        if (call.wasRefused()) {
            return Written.not(
                    Kind.REFUSED,
                    "nothing was sent: the client would name another key (H38), perhaps for an interceptor of its own");
        }
        if (!call.wasSent() && refusal.doubt() == Doubt.FORBIDDEN) { // H12: there are no credentials
            return Written.not(Kind.REFUSED, "nothing was sent: " + refusal.reason());
        }
        return http(thrown)
                .map(http -> WriteAnswer.refused(http, access.requireRequestId(), code(thrown), refusal))
                .orElseGet(() -> Written.not(Kind.UNKNOWN, refusal.reason()));
    }
}
