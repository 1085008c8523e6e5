package dev.reconcile.s3;

import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * How one request goes through a client that may be anybody's: once, within its time, along a checked path, its answer
 * undecoded. All of it is set on the request, so that the client's own settings don't matter.
 */
final class Call implements ExecutionInterceptor, SdkPlugin {

    /** The encoding type of a listing that a store declared url-encoded and nobody has decoded yet. */
    static final String STILL_ENCODED = "url, still encoded";

    private final @Nullable String path;
    private boolean sent;
    private boolean refused;

    private Call(@Nullable String path) {
        this.path = path;
    }

    /** A call about an object, whose decoded path has to be this one. */
    static Call to(String path) {
        return new Call(path);
    }

    /** A call about the bucket. */
    static Call toBucket() {
        return new Call(null);
    }

    AwsRequestOverrideConfiguration override(Duration timeout) {
        return AwsRequestOverrideConfiguration.builder()
                .addPlugin(this)
                .apiCallTimeout(timeout) // H92
                .apiCallAttemptTimeout(timeout)
                .build();
    }

    /** Whether anything went out to the network. */
    boolean wasSent() {
        return sent;
    }

    /** Whether nothing went out because the key would have become another on the way (H38, H39). */
    boolean wasRefused() {
        return refused;
    }

    @Override
    public void configureClient(SdkServiceClientConfiguration.Builder config) {
        config.overrideConfiguration(config.overrideConfiguration().toBuilder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry()) // H88: retries are the engine's
                .addExecutionInterceptor(this)
                .build());
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (path != null && !path.equals(decoded(context.httpRequest().encodedPath()))) {
            refused = true;
            throw new IllegalStateException("the key would be another on the wire");
        }
        sent = true;
    }

    private static @Nullable String decoded(String encodedPath) {
        try {
            return UrlEncoded.decodePath(encodedPath);
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Keeps the SDK from decoding: its decoder throws where a store echoes the prefix raw, and is lax with keys (H36, H37). */
    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        return context.response() instanceof ListObjectsV2Response page && "url".equals(page.encodingTypeAsString())
                ? page.toBuilder().encodingType(STILL_ENCODED).build()
                : context.response();
    }
}
