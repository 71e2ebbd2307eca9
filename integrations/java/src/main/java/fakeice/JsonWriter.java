package fakeice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;

/** Writes maps, collections, strings, numbers, booleans and null as JSON. */
final class JsonWriter {
    private final StringBuilder written = new StringBuilder();

    private JsonWriter() {}

    /**
     * The JSON of a value.
     *
     * @throws IllegalArgumentException which says where, when JSON has no such thing
     */
    static String write(Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value, "");
        return writer.written.toString();
    }

    private void value(Object value, String pointer) {
        if (value instanceof Map) {
            object((Map<?, ?>) value, pointer);
        } else if (value instanceof Collection) {
            array((Collection<?>) value, pointer);
        } else if (value instanceof CharSequence) {
            string(value.toString());
        } else if (value == null || value instanceof Boolean || isNumber(value)) {
            written.append(value);
        } else {
            String where = pointer.isEmpty() ? "" : pointer + ": ";
            throw new IllegalArgumentException(where + value + ", of " + value.getClass().getName()
                + ", is no JSON; use maps, collections, strings, numbers, booleans or null");
        }
    }

    private void object(Map<?, ?> members, String pointer) {
        char separator = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
            String key = String.valueOf(member.getKey());
            String place = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
            if (!(member.getKey() instanceof CharSequence)) {
                throw new IllegalArgumentException(place + ": a key of JSON is a string");
            }
            written.append(separator);
            string(key);
            written.append(':');
            value(member.getValue(), place);
            separator = ',';
        }
        written.append(members.isEmpty() ? "{}" : "}");
    }

    private void array(Collection<?> values, String pointer) {
        char separator = '[';
        int index = 0;
        for (Object value : values) {
            written.append(separator);
            value(value, pointer + "/" + index++);
            separator = ',';
        }
        written.append(values.isEmpty() ? "[]" : "]");
    }

    private void string(String text) {
        written.append('"');
        for (int place = 0; place < text.length(); ++place) {
            char letter = text.charAt(place);
            int named = "\"\\\b\f\n\r\t".indexOf(letter);
            if (named >= 0) {
                written.append('\\').append("\"\\bfnrt".charAt(named));
            } else if (letter < ' ' || letter == '\u007f' || isLone(text, place)) {
                written.append(String.format("\\u%04x", (int) letter));
            } else {
                written.append(letter);
            }
        }
        written.append('"');
    }

    /** Half of a character, which UTF-8 cannot say. */
    private static boolean isLone(String text, int place) {
        char letter = text.charAt(place);
        if (Character.isHighSurrogate(letter)) {
            return place + 1 == text.length() || !Character.isLowSurrogate(text.charAt(place + 1));
        }
        return Character.isLowSurrogate(letter)
            && (place == 0 || !Character.isHighSurrogate(text.charAt(place - 1)));
    }

    private static boolean isNumber(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short
            || value instanceof Byte || value instanceof BigInteger || value instanceof BigDecimal
            || value instanceof Double && Double.isFinite((Double) value)
            || value instanceof Float && Float.isFinite((Float) value);
    }
}
