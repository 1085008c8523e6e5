package dev.reconcile.jdbc;

import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** UUID ids, columns of presigned URLs. */
abstract class UuidUrlCatalogContract extends JdbcCatalogContract {

    @Override
    String idType() {
        return "uuid";
    }

    @Override
    protected RecordId id(int n) {
        return new RecordId(
                UUID.nameUUIDFromBytes(new byte[] {(byte) n, (byte) (n >> 8)}).toString());
    }

    @Override
    Object idValue(RecordId id) {
        return UUID.fromString(id.value());
    }

    @Override
    ObjectLocator locator() {
        return ObjectLocator.bucket("images").urls().endpoint("https://s3.eu-central-1.amazonaws.com");
    }

    @Override
    String spelled(String key) {
        StringBuilder url = new StringBuilder("https://images.s3.eu-central-1.amazonaws.com/");
        for (byte octet : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean kept = (c < 128 && Character.isLetterOrDigit(c)) || "/-._~".indexOf(c) >= 0;
            url.append(kept ? String.valueOf(c) : String.format("%%%02X", octet & 0xFF));
        }
        return url + "?X-Amz-Signature=%zz#_%";
    }
}
