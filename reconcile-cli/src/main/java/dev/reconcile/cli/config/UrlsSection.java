package dev.reconcile.cli.config;

import java.util.List;

/** How URLs are read. */
record UrlsSection(
        @Key(
                value = "What a key follows, of a CDN or a proxy in front of the bucket.",
                example = "[\"https://cdn.example.com/media/\"]")
        List<String> bases,

        @Key(
                value =
                        "Endpoints of the store beside its own: the bucket follows in the path, or stands before the host.",
                example = "[\"https://s3.eu-central-1.amazonaws.com\"]")
        List<String> endpoints,

        @Key(
                value = "Known places that aren't this bucket: what lies there raises no alarm.",
                example = "[\"https://legacy.example.com/\"]")
        List<String> elsewhere,

        @Key(value = "Schemes that mean the same as s3.", example = "[s3a, s3n]")
        List<String> schemes,

        @Key(
                "What follows s3://bucket/ is the key as it is, not percent-encoded, as the AWS command line and Hadoop write it.")
        boolean plainS3Uris,

        @Key(
                "Promises that no URL carries a query or fragment, so that look-ups by key need an index on the column only.")
        boolean withoutQueries) {}
