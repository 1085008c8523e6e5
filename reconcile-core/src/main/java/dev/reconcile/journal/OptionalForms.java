package dev.reconcile.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Optional values as the value or null. */
@SuppressWarnings("rawtypes")
final class OptionalForms {

    static final JsonSerializer<OptionalLong> LONG_OUT = new JsonSerializer<>() {
        @Override
        public void serialize(OptionalLong value, JsonGenerator out, SerializerProvider context) throws IOException {
            if (value.isPresent()) {
                out.writeNumber(value.getAsLong());
            } else {
                out.writeNull();
            }
        }
    };

    static final JsonDeserializer<OptionalLong> LONG_IN = new JsonDeserializer<>() {
        @Override
        public OptionalLong deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return OptionalLong.of(in.getLongValue());
        }

        @Override
        public OptionalLong getNullValue(DeserializationContext context) {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong getAbsentValue(DeserializationContext context) {
            return OptionalLong.empty();
        }
    };

    static final JsonSerializer<OptionalInt> INT_OUT = new JsonSerializer<>() {
        @Override
        public void serialize(OptionalInt value, JsonGenerator out, SerializerProvider context) throws IOException {
            if (value.isPresent()) {
                out.writeNumber(value.getAsInt());
            } else {
                out.writeNull();
            }
        }
    };

    static final JsonDeserializer<OptionalInt> INT_IN = new JsonDeserializer<>() {
        @Override
        public OptionalInt deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return OptionalInt.of(in.getIntValue());
        }

        @Override
        public OptionalInt getNullValue(DeserializationContext context) {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt getAbsentValue(DeserializationContext context) {
            return OptionalInt.empty();
        }
    };

    static final JsonSerializer<Optional> OUT = new JsonSerializer<>() {
        @Override
        public void serialize(Optional value, JsonGenerator out, SerializerProvider context) throws IOException {
            if (value.isPresent()) {
                context.defaultSerializeValue(value.get(), out);
            } else {
                out.writeNull();
            }
        }
    };

    private OptionalForms() {}

    /** Knows what the optional is of once it knows the property. */
    static final class In extends JsonDeserializer<Optional> implements ContextualDeserializer {

        private final @Nullable JavaType of;

        In() {
            this(null);
        }

        private In(@Nullable JavaType of) {
            this.of = of;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            return new In(property.getType().containedType(0));
        }

        @Override
        public Optional deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Optional.of(context.readValue(in, of));
        }

        @Override
        public Optional getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Optional getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
