package dev.reconcile.cli.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Makes records of nodes, and says everything that is wrong with them at once. A value that it says something about is null. */
final class Binder {

    private final Variables variables;
    private final Path directory;
    private final Problems problems;
    private final Problems missingSecrets;

    /**
     * @param directory what paths are relative to
     * @param missingSecrets is told what is only wrong once it is needed
     */
    Binder(Variables variables, Path directory, Problems problems, Problems missingSecrets) {
        this.variables = variables;
        this.directory = directory;
        this.problems = problems;
        this.missingSecrets = missingSecrets;
    }

    <T> @Nullable T bind(Node root, Class<T> type) {
        return type.cast(section(root, type, ""));
    }

    private @Nullable Object section(Node node, Class<?> type, String path) {
        if (!(node instanceof MappingNode mapping)) {
            String what = path.isEmpty() ? "The file is " : "is ";
            problems.add(
                    node.getStartMark(), path, what + kind(node) + ", expected keys and values, indented below it");
            return null;
        }
        Map<String, Node> values = entries(mapping, path);
        return type.isInterface() ? oneOf(node, type, values, path) : record(node, type, values, path);
    }

    /** The interface's records by the value of the key {@code type}. */
    private @Nullable Object oneOf(Node node, Class<?> type, Map<String, Node> values, String path) {
        Map<String, Class<?>> known = kinds(type);
        Node said = values.remove("type");
        String expected = "expected one of " + String.join(", ", known.keySet());
        if (said == null) {
            problems.add(node.getStartMark(), join(path, "type"), "is missing, " + expected);
            return null;
        }
        String name = text(said, join(path, "type"));
        if (name == null) {
            return null;
        }
        Class<?> chosen = known.get(name.toLowerCase(Locale.ROOT));
        if (chosen == null) {
            boolean shown = !(said instanceof ScalarNode scalar) || !Variables.areIn(scalar.getValue());
            problems.add(
                    said.getStartMark(),
                    join(path, "type"),
                    "is " + (shown ? "'" + name + "'" : "something else") + ", " + expected
                            + (shown ? didYouMean(name, known.keySet()) : ""));
            return null;
        }
        return record(node, chosen, values, path);
    }

