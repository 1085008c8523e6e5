package dev.reconcile.cli.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;

/** The guide's list of all keys, made from the records. */
final class GuideText {

    private static final String HEAD = "\n| key | type | default | meaning |\n|---|---|---|---|\n";

    private GuideText() {}

    static String of() {
        StringBuilder text = new StringBuilder();
        String section = "";
        String kind = "";
        for (Keys.Place place : Keys.all()) {
            if (place.section().isEmpty()) {
                section = place.name();
                kind = "";
                text.append("\n### ")
                        .append(section)
                        .append("\n\n")
                        .append(Absent.key(place.component()).value())
                        .append("\n");
                text.append(place.component().getType().isInterface() ? "" : HEAD);
                continue;
            }
            if (!place.kind().equals(kind) && !place.kind().isEmpty()) {
                kind = place.kind();
                text.append("\nWith `type: ").append(kind).append("`:\n").append(HEAD);
            }
            text.append(row(place));
        }
        return text.append('\n').toString();
    }

    private static String row(Keys.Place place) {
        Key key = Absent.key(place.component());
        String example = key.example().isEmpty() ? "" : " As `" + key.example() + "`.";
        return "| `" + place.path() + "` | " + type(place.component().getGenericType()) + " | "
                + usual(place.component()) + " | " + (key.value() + example).replace("|", "\\|") + " |\n";
    }

    private static String usual(RecordComponent component) {
        String text = Absent.key(component).byDefault();
        if (!text.isEmpty()) {
            return text.contains(" ") && !text.startsWith("[") ? text : "`" + text + "`";
        }
        if (component.getType() == boolean.class) {
            return "`false`";
        }
        return Absent.isRequired(component) ? "**required**" : "";
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? "list of " + type(arguments[0])
                    : "by " + (((Class<?>) arguments[0]).isEnum() ? "algorithm" : "name") + ": " + type(arguments[1]);
        }
        Class<?> plain = (Class<?>) type;
        if (Absent.isSection(plain)) {
            return "keys";
        }
        if (plain.isEnum()) {
            return String.join(
                    ", ",
                    Scalars.names(plain).stream().map(each -> "`" + each + "`").toList());
        }
        String expected = Scalars.of(plain).expected();
        int example = expected.indexOf(" as ");
        return (example < 0 ? expected : expected.substring(0, example)).replaceFirst("^an? ", "");
    }
}
