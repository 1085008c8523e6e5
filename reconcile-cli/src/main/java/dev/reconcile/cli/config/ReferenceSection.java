package dev.reconcile.cli.config;

import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.UrlLocator;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.store.Checksum.Algorithm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column that refers to objects. */
record ReferenceSection(
        @Key(value = "The column that holds the key or URL. Say either this or template.", example = "original_key")
        @Nullable
        String column,

        @Key(
                value =
                        "A key or URL that the application puts together from columns: their names in braces, and text between them.",
                example = "\"media/{project_id}/{id}.jpg\"")
        @Nullable
        String template,

        @Key(
                value =
                        "What stands before the column's value in the bucket: for a column that holds the key without its beginning.",
                example = "media/")
        @Nullable
        String prefix,

        @Key("Takes values that look like URLs for keys all the same.")
        boolean rawKeys,

        @Key("The column holds URLs, and these are the places that a URL may begin with. Without this it holds keys.")
        @Nullable
        UrlsSection urls,

        @Key(
                "The object has to be there only under these conditions, all of them. An object that is there without them is no orphan.")
        WhenSection when,

        @Key(
                value =
                        "For a table over several buckets: the reference is one of this bucket only in rows where these columns have one of"
                                + " these values.",
                example = "{bucket: [images]}")
        Map<String, List<String>> onlyWhere,

        @Key(value = "An integer column with the object's size in bytes.", example = "size_bytes") @Nullable
        String size,

        @Key(
                value = "Text columns with a checksum over the object's content, hexadecimal or base 64, by algorithm.",
                example = "{sha256: content_sha256}")
        Map<Algorithm, String> checksums,

        @Key(
                value =
                        "Columns with the value that the object's metadata has, by the metadata's name without x-amz-meta-.",
                example = "{record-count: records}")
        Map<String, String> metadata) {

    ReferenceSection {
        if ((column == null) == (template == null)) {
            throw new IllegalArgumentException(
                    "a reference has either a column, as column: original_key, or a template, as template: \"{id}.jpg\"");
        }
        if (prefix != null && (template != null || urls != null)) {
            throw new IllegalArgumentException(
                    "prefix is for a column of keys; a template says it in its text, and urls by their bases");
        }
        if (rawKeys && urls != null) {
            throw new IllegalArgumentException("either raw-keys or urls");
        }
    }

    /** @throws IllegalArgumentException if a base is no base */
    ReferenceColumn toColumn(String role, StoreSection store) {
        ObjectLocator locator = locator(store.bucket(), store.urlEndpoint())
                .withKeyRules(store.keys().rules());
        ReferenceColumn reference = ReferenceColumn.template(role, keyTemplate(), locator);
        if (urls != null && urls.withoutQueries()) {
            reference = reference.withoutQueries();
        }
        if (!when.status().isEmpty()) {
            reference = reference.whenStatus(when.status().toArray(String[]::new));
        }
        for (Map.Entry<String, List<String>> each : when.columns().entrySet()) {
            reference = reference.whenColumn(each.getKey(), each.getValue().toArray(String[]::new));
        }
        for (String each : when.empty()) {
            reference = reference.whenNull(each);
        }
        for (Map.Entry<String, List<String>> each : onlyWhere.entrySet()) {
            reference = reference.onlyWhere(each.getKey(), each.getValue().toArray(String[]::new));
        }
        if (size != null) {
            reference = reference.size(size);
        }
        for (Map.Entry<Algorithm, String> each : checksums.entrySet()) {
            reference = reference.checksum(each.getKey(), each.getValue());
        }
        for (Map.Entry<String, String> each : metadata.entrySet()) {
            reference = reference.metadata(each.getKey(), each.getValue());
        }
        return reference;
    }

    private String keyTemplate() {
        return template != null ? template : (prefix == null ? "" : prefix) + "{" + column + "}";
    }

    private ObjectLocator locator(String bucket, @Nullable String endpoint) {
        ObjectLocator.Bucket named = ObjectLocator.bucket(bucket);
        if (urls == null) {
            return rawKeys ? named.rawKeys() : named.keys();
        }
        UrlLocator locator = named.urls().equalSchemes(urls.schemes().toArray(String[]::new));
        if (urls.plainS3Uris()) {
            locator = locator.plainS3Uris();
        }
        if (endpoint != null) {
            locator = locator.endpoint(endpoint);
        }
        for (String each : urls.endpoints()) {
            locator = locator.endpoint(each);
        }
        for (String each : urls.bases()) {
            locator = locator.cdn(each);
        }
        for (String each : urls.elsewhere()) {
            locator = locator.elsewhere(each);
        }
        return locator;
    }
}