    static Map<String, Class<?>> kinds(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .collect(Collectors.toMap(
                        each -> each.getSimpleName().toLowerCase(Locale.ROOT),
                        each -> each,
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    private @Nullable Object record(Node node, Class<?> type, Map<String, Node> values, String path) {
        RecordComponent[] components = type.getRecordComponents();
        List<String> known = Arrays.stream(components)
                .map(component -> Names.key(component.getName()))
                .toList();
        boolean whole = true;
        for (Map.Entry<String, Node> each : values.entrySet()) {
            if (!known.contains(each.getKey())) {
                problems.addAt(join(path, each.getKey()), unknown(each.getKey(), known));
                whole = false;
            }
        }
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            String key = join(path, known.get(i));
            Node value = values.get(known.get(i));
            Object bound;
            if (value == null || isEmpty(value)) {
                bound = Absent.value(component, this, key);
                if (bound == Absent.REQUIRED) {
                    problems.add(
                            (value == null ? node : value).getStartMark(),
                            key,
                            "is missing, expected " + Absent.expected(component));
                }
            } else {
                bound = value(value, component.getGenericType(), key);
                whole &= bound != null;
            }
            whole &= bound != Absent.REQUIRED;
            arguments[i] = bound;
        }
        return whole && !hasFailed(components, arguments) ? make(type, components, arguments, node, path) : null;
    }

    /** A section that was left out may still need keys of its own. */
    private static boolean hasFailed(RecordComponent[] components, @Nullable Object[] arguments) {
        for (int i = 0; i < components.length; i++) {
            if (arguments[i] == null && !Absent.isNullable(components[i])) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Object make(
            Class<?> type, RecordComponent[] components, @Nullable Object[] arguments, Node node, String path) {
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException wrong) {
                problems.add(node.getStartMark(), path, "is wrong: " + wrong.getMessage());
                return null;
            }
            throw new IllegalStateException("Making " + type, refused);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Making " + type, e);
        }
    }

    /** Of a value that was said; null if there is a problem. */
    @Nullable
    Object value(Node node, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(node, arguments[0], path)
                    : map(node, (Class<?>) arguments[0], arguments[1], path);
        }
        Class<?> plain = (Class<?>) type;
        return Scalars.isScalar(plain) ? scalar(node, plain, path) : section(node, plain, path);
    }

    private @Nullable Object list(Node node, Type element, String path) {
        if (node instanceof MappingNode) {
            problems.add(node.getStartMark(), path, "is keys and values, expected a list, as [one, two]");
            return null;
        }
        List<Node> nodes = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
        List<Object> values = new ArrayList<>();
        for (Node each : nodes) {
            Object value = value(each, element, path);
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == nodes.size() ? List.copyOf(values) : null;
    }

    private @Nullable Object map(Node node, Class<?> keyType, Type valueType, String path) {
        if (!(node instanceof MappingNode mapping)) {
            problems.add(
                    node.getStartMark(), path, "is " + kind(node) + ", expected names and values, as {name: value}");
            return null;
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        boolean whole = true;
        for (Map.Entry<String, Node> each : entries(mapping, path).entrySet()) {
            String at = join(path, each.getKey());
            Object key = parsed(each.getValue(), keyType, each.getKey(), at, true);
            Object value = value(each.getValue(), valueType, at);
            if (key == null || value == null) {
                whole = false;
            } else {
                values.put(key, value);
            }
        }
        return whole ? Collections.unmodifiableMap(values) : null;
    }

    private @Nullable Object scalar(Node node, Class<?> type, String path) {
        if (!(node instanceof ScalarNode scalar)) {
            problems.add(
                    node.getStartMark(),
                    path,
                    "is " + kind(node) + ", expected " + Scalars.of(type).expected());
            return null;
        }
        if (type == Secret.class && isMissing(scalar, path)) {
            return Secret.missing(missingSecrets);
        }
        String text = text(node, path);
        if (text == null) {
            return null;
        }
        if (text.isEmpty()) {
            problems.add(
                    node.getStartMark(),
                    path,
                    "is empty, expected " + Scalars.of(type).expected());
            return null;
        }
        boolean shown = type != Secret.class && type != URI.class && !Variables.areIn(scalar.getValue());
        return parsed(node, type, text, path, shown);
    }

    private @Nullable Object parsed(Node node, Class<?> type, String text, String path, boolean shown) {
        Scalars.Scalar kind = Scalars.of(type);
        try {
            Object value = kind.parse().apply(text);
            return value instanceof Path relative ? directory.resolve(relative).normalize() : value;
        } catch (RuntimeException wrong) {
            String suggestion = type.isEnum() && shown ? didYouMean(text, Scalars.names(type)) : "";
            problems.add(
                    node.getStartMark(),
                    path,
                    "is " + (shown ? "'" + text + "'" : "something else") + ", expected " + kind.expected()
                            + suggestion);
            return null;
        }
    }

    /** With its variables resolved; null if they can't be. */
    private @Nullable String text(Node node, String path) {
        if (!(node instanceof ScalarNode scalar)) {
            problems.add(node.getStartMark(), path, "is " + kind(node) + ", expected a text");
            return null;
        }
        try {
            return variables.resolve(scalar.getValue());
        } catch (IllegalArgumentException unset) {
            problems.add(node.getStartMark(), path, String.valueOf(unset.getMessage()));
            return null;
        }
    }

    private boolean isMissing(ScalarNode node, String path) {
        try {
            variables.resolve(node.getValue());
            return false;
        } catch (IllegalArgumentException unset) {
            missingSecrets.add(node.getStartMark(), path, String.valueOf(unset.getMessage()));
            return true;
        }
    }

    private boolean isEmpty(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return false;
        }
        boolean quiet = scalar.getValue().isEmpty() || (scalar.getTag().equals(Tag.NULL) && scalar.isPlain());
        if (quiet || !Variables.areIn(scalar.getValue())) {
            return quiet;
        }
        try {
            return variables.resolve(scalar.getValue()).isEmpty();
        } catch (IllegalArgumentException saidLater) {
            return false;
        }
    }

    private Map<String, Node> entries(MappingNode mapping, String path) {
        Map<String, Node> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (NodeTuple each : mapping.getValue()) {
            Node key = each.getKeyNode();
            if (!(key instanceof ScalarNode name)) {
                problems.add(key.getStartMark(), path, "has a key that is " + kind(key) + ", expected a name");
                continue;
            }
            String at = join(path, name.getValue());
            Integer before =
                    lines.putIfAbsent(name.getValue(), key.getStartMark().getLine() + 1);
            if (before != null) {
                problems.add(key.getStartMark(), at, "is there twice, first in line " + before);
                continue;
            }
            problems.place(at, key.getStartMark());
            entries.put(name.getValue(), each.getValueNode());
        }
        return entries;
    }

    private static String unknown(String key, List<String> known) {
        String near = didYouMean(key, known);
        if (!near.isEmpty()) {
            return "is no key" + near;
        }
        return "is no key here"
                + Keys.homeOf(key)
                        .map(home -> "; it belongs in " + home)
                        .orElse(", expected one of " + String.join(", ", known));
    }

    private static String didYouMean(String written, Collection<String> known) {
        return Names.nearest(written, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String kind(Node node) {
        return node instanceof MappingNode
                ? "keys and values"
                : node instanceof SequenceNode ? "a list" : "a single value";
    }
}
