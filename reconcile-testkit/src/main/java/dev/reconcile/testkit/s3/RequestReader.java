package dev.reconcile.testkit.s3;

import com.sun.net.httpserver.HttpExchange;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes an {@link S3Request} of what came over the wire: addressing style, key, parameters, and which operation it is. */
final class RequestReader {

    private final String domain;
    private final boolean plusIsSpace;

    /** @param domain the host name whose subdomains are buckets */
    RequestReader(String domain, boolean plusIsSpace) {
        this.domain = domain;
        this.plusIsSpace = plusIsSpace;
    }

    S3Request read(HttpExchange exchange) {
        // not URI.getRawPath: in the target "//a/b" it would take "a" for a host
        String target = exchange.getRequestURI().toString();
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Map<String, String> parameters = question < 0 ? Map.of() : parameters(target.substring(question + 1));
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        String method = exchange.getRequestMethod();
        String bucket = bucketOfHost(exchange.getRequestHeaders().getFirst("Host"));
        String rawKey;
        if (bucket != null) {
            rawKey = path.substring(Math.min(1, path.length()));
        } else {
            int slash = path.indexOf('/', 1);
            String first = slash < 0 ? path.substring(Math.min(1, path.length())) : path.substring(1, slash);
            bucket = first.isEmpty() ? null : PercentCoding.decodePath(first);
            rawKey = slash < 0 ? "" : path.substring(slash + 1);
        }
        String key = rawKey.isEmpty()
                ? null
                : plusIsSpace ? PercentCoding.decodeForm(rawKey) : PercentCoding.decodePath(rawKey);
        Operation operation = operation(method, bucket, key, parameters, headers);
        return new S3Request(operation, method, target, bucket, key, parameters, headers);
    }

    private @Nullable String bucketOfHost(@Nullable String host) {
        if (host == null) {
            return null;
        }
        int colon = host.lastIndexOf(':');
        String name = (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        String suffix = "." + domain;
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : null;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(PercentCoding.decodeForm(name), PercentCoding.decodeForm(value));
            }
        }
        return parameters;
    }

    private static Operation operation(
            String method,
            @Nullable String bucket,
            @Nullable String key,
            Map<String, String> parameters,
            Map<String, List<String>> headers) {
        if (bucket == null) {
            return method.equals("GET") ? Operation.LIST_BUCKETS : Operation.OTHER;
        }
        return key == null ? onBucket(method, parameters) : onObject(method, parameters, headers);
    }

    private static Operation onBucket(String method, Map<String, String> parameters) {
        if (parameters.containsKey("versioning")) {
            return switch (method) {
                case "GET" -> Operation.GET_VERSIONING;
                case "PUT" -> Operation.PUT_VERSIONING;
                default -> Operation.OTHER;
            };
        }
        if (method.equals("GET") && parameters.containsKey("uploads")) {
            return Operation.LIST_UPLOADS;
        }
        if (method.equals("GET") && parameters.containsKey("location")) {
            return Operation.LOCATION;
        }
        if (method.equals("POST") && parameters.containsKey("delete")) {
            return Operation.DELETE_MANY;
        }
        if (method.equals("GET") && "2".equals(parameters.get("list-type"))) {
            return Operation.LIST;
        }
        if (!isPlain(parameters)) {
            return Operation.OTHER;
        }
        return switch (method) {
            case "HEAD" -> Operation.HEAD_BUCKET;
            case "PUT" -> Operation.CREATE_BUCKET;
            case "DELETE" -> Operation.DELETE_BUCKET;
            default -> Operation.OTHER;
        };
    }

    private static Operation onObject(
            String method, Map<String, String> parameters, Map<String, List<String>> headers) {
        if (parameters.containsKey("tagging")) {
            return switch (method) {
                case "GET" -> Operation.GET_TAGS;
                case "PUT" -> Operation.PUT_TAGS;
                case "DELETE" -> Operation.DELETE_TAGS;
                default -> Operation.OTHER;
            };
        }
        if (method.equals("POST") && parameters.containsKey("uploads")) {
            return Operation.CREATE_UPLOAD;
        }
        if (parameters.containsKey("uploadId")) {
            return onUpload(method, headers);
        }
        if (!isPlain(parameters)) {
            return Operation.OTHER;
        }
        return switch (method) {
            case "GET" -> Operation.GET;
            case "HEAD" -> Operation.HEAD;
            case "PUT" -> headers.containsKey("x-amz-copy-source") ? Operation.COPY : Operation.PUT;
            case "DELETE" -> Operation.DELETE;
            default -> Operation.OTHER;
        };
    }

    private static Operation onUpload(String method, Map<String, List<String>> headers) {
        return switch (method) {
            case "PUT" -> headers.containsKey("x-amz-copy-source") ? Operation.UPLOAD_PART_COPY : Operation.UPLOAD_PART;
            case "POST" -> Operation.COMPLETE_UPLOAD;
            case "DELETE" -> Operation.ABORT_UPLOAD;
            default -> Operation.OTHER;
        };
    }

    /** Without a subresource such as {@code acl}, none of which is offered. */
    private static boolean isPlain(Map<String, String> parameters) {
        return parameters.keySet().stream()
                .allMatch(name -> name.equals("versionId") || name.equals("x-id") || name.startsWith("response-"));
    }
}
