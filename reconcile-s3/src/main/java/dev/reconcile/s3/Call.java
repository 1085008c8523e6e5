package dev.reconcile.s3;

import dev.reconcile.store.protocol.ListAnswer;
import dev.reconcile.store.protocol.UrlEncoded;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * How one request goes through a client that may be anybody's: once, within its time, along a checked path, its answer
 * undecoded. All of it is set on the request, so that the client's own settings don't matter.
 */
final class Call implements ExecutionInterceptor, SdkPlugin {

    /** The encoding type of a listing that a store declared url-encoded and nobody has decoded yet. */
    static final String STILL_ENCODED = "url, still encoded";

    private final @Nullable String path;
    private final @Nullable String copySource;
    private String permissions = "s3:ListBucket and s3:GetObject";
    private boolean sent;
    private boolean refused;
    private int mostKeys;
    private boolean readsListing;
    private @Nullable ListingBody listing;

    private Call(@Nullable String path, @Nullable String copySource) {
        this.path = path;
        this.copySource = copySource;
    }

    /** A call about an object, whose decoded path has to be this one. */
    static Call to(String path) {
        return new Call(path, null);
    }

    /** A call that copies; both the decoded path and the decoded source, bucket and key, have to be these. */
    static Call copying(String source, String path) {
        return new Call(path, source);
    }

    /** Names the permissions that it takes, for the advice if they are missing. Default: those for reading. */
    Call needing(String names) {
        permissions = names;
        return this;
    }

    String permissions() {
        return permissions;
    }

    /** A call about the bucket. */
    static Call toBucket() {
        return new Call(null, null);
    }

    /**
     * A call for a page of a listing.
     *
     * @param reading whether a plain one is read here and not by the SDK, unless an interceptor of the application might change it
     */
    static Call forListing(int mostKeys, boolean reading) {
        Call call = toBucket();
        call.mostKeys = mostKeys;
        call.readsListing = reading;
        return call;
    }

    /** The listing that was read here; empty if the SDK read it. */
    Optional<ListAnswer.Listing> listing() {
        return listing == null ? Optional.empty() : listing.listing();
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
        readsListing &= config.overrideConfiguration().executionInterceptors().stream()
                .noneMatch(Interceptors::mayChangeAnswers);
        config.overrideConfiguration(config.overrideConfiguration().toBuilder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry()) // H88: retries are the engine's
                .addExecutionInterceptor(this)
                .build());
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        SdkHttpRequest request = context.httpRequest();
        boolean changed = path != null && !path.equals(decoded(request.encodedPath()));
        if (changed || !isCopyOf(request.firstMatchingHeader("x-amz-copy-source"))) {
            refused = true;
            throw new IllegalStateException("the key would be another on the wire");
        }
        sent = true;
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        if (mostKeys == 0 || context.httpResponse().statusCode() != 200) {
            return context.responseBody();
        }
        listing = context.responseBody()
                .map(body -> new ListingBody(body, mostKeys, readsListing))
                .orElse(null);
        return Optional.ofNullable(listing);
    }

    /** S3 takes a source with and without a slash before the bucket. */
    private boolean isCopyOf(Optional<String> header) {
        String decoded = header.map(Call::decoded).orElse(null);
        return Objects.equals(copySource, decoded != null && decoded.startsWith("/") ? decoded.substring(1) : decoded);
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
        SdkResponse response = context.response();
        if (response instanceof ListObjectsV2Response page && "url".equals(page.encodingTypeAsString())) {
            return page.toBuilder().encodingType(STILL_ENCODED).build();
        }
        if (response instanceof ListMultipartUploadsResponse page && "url".equals(page.encodingTypeAsString())) {
            return page.toBuilder().encodingType(STILL_ENCODED).build();
        }
        return response;
    }
}
