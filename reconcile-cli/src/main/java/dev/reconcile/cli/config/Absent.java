package dev.reconcile.cli.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** What a key that isn't there stands for. */
final class Absent {

    /** There is nothing that it could stand for. */
    static final Object REQUIRED = new Object();

    private static final Mark NOWHERE = new Mark("", 0, 0, 0, new int[0], 0);

    private Absent() {}

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** {@link #REQUIRED} if the key has to be there. */
    static @Nullable Object value(RecordComponent component, Binder binder, String path) {
        Class<?> type = component.getType();
        if (isNullable(component)) {
            return null;
        }
        String text = key(component).byDefault();
        if (!text.isEmpty()) {
            return given(component, text);
        }
        if (type == boolean.class) {
            return false;
        }
        if (isRequired(component)) {
            return REQUIRED;
        }
        if (type == List.class) {
            return List.of();
        }
        if (type == Map.class) {
            return Map.of();
        }
        return binder.value(empty(), type, path);
    }

    private static MappingNode empty() {
        return new MappingNode(Tag.MAP, true, List.of(), NOWHERE, NOWHERE, FlowStyle.FLOW);
    }

    private static @Nullable Object given(RecordComponent component, String text) {
        Problems none = new Problems("default");
        Node node = YamlFile.parse(text, none);
        Path nowhere = Path.of("");
        Object value = node == null
                ? null
                : new Binder(new Variables(Map.of(), nowhere), nowhere, none, none)
                        .value(node, component.getGenericType(), component.getName());
        if (value == null) {
            throw new IllegalStateException("The default of " + component + " is none: " + text);
        }
        return value;
    }

    /** Whether the file has to say it. */
    static boolean isRequired(RecordComponent component) {
        Class<?> type = component.getType();
        if (isNullable(component)
                || !key(component).byDefault().isEmpty()
                || type == boolean.class
                || type == List.class) {
            return false;
        }
        if (type == Map.class) { // of sections there has to be one, or there would be nothing to say by name
            return isSection(Keys.below(component.getGenericType()));
        }
        if (!type.isRecord() || !isSection(type)) {
            return true;
        }
        for (RecordComponent each : type.getRecordComponents()) {
            if (isRequired(each)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it has keys of its own. */
    static boolean isSection(Class<?> type) {
        return (type.isRecord() || type.isInterface()) && !Scalars.isScalar(type);
    }

    static Key key(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException("A component without its meaning: " + component);
        }
        return key;
    }

    /** As it is said in a message: what would have to stand there, and an example. */
    static String expected(RecordComponent component) {
        Class<?> type = component.getType();
        String name = Names.key(component.getName());
        if (type == Map.class || isSection(type)) {
            return "keys and values below " + name + ":";
        }
        String example = key(component).example();
        return example.isEmpty() ? Scalars.of(type).expected() : name + ": " + example;
    }
}
