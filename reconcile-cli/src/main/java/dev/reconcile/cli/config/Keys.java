package dev.reconcile.cli.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All keys that there are. */
final class Keys {

    /**
     * One of them.
     *
     * @param section the path of the keys above it; empty at the top. A name that is the user's own is in angle brackets
     * @param kind which type of the section has it; empty if there are no types
     */
    record Place(String section, String kind, RecordComponent component) {

        String name() {
            return Names.key(component.getName());
        }

        String path() {
            return section.isEmpty() ? name() : section + "." + name();
        }

        private String home() {
            return section.isEmpty() ? "the file itself" : kind.isEmpty() ? section : section + " with type: " + kind;
        }
    }

    private Keys() {}

    /** In the order of the records; those of a section follow the section's own key. */
    static List<Place> all() {
        List<Place> all = new ArrayList<>();
        add(Document.class, "", "", all);
        return List.copyOf(all);
    }

    private static void add(Class<?> type, String section, String kind, List<Place> all) {
        if (type.isInterface()) {
            Binder.kinds(type).forEach((name, each) -> add(each, section, name, all));
            return;
        }
        for (RecordComponent each : type.getRecordComponents()) {
            Place place = new Place(section, kind, each);
            all.add(place);
            Class<?> below = below(each.getGenericType());
            if (Absent.isSection(below)) {
                boolean named = each.getType() != below;
                add(below, place.path() + (named ? ".<role>" : ""), "", all);
            }
        }
    }

    /** What a list or a map holds, or the type itself. */
    static Class<?> below(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return below(arguments[arguments.length - 1]);
        }
        return (Class<?>) type;
    }

    /** Where a key of this name belongs, if there is just one such place. */
    static Optional<String> homeOf(String name) {
        List<String> homes = all().stream()
                .filter(place -> place.name().equals(name))
                .map(Place::home)
                .distinct()
                .toList();
        return homes.size() == 1 ? Optional.of(homes.get(0)) : Optional.empty();
    }

    /** A message about settings in Java, with the names of the keys. */
    static String named(String message) {
        String named = message;
        for (RecordComponent each : RunSection.class.getRecordComponents()) {
            named = named.replaceAll("\\b" + each.getName() + "\\b", Names.key(each.getName()));
        }
        return named;
    }
}
