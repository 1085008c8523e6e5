package dev.reconcile.minio;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Written;
import dev.reconcile.store.protocol.Change;
import io.minio.Http;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tags of objects, where the store has any (H79). */
final class MinioTagging {

    private final Access access;

    MinioTagging(Access access) {
        this.access = access;
    }

    Tags tags(ObjectKey key) {
        Change look = new Change(access.profile(), "Reading the tags of", key);
        Written obstacle = look.obstacle(key);
        if (obstacle != null) {
            return Tags.unknown(obstacle.detail());
        }
        try {
            Answer answer = send(key);
            Optional<Map<String, String>> tags = read(answer);
            return tags.isPresent()
                    ? Tags.of(tags.get())
                    : Tags.unknown(look.explained(refused(key, answer)).detail());
        } catch (RuntimeException e) { // H37
            return Tags.unknown(look.explained(Access.notAnswered(e)).detail());
        }
    }

    Answer send(ObjectKey key) {
        return access.send(reading(key));
    }

    private static Call reading(ObjectKey key) {
        return Call.on(Http.Method.GET, key).query("tagging", "").needing("s3:GetObjectTagging");
    }

    /** What the answer says, if it is one of the store's that says it. */
    Optional<Map<String, String>> read(Answer answer) {
        if (answer.head().status() == 404 && "NoSuchTagSet".equals(answer.code())) {
            return Optional.of(Map.of()); // how some stores say that there are none
        }
        if (answer.head().status() != 200 || !access.isTheStores(answer)) {
            return Optional.empty();
        }
        List<Xml> sets = answer.root("Tagging").map(root -> root.all("TagSet")).orElse(List.of());
        if (sets.size() != 1) {
            return Optional.empty();
        }
        Map<String, String> tags = new TreeMap<>();
        for (Xml tag : sets.get(0).all("Tag")) {
            String name = tag.text("Key");
            String value = tag.text("Value");
            if (name == null || value == null) {
                return Optional.empty();
            }
            tags.put(name, value);
        }
        return Optional.of(tags);
    }

    Written refused(ObjectKey key, Answer answer) {
        return answer.isSuccess()
                ? Written.not(
                        Written.Kind.UNKNOWN, "status " + answer.head().status() + " with something else than tags")
                : access.refused(reading(key), answer);
    }

    Written tag(ObjectKey key, Map<String, String> tags) {
        StringBuilder xml = new StringBuilder("<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>");
        new TreeMap<>(tags)
                .forEach((name, value) -> xml.append("<Tag><Key>")
                        .append(Xml.escaped(name))
                        .append("</Key><Value>")
                        .append(Xml.escaped(value))
                        .append("</Value></Tag>"));
        Call call = Call.on(Http.Method.PUT, key)
                .query("tagging", "")
                .body(
                        "application/xml",
                        xml.append("</TagSet></Tagging>").toString().getBytes(StandardCharsets.UTF_8))
                .needing("s3:PutObjectTagging");
        return access.change(
                new Change(access.profile(), "Tagging", key), call, answer -> access.applied(answer, 200, 204));
    }
}
