package dev.reconcile.s3;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Written;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.HttpAnswer;
import dev.reconcile.store.protocol.WriteAnswer;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** The tags of objects, where the store has any (H79). */
final class S3Tagging {

    private final Access access;

    S3Tagging(Access access) {
        this.access = access;
    }

    Tags tags(ObjectKey key) {
        Change look = new Change(access.profile(), "Reading the tags of", key);
        Written obstacle = look.obstacle(key);
        if (obstacle != null) {
            return Tags.unknown(obstacle.detail());
        }
        Call call = reading(key);
        try {
            return Tags.of(read(key, call));
        } catch (RuntimeException e) { // H37: not all that the SDK throws is an SdkException
            return Tags.unknown(look.explained(Sdk.written(access, e, call)).detail());
        }
    }

    Call reading(ObjectKey key) {
        return Call.to(access.endpoint().path() + key.value()).needing("s3:GetObjectTagging");
    }

    /** Throws whatever the SDK does, and where the answer isn't the store's. */
    Map<String, String> read(ObjectKey key, Call call) {
        GetObjectTaggingResponse answer;
        try {
            answer = access.client()
                    .getObjectTagging(GetObjectTaggingRequest.builder()
                            .bucket(access.endpoint().bucket())
                            .key(key.value())
                            .expectedBucketOwner(access.owner()) // H30
                            .overrideConfiguration(call.override(access.callTimeout()))
                            .build());
        } catch (S3Exception e) {
            if ("NoSuchTagSet".equals(Sdk.code(e))) {
                return Map.of(); // how some stores say that there are none
            }
            throw e;
        }
        HttpAnswer http = Sdk.http(answer);
        boolean isTheStores = !access.requireRequestId() || http.hasRequestId();
        if (http.status() != 200 || !answer.hasTagSet() || !isTheStores) {
            throw new IllegalStateException("no store's answer");
        }
        Map<String, String> tags = new TreeMap<>();
        answer.tagSet().forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    Written tag(ObjectKey key, Map<String, String> tags) {
        Call call = Call.to(access.endpoint().path() + key.value()).needing("s3:PutObjectTagging");
        return new Change(access.profile(), "Tagging", key)
                .by(
                        () -> {
                            PutObjectTaggingRequest request = PutObjectTaggingRequest.builder()
                                    .bucket(access.endpoint().bucket())
                                    .key(key.value())
                                    .tagging(tagging(tags))
                                    .expectedBucketOwner(access.owner()) // H30
                                    .overrideConfiguration(call.override(access.callTimeout()))
                                    .build();
                            PutObjectTaggingResponse answer = access.client().putObjectTagging(request);
                            return WriteAnswer.applied(
                                    Sdk.http(answer), access.requireRequestId(), null, answer.versionId(), 200, 204);
                        },
                        thrown -> Sdk.written(access, thrown, call));
    }

    static Tagging tagging(Map<String, String> tags) {
        return Tagging.builder()
                .tagSet(new TreeMap<>(tags)
                        .entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList())
                .build();
    }
}
