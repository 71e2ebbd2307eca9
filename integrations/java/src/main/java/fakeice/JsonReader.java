package fakeice;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON by the letter of RFC 8259. */
final class JsonReader {
    private static final int DEEPEST = 500; // objects and arrays in each other
    private static final int SHOWN = 20; // characters of what is wrong
    private static final Pattern NUMBER =
        Pattern.compile("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private final String text;
    private int place;
    private int depth;

    JsonReader(String text) {
        this.text = Objects.requireNonNull(text, "there is no JSON text, but null");
    }

    /** The one value of the text. */
    Object read() {
        Object value = value();
        skipSpace();
        if (place < text.length()) {
            throw wrong("the end");
        }
        return value;
    }

    private Object value() {
        skipSpace();
        switch (next()) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string();
            case 't':
                return word("true", true);
            case 'f':
                return word("false", false);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private JsonObject object() {
        Map<String, Object> members = new LinkedHashMap<>();
        enter();
        if (!take('}')) {
            do {
                skipSpace();
                int start = place;
                if (next() != '"') {
                    throw wrong("a key");
                }
                String key = string();
                if (members.containsKey(key)) {
                    place = start;
                    throw wrong("another key");
                }
                expect(':', ":");
                members.put(key, value());
            } while (take(','));
            expect('}', ", or }");
        }
        --depth;
        return new JsonObject(members);
    }

    private List<Object> array() {
        List<Object> values = new ArrayList<>();
        enter();
        if (!take(']')) {
            do {
                values.add(value());
            } while (take(','));
            expect(']', ", or ]");
        }
        --depth;
        return Collections.unmodifiableList(values);
    }

    private void enter() {
        ++place;
        if (++depth > DEEPEST) {
            throw wrong("at most " + DEEPEST + " levels");
        }
    }

    private String string() {
        StringBuilder read = new StringBuilder();
        ++place;
        while (next() != '"') {
            if (next() < ' ') {
                throw wrong("an escape or the string's end");
            }
            read.append(next() == '\\' ? escape() : text.charAt(place++));
        }
        ++place;
        return read.toString();
    }

    private char escape() {
        ++place;
        int plain = "\"\\/bfnrt".indexOf(next());
        if (plain >= 0) {
            ++place;
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        if (next() != 'u') {
            throw wrong("one of \"\\/bfnrtu after a backslash");
        }
        int code = 0;
        for (int digits = 0; digits < 4; ++digits) {
            ++place;
            int digit = next() < 0x80 ? Character.digit(next(), 16) : -1;
            if (digit < 0) {
                throw wrong("a hexadecimal digit");
            }
            code = 16 * code + digit;
        }
        ++place;
        return (char) code;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, place)) {
            throw wrong("a value");
        }
        place += word.length();
        return value;
    }

    private Object number() {
        Matcher number = NUMBER.matcher(text).region(place, text.length());
        if (!number.lookingAt()) {
            throw wrong("a value");
        }
        place = number.end();
        String digits = number.group();
        if (number.group(1) == null && number.group(2) == null) {
            try {
                return Long.valueOf(digits);
            } catch (NumberFormatException tooLong) {
                return new BigDecimal(digits);
            }
        }
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException exponent) {
            place = number.start(2);
            throw wrong("a smaller exponent");
        }
    }

    private void skipSpace() {
        while (place < text.length() && " \t\r\n".indexOf(text.charAt(place)) >= 0) {
            ++place;
        }
    }

    /** Steps over that character, and the space before it, when it comes next. */
    private boolean take(char wanted) {
        skipSpace();
        if (next() != wanted) {
            return false;
        }
        ++place;
        return true;
    }

    private void expect(char wanted, String expected) {
        if (!take(wanted)) {
            throw wrong(expected);
        }
    }

    /** The character here; NUL, which no JSON has unescaped, at the end. */
    private char next() {
        return place < text.length() ? text.charAt(place) : '\0';
    }

    private IllegalArgumentException wrong(String expected) {
        String before = text.substring(0, place);
        int line = 1 + (int) before.chars().filter(letter -> letter == '\n').count();
        int column = place - before.lastIndexOf('\n');
        String rest = text.substring(place, Math.min(place + SHOWN, text.length()));
        String found = rest.isEmpty() ? "the text ends" : "there is " + JsonWriter.write(rest);
        return new IllegalArgumentException("no JSON: at line " + line + ", column " + column
            + " " + found + " in place of " + expected);
    }
}
