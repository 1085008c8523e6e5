package dev.reconcile.minio;

import dev.reconcile.store.Content;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body that never is in memory as a whole. */
final class StreamedBody extends RequestBody {

    private final Content content;
    private final @Nullable MediaType type;

    StreamedBody(Content content, @Nullable MediaType type) {
        this.content = content;
        this.type = type;
    }

    @Override
    public @Nullable MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return content.size();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        try (InputStream in = content.open()) {
            in.transferTo(sink.outputStream());
        }
    }
}
