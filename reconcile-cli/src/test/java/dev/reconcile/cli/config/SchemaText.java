package dev.reconcile.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The JSON Schema of the configuration, made from its records. */
final class SchemaText {

    /** A text with a variable may become anything. */
    private static final String VARIABLE = "\\$\\{.+\\}";

    private static final Map<Class<?>, String> PATTERNS = Map.of(
            Duration.class, "^([0-9]+ *(ms|s|m|h|d|w) *)+$|^P[0-9DTHMS.]+$",
            ByteSize.class, "^[0-9]+ *([kKmMgGtT]i?)?[bB]?$",
            Share.class, "^[0-9]+(\\.[0-9]+)? *%?$",
            URI.class, "^[A-Za-z][A-Za-z0-9+.-]*://");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private SchemaText() {}

    static String of(Class<?> root) throws JsonProcessingException {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:dev.reconcile:configuration");
        schema.put("title", "Configuration of Reconcile");
        schema.put("description", "One table, one bucket and one journal, for the command line.");
        schema.setAll(section(root));
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withObjectIndenter(lines)
                .withArrayIndenter(DefaultPrettyPrinter.FixedSpaceIndenter.instance);
        return JSON.writer(printer).writeValueAsString(schema) + "\n";
    }

    private static ObjectNode section(Class<?> type) throws JsonProcessingException {
        if (type.isInterface()) {
            ObjectNode either = JSON.createObjectNode();
            ArrayNode kinds = either.put("type", "object").putArray("oneOf");
            for (Map.Entry<String, Class<?>> each : Binder.kinds(type).entrySet()) {
                kinds.add(record(each.getValue(), each.getKey()));
            }
            return either;
        }
        return record(type, null);
    }

    private static ObjectNode record(Class<?> type, String kind) throws JsonProcessingException {
        ObjectNode schema = JSON.createObjectNode().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.createArrayNode();
        if (kind != null) {
            properties.putObject("type").put("const", kind);
            required.add("type");
        }
        for (RecordComponent each : type.getRecordComponents()) {
            properties.set(Names.key(each.getName()), property(each));
            if (Absent.isRequired(each)) {
                required.add(Names.key(each.getName()));
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private static ObjectNode property(RecordComponent component) throws JsonProcessingException {
        Key key = Absent.key(component);
        ObjectNode property = JSON.createObjectNode();
        String usual = component.getType() == boolean.class && key.byDefault().isEmpty() ? "false" : key.byDefault();
        property.put("description", key.value() + (usual.isEmpty() ? "" : " Default: " + usual + "."));
        property.setAll(value(component.getGenericType()));
        if (!key.example().isEmpty()) {
            property.putArray("examples").add(YAML.readTree(key.example()));
        }
        return property;
    }

    private static ObjectNode value(Type type) throws JsonProcessingException {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class ? list(arguments[0]) : map((Class<?>) arguments[0], arguments[1]);
        }
        return Scalars.isScalar((Class<?>) type) ? scalar((Class<?>) type) : section((Class<?>) type);
    }

    private static ObjectNode list(Type element) throws JsonProcessingException {
        ObjectNode list = JSON.createObjectNode();
        ArrayNode either = list.putArray("anyOf");
        either.addObject().put("type", "array").set("items", value(element));
        either.add(value(element));
        return list;
    }

    private static ObjectNode map(Class<?> keys, Type values) throws JsonProcessingException {
        ObjectNode map = JSON.createObjectNode().put("type", "object");
        if (keys.isEnum()) {
            map.set("propertyNames", JSON.createObjectNode().set("enum", JSON.valueToTree(Scalars.names(keys))));
        }
        map.set("additionalProperties", value(values));
        return map;
    }

    private static ObjectNode scalar(Class<?> type) {
        ObjectNode value = JSON.createObjectNode();
        if (type == String.class
                || type == Secret.class
                || type == Path.class
                || type == Pattern.class
                || type == ZoneId.class) {
            value.putArray("type").add("string").add("number").add("boolean");
            return value;
        }
        ArrayNode either = value.putArray("anyOf");
        if (type.isEnum()) {
            either.addObject().set("enum", JSON.valueToTree(Scalars.names(type)));
        } else if (type == boolean.class || type == Boolean.class) {
            either.addObject().put("type", "boolean");
            either.addObject().putArray("enum").add("yes").add("no").add("on").add("off");
        } else if (PATTERNS.containsKey(type)) {
            either.addObject().put("type", "string").put("pattern", PATTERNS.get(type));
            if (type == ByteSize.class || type == Share.class) {
                either.addObject().put("type", "number").put("minimum", 0);
            }
        } else {
            either.addObject().put("type", type == BigDecimal.class ? "number" : "integer");
        }
        either.addObject().put("type", "string").put("pattern", VARIABLE);
        return value;
    }
}
