package dev.reconcile.testkit.s3;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One way for a request to go wrong. Immutable; its text is its name, for reports of parameterised tests. */
public final class Fault {

    /** How the server carries a fault out. */
    sealed interface Effect {
        /** Answers this, and does nothing of what was asked. */
        record Instead(Reply reply) implements Effect {}

        /** Does something first, then answers as it would have. */
        record Beforehand(Runnable event) implements Effect {}

        /** Changes the page that is about to be written. */
        record OnPage(UnaryOperator<ListingPage> change) implements Effect {}

        /** Does what was asked and changes the answer. */
        record OnAnswer(UnaryOperator<Answer> change) implements Effect {}

        /** Closes the connection; afterwards means after the request was carried out and half of the body was sent. */
        record Cut(boolean afterwards) implements Effect {}

        /** Neither answers nor closes. */
        record Stall() implements Effect {}
    }

    /** What is answered in the place of the real thing. */
    interface Reply {
        Answer to(S3Request request, Deviations deviations, String requestId);
    }

    private final String name;
    private final Effect effect;

    private Fault(String name, Effect effect) {
        this.name = name;
        this.effect = effect;
    }

    Effect effect() {
        return effect;
    }

    /** An S3 error with this status, its usual code, and a request id. */
    public static Fault status(int status) {
        return error("status-" + status, S3Error.ofStatus(status));
    }

    /** An S3 error with this status and code. */
    public static Fault error(int status, String code) {
        return error(status + "-" + code, S3Error.of(status, code, "Answered by an injected fault"));
    }

    /** A redirect to somewhere else (H3, H4). */
    public static Fault redirect(int status, String location) {
        return error("redirect-" + status, S3Error.ofStatus(status).with("Location", location));
    }

    /** 404 NoSuchBucket, which to a HEAD looks like an absent key (H1). */
    public static Fault noSuchBucket() {
        return error("404-bucket", S3Error.noSuchBucket());
    }

    /** A 404 that S3 never sent: an HTML page without a request id (H4). */
    public static Fault proxy404() {
        return instead("404-proxy", html(404, "Not Found").asForeign());
    }

    /** The store asks for fewer requests: 503 SlowDown, or 429 under {@link Quirk#THROTTLES_WITH_429} (H10, H89). */
    public static Fault throttle() {
        Reply reply =
                (request, deviations, id) -> S3Error.ofStatus(deviations.has(Quirk.THROTTLES_WITH_429) ? 429 : 503)
                        .with("Retry-After", "1")
                        .answer(request.target(), id);
        return new Fault("throttle", new Effect.Instead(reply));
    }

    /** The session token has run out: 400 ExpiredToken (H12). */
    public static Fault expiredToken() {
        return error("expired-token", S3Error.of(400, "ExpiredToken", "The provided token has expired."));
    }

    /** The connection ends without a byte of an answer, and nothing was done. */
    public static Fault resetBefore() {
        return new Fault("reset-before", new Effect.Cut(false));
    }

    /** The request is carried out, then the connection ends in the middle of the body; where there is none, before the answer. */
    public static Fault resetAfter() {
        return new Fault("reset-after", new Effect.Cut(true));
    }

    /** No answer until the server closes or the faults are cleared; then the connection ends. */
    public static Fault stall() {
        return new Fault("timeout", new Effect.Stall());
    }

    /** A 200 without any header of S3, as if something in between had swallowed them (H21). */
    public static Fault nullHeaders() {
        return onAnswer("null-headers", answer -> new Answer(200, Map.of(), answer.body(), true));
    }

    /** A HEAD that tells another size than the object has; other operations are answered as they should be. */
    public static Fault wrongSize(long size) {
        return onAnswer("wrong-size", answer -> answer.with("Content-Length", String.valueOf(size)));
    }

    /** 200 and nothing (H5). */
    public static Fault emptyBody() {
        return instead("empty-200", Answer.of(200, "application/xml", new byte[0]));
    }

    /** 200 and a portal's page (H5). */
    public static Fault htmlPage() {
        return instead("html-200", html(200, "Welcome").asForeign());
    }

    /** 200 and XML that is no listing (H5). */
    public static Fault otherRoot() {
        Xml xml = Xml.document().openRoot("ListAllMyBucketsResult").close("ListAllMyBucketsResult");
        return instead("other-root", Answer.xml(200, xml));
    }

    /** 200 and an error document, which is how S3 reports what fails after it began to answer. */
    public static Fault errorDocument() {
        Xml xml = Xml.document()
                .open("Error")
                .text("Code", "InternalError")
                .text("Message", "We encountered an internal error. Please try again.")
                .close("Error");
        return instead("error-200", Answer.xml(200, xml));
    }

    /** A listing that is wrong in this way. */
    public static Fault page(PageFault fault) {
        return onPage(fault.name().toLowerCase(Locale.ROOT).replace('_', '-'), fault.change());
    }

    /** A valid listing from which a fraction of the keys is missing, the same ones every time (H7, H9). */
    public static Fault hiding(double fraction, long seed) {
        return onPage(
                "hidden-" + Math.round(fraction * 100) + "%",
                page -> page.holding(page.contents().stream()
                        .filter(object -> Dice.fall(object.key().value(), seed) >= fraction)
                        .toList()));
    }

    /** Something that happens just before the request is carried out: a bucket vanishes, a permission is withdrawn. */
    public static Fault meanwhile(String name, Runnable event) {
        return new Fault(name, new Effect.Beforehand(event));
    }

    /** Every fault that a HEAD can meet. */
    public static List<Fault> headAlphabet() {
        List<Fault> faults = new ArrayList<>();
        for (int status : new int[] {400, 403, 405, 409, 412, 429, 500, 501, 503, 504}) {
            faults.add(status(status));
        }
        for (int status : new int[] {301, 302, 307}) {
            faults.add(redirect(status, "/elsewhere/portal"));
        }
        faults.addAll(List.of(
                noSuchBucket(),
                proxy404(),
                throttle(),
                expiredToken(),
                resetBefore(),
                resetAfter(),
                stall(),
                nullHeaders(),
                wrongSize(987_654_321)));
        return List.copyOf(faults);
    }

    /** Every fault that a LIST can meet. */
    public static List<Fault> listAlphabet() {
        List<Fault> faults = new ArrayList<>();
        for (int status : new int[] {301, 307, 400, 403, 404, 405, 409, 429, 500, 501, 503, 504}) {
            faults.add(status(status));
        }
        faults.addAll(List.of(
                noSuchBucket(),
                proxy404(),
                throttle(),
                expiredToken(),
                resetBefore(),
                resetAfter(),
                stall(),
                emptyBody(),
                htmlPage(),
                otherRoot(),
                errorDocument(),
                hiding(0.05, 7)));
        for (PageFault fault : PageFault.values()) {
            faults.add(page(fault));
        }
        return List.copyOf(faults);
    }

    private static Fault error(String name, S3Error error) {
        return new Fault(name, new Effect.Instead((request, deviations, id) -> error.answer(request.target(), id)));
    }

    private static Fault instead(String name, Answer answer) {
        return new Fault(name, new Effect.Instead((request, deviations, id) -> answer));
    }

    private static Fault onAnswer(String name, UnaryOperator<Answer> change) {
        return new Fault(name, new Effect.OnAnswer(change));
    }

    private static Fault onPage(String name, UnaryOperator<ListingPage> change) {
        return new Fault(name, new Effect.OnPage(change));
    }

    private static Answer html(int status, String title) {
        String page = "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>";
        return Answer.of(status, "text/html", page.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return name;
    }
}
