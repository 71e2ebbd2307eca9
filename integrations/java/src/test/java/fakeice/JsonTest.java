package fakeice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    static Object read(String text) {
        return new JsonReader(text).read();
    }

    @Test
    void valuesOfEveryKindAreRead() {
        JsonObject object =
            JsonObject.parse(" {\"a\":[1,-0,true,false,null,{}],\n\t\"b\" : \"\"}\r\n");
        assertEquals(Arrays.asList(1L, 0L, true, false, null, Map.of()), object.get("a"));
        assertEquals("", object.get("b"));
        assertEquals(List.of("a", "b"), List.copyOf(object.keySet()));
        assertEquals(List.of(), read("[ ]"));
    }

    @Test
    void numbersKeepEveryDigit() {
        assertEquals(Long.MIN_VALUE, read("-9223372036854775808"));
        assertEquals(new BigDecimal("9223372036854775808"), read("9223372036854775808"));
        assertEquals(new BigDecimal("1.50"), read("1.50"));
        assertEquals(new BigDecimal("1E-7"), read("1e-7"));
    }

    @Test
    void escapesAreRead() {
        assertEquals("\"\\/\b\f\n\r\t\u00e9\ud83d\udea2",
            read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\udea2\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{} {}", "// no\n{}", "{}/**/",
        "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:1}",
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":1}", "tru", "nul", "True", "NaN", "Infinity",
        "+1", "01", "-", "1.", ".5", "1e", "0x1", "1_0", "1e99999999999", "\u00a01", "\u0000",
        "\"", "\"a", "\"\\", "\"\\u12\"", "\"\\u12g4\"", "\"\\x41\"", "\"\t\"", "\"\u0000\"",
        "\"\\u\u0661\u0661\u0661\u0661\""})
    void whatIsNoJsonIsRefused(String text) {
        String said = assertThrows(IllegalArgumentException.class, () -> read(text)).getMessage();
        assertTrue(said.matches("no JSON: at line \\d+, column \\d+ .* in place of .*"), said);
    }

    @Test
    void aRefusalNamesPlaceAndReason() {
        var refusal = assertThrows(IllegalArgumentException.class,
            () -> JsonObject.parse("{\n  \"AppId\": \"app\"\n  \"Status\": \"Failed\"\n}"));
        assertEquals("no JSON: at line 3, column 3 there is \"\\\"Status\\\": \\\"Failed\\\"\\n}\""
            + " in place of , or }", refusal.getMessage());
        var ended = assertThrows(IllegalArgumentException.class, () -> read("[1, "));
        assertEquals("no JSON: at line 1, column 5 the text ends in place of a value",
            ended.getMessage());
    }

    @Test
    void depthHasALimit() {
        read("[".repeat(500) + "]".repeat(500));
        assertThrows(IllegalArgumentException.class, () -> read("[".repeat(100_000)));
    }

    @Test
    void anObjectIsAskedByKind() {
        JsonObject object =
            JsonObject.parse("{\"s\":\"x\",\"b\":true,\"n\":7,\"o\":{\"p\":1},\"l\":[{\"q\":2}]}");
        assertEquals("x", object.getString("s"));
        assertTrue(object.getBoolean("b"));
        assertEquals(7, object.getLong("n"));
        assertEquals(1, object.getObject("o").getLong("p"));
        assertEquals(List.of(Map.of("q", 2L)), object.getObjects("l"));
        var missing = assertThrows(NoSuchElementException.class, () -> object.getString("S"));
        assertEquals("there is no S; there is s, b, n, o, l", missing.getMessage());
        var other = assertThrows(ClassCastException.class, () -> object.getString("n"));
        assertEquals("n is the number 7", other.getMessage());
        assertThrows(UnsupportedOperationException.class, () -> object.put("s", "y"));
        assertThrows(UnsupportedOperationException.class, object::clear);
        var array = assertThrows(IllegalArgumentException.class, () -> JsonObject.parse("[]"));
        assertEquals("not a JSON object but an array", array.getMessage());
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("text", "\"\\/\b\f\n\r\t\u0001\u007f é \ud83d\udea2 \u2028");
        all.put("lists", List.of(List.of(), Map.of(), Arrays.asList((Object) null)));
        all.put("numbers", List.of(-1L, new BigDecimal("1.50")));
        all.put("truth", true);
        String written = JsonWriter.write(all);
        assertEquals(all, read(written));
        assertEquals(written, read(written).toString());
    }

    @Test
    void numbersOfEveryTypeAreWritten() {
        assertEquals("[1,2,3,4,0.5,1.5,18446744073709551616]", JsonWriter.write(List.of(
            1, 2L, (short) 3, (byte) 4, 0.5, 1.5f, BigInteger.TWO.pow(64))));
    }

    @Test
    void halfACharacterIsEscaped() {
        assertEquals("\"\\ud83d\"", JsonWriter.write("\ud83d"));
        assertEquals("\"\\udea2x\"", JsonWriter.write("\udea2x"));
    }

    @Test
    void whatJsonLacksIsNotWritten() {
        var odd = assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(
            Map.of("Timeline", List.of(Map.of("After/s", java.time.Duration.ofSeconds(2))))));
        assertEquals("/Timeline/0/After~1s: PT2S, of java.time.Duration, is no JSON; use maps,"
            + " collections, strings, numbers, booleans or null", odd.getMessage());
        var key = assertThrows(IllegalArgumentException.class,
            () -> JsonWriter.write(Collections.singletonMap(7, 1)));
        assertEquals("/7: a key of JSON is a string", key.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void numbersWithoutEndAreNotWritten(double number) {
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(number));
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write((float) number));
    }
}
