package dev.reconcile.minio;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.MultipartCopy;
import dev.reconcile.store.protocol.MultipartCopy.NotCopied;
import dev.reconcile.store.protocol.UrlEncoded;
import io.minio.Http;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import okhttp3.MediaType;

/** The requests of a copy in parts. */
final class CopyCalls implements MultipartCopy.Calls {

    private static final List<String> KEPT = List.of(
            "Content-Type", "Content-Encoding", "Content-Language", "Content-Disposition", "Cache-Control", "Expires");

    private final Access access;
    private final MinioTagging tagging;

    CopyCalls(Access access, MinioTagging tagging) {
        this.access = access;
        this.tagging = tagging;
    }

    @Override
    public String begin(StoredObject source, String etag, ObjectKey target) {
        Map<String, String> tags = tags(source.key());
        Answer head = head(source, etag);
        Call call = Call.on(Http.Method.POST, target)
                .query("uploads", "")
                .header("x-amz-storage-class", MinioWrites.keptClass(source.storageClass()))
                .header("x-amz-tagging", tags.isEmpty() ? null : encoded(tags))
                .needing(MultipartCopy.PERMISSIONS);
        head.head().headers().forEach((name, values) -> {
            boolean isMetadata = name.toLowerCase(Locale.ROOT).startsWith("x-amz-meta-");
            if (isMetadata || KEPT.stream().anyMatch(name::equalsIgnoreCase)) {
                call.header(name, sendable(name, values));
            }
        });
        return begun(call);
    }

    /** The id of the upload that the call begins. */
    String begun(Call call) {
        Answer answer = sent(call);
        String id = answer.head().status() == 200
                ? answer.root("InitiateMultipartUploadResult")
                        .map(root -> root.text("UploadId"))
                        .orElse("")
                : "";
        if (!answer.isSuccess()) {
            throw new NotCopied(access.refused(call, answer));
        }
        if (id.isEmpty() || !access.isTheStores(answer)) {
            throw new NotCopied(Kind.UNKNOWN, "no upload could be begun: the answer is no store's");
        }
        return id;
    }

    /** A header as it came, if the client can send it so. */
    private static String sendable(String name, List<String> values) {
        String value = String.join(",", values);
        boolean isPlain = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F));
        if (!isPlain || (name.equalsIgnoreCase("Content-Type") && MediaType.parse(value) == null)) {
            throw new NotCopied(Kind.REFUSED, "nothing was copied: some of its metadata can't be sent");
        }
        return value;
    }

    private static String encoded(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> encoded(tag.getKey()) + "=" + encoded(tag.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return UrlEncoded.encodePath(text).replace("/", "%2F");
    }

    private Map<String, String> tags(ObjectKey key) {
        Answer answer;
        try {
            answer = tagging.send(key);
        } catch (NoAnswer e) {
            throw new NotCopied(e.written());
        }
        return answer.head().status() == 501 && access.isTheStores(answer) // H79: a store without tags
                ? Map.of()
                : tagging.read(answer).orElseThrow(() -> new NotCopied(tagging.refused(key, answer)));
    }

    private Answer head(StoredObject source, String etag) {
        Call call = Call.on(Http.Method.HEAD, source.key())
                .header("If-Match", Change.quoted(etag))
                .needing(MultipartCopy.PERMISSIONS);
        Answer answer = sent(call);
        if (!answer.isSuccess()) {
            throw MultipartCopy.withoutSource(access.refused(call, answer));
        }
        MultipartCopy.requireSource(answer.head(), source, etag);
        return answer;
    }

    @Override
    public Written part(StoredObject source, String etag, ObjectKey target, MultipartCopy.Part part) {
        Call call = MinioWrites.from(access, source, etag, Call.on(Http.Method.PUT, target))
                .header("x-amz-copy-source-range", part.range())
                .query("partNumber", String.valueOf(part.number()))
                .query("uploadId", part.upload())
                .needing(MultipartCopy.PERMISSIONS)
                .within(access.copyTimeout(part.last() - part.first()));
        return access.written(
                call, sent(call), answer -> access.appliedWithEtag(answer, MinioWrites.etag(answer, "CopyPartResult")));
    }

    @Override
    public Written complete(ObjectKey target, String upload, List<String> etags) {
        StringBuilder xml =
                new StringBuilder("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for (int i = 0; i < etags.size(); i++) {
            xml.append("<Part><PartNumber>")
                    .append(i + 1)
                    .append("</PartNumber><ETag>")
                    .append(Xml.escaped(Change.quoted(etags.get(i))))
                    .append("</ETag></Part>");
        }
        Duration limit = access.copyTimeout(0);
        Call call = Call.on(Http.Method.POST, target)
                .query("uploadId", upload)
                .header("If-None-Match", "*")
                .body(
                        "application/xml",
                        xml.append("</CompleteMultipartUpload>").toString().getBytes(StandardCharsets.UTF_8))
                .needing(MultipartCopy.PERMISSIONS)
                .within(limit);
        return access.written(
                call,
                sent(call),
                answer -> access.appliedWithEtag(answer, MinioWrites.etag(answer, "CompleteMultipartUploadResult")));
    }

    @Override
    public void abort(ObjectKey target, String upload) {
        try {
            access.send(Call.on(Http.Method.DELETE, target).query("uploadId", upload));
        } catch (NoAnswer e) {
            // it stays among the unfinished uploads
        }
    }

    Answer sent(Call call) {
        try {
            return access.send(call);
        } catch (NoAnswer e) {
            throw new NotCopied(e.written());
        }
    }
}
