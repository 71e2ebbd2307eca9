package fakeice;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A JSON object as a map that cannot be changed, in the order of its text. A value is a {@link
 * String}, a {@link Boolean}, a {@link Long} or else {@link java.math.BigDecimal}, a {@link List},
 * another JsonObject, or {@code null}. {@link #toString} gives JSON.
 */
public final class JsonObject extends AbstractMap<String, Object> {
    private final Map<String, Object> members;

    JsonObject(Map<String, Object> members) {
        this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /**
     * Reads a text, by the letter of RFC 8259; a key that is there twice is an error.
     *
     * @throws IllegalArgumentException which names line and column, when it is no JSON object
     */
    public static JsonObject parse(String text) {
        Object value = new JsonReader(text).read();
        if (value instanceof JsonObject) {
            return (JsonObject) value;
        }
        throw new IllegalArgumentException("not a JSON object but " + kindOf(value));
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return members.entrySet();
    }

    @Override
    public Object get(Object key) {
        return members.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return members.containsKey(key);
    }

    /**
     * The text at a key.
     *
     * @throws NoSuchElementException when there is nothing; the message names the keys there are
     * @throws ClassCastException when it is something else
     */
    public String getString(String key) {
        return get(key, String.class);
    }

    /** The truth at a key; throws as {@link #getString} does. */
    public boolean getBoolean(String key) {
        return get(key, Boolean.class);
    }

    /** The whole number at a key; throws as {@link #getString} does. */
    public long getLong(String key) {
        return get(key, Long.class);
    }

    /** The object at a key; throws as {@link #getString} does. */
    public JsonObject getObject(String key) {
        return get(key, JsonObject.class);
    }

    /** The list of objects at a key; throws as {@link #getString} does. */
    public List<JsonObject> getObjects(String key) {
        List<?> values = get(key, List.class);
        return values.stream().map(value -> cast(key, value, JsonObject.class))
            .collect(Collectors.toUnmodifiableList());
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }

    private <T> T get(String key, Class<T> type) {
        Object value = members.get(key);
        if (value == null) {
            String known = members.isEmpty() ? "nothing" : String.join(", ", members.keySet());
            throw new NoSuchElementException("there is no " + key + "; there is " + known);
        }
        return cast(key, value, type);
    }

    private static <T> T cast(String key, Object value, Class<T> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw new ClassCastException(key + " is " + kindOf(value));
    }

    private static String kindOf(Object value) {
        return value == null ? "null"
            : value instanceof String ? "a string"
            : value instanceof Boolean ? "a boolean"
            : value instanceof Number ? "the number " + value
            : value instanceof List ? "an array"
            : "an object";
    }
}
