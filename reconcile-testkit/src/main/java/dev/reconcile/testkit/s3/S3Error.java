package dev.reconcile.testkit.s3;

import java.util.Map;
import java.util.TreeMap;

/** An error answer on its way to the client. It carries no stack trace: it is an answer, not a failure of the server. */
final class S3Error extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;

    private S3Error(int status, String code, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = Map.copyOf(headers);
    }

    static S3Error of(int status, String code, String message) {
        return new S3Error(status, code, message, Map.of());
    }

    /** Any status at all, with the code that S3 would most likely give it. */
    static S3Error ofStatus(int status) {
        String code = switch (status) {
            case 301 -> "PermanentRedirect";
            case 302, 307 -> "TemporaryRedirect";
            case 400 -> "BadRequest";
            case 403 -> "AccessDenied";
            case 404 -> "NoSuchKey";
            case 405 -> "MethodNotAllowed";
            case 409 -> "OperationAborted";
            case 412 -> "PreconditionFailed";
            case 429 -> "TooManyRequests";
            case 500 -> "InternalError";
            case 501 -> "NotImplemented";
            case 503 -> "SlowDown";
            case 504 -> "GatewayTimeout";
            default -> "Status" + status;
        };
        return of(status, code, "Answered by an injected fault");
    }

    static S3Error accessDenied() {
        return of(403, "AccessDenied", "Access Denied");
    }

    static S3Error noSuchBucket() {
        return of(404, "NoSuchBucket", "The specified bucket does not exist");
    }

    static S3Error noSuchKey() {
        return of(404, "NoSuchKey", "The specified key does not exist.");
    }

    static S3Error invalidArgument(String message) {
        return of(400, "InvalidArgument", message);
    }

    static S3Error preconditionFailed() {
        return of(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }

    static S3Error notImplemented(String message) {
        return of(501, "NotImplemented", message);
    }

    static S3Error malformedXml() {
        return of(400, "MalformedXML", "The XML you provided was not well-formed or did not validate");
    }

    S3Error with(String header, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(header, value);
        return new S3Error(status, code, String.valueOf(getMessage()), all);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Answer answer(String target, String requestId) {
        Xml xml = Xml.document()
                .open("Error")
                .text("Code", code)
                .text("Message", String.valueOf(getMessage()))
                .text("Resource", target)
                .text("RequestId", requestId)
                .close("Error");
        Answer answer = Answer.xml(status, xml);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }
}
