package fakeice;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A line of the journal, and its explanation below it. */
final class JournalRow {
    private static final int COLUMNS = 100;
    private static final int MESSAGE = 200; // characters; that of a wrong signature has a page
    static final String INDENT = " ".repeat(16);
    private static final Pattern IN_XML = Pattern.compile("<(Message|Status)>(.*?)</");

    private final List<String> times = new ArrayList<>(); // of this and of equal ones after it
    private final String action;
    private final String answer;
    private final String about;
    private final String why;

    JournalRow(String time, String action, String answer, String about, String why) {
        this.times.add(time);
        this.action = plain(action);
        this.answer = plain(answer);
        this.about = plain(about);
        this.why = plain(why);
    }

    /** The lines of rows: those that differ only in their time are one. */
    static List<String> table(List<JournalRow> rows) {
        List<JournalRow> different = new ArrayList<>();
        for (JournalRow row : rows) {
            JournalRow last = different.isEmpty() ? null : different.get(different.size() - 1);
            if (last != null && last.saysTheSameAs(row)) {
                last.times.addAll(row.times);
            } else {
                different.add(row);
            }
        }
        int action = different.stream().mapToInt(row -> row.action.length()).max().orElse(1);
        int answer = different.stream().mapToInt(row -> row.answer.length()).max().orElse(1);
        String format = "  %s  %-" + action + "s  %-" + answer + "s  %s%s";
        List<String> lines = new ArrayList<>();
        for (JournalRow row : different) {
            lines.add(String.format(format, row.times.get(0), row.action, row.answer, row.about,
                row.more()).stripTrailing());
            lines.addAll(wrapped(INDENT, row.why));
        }
        return lines;
    }

    private boolean saysTheSameAs(JournalRow other) {
        return List.of(action, answer, about, why)
            .equals(List.of(other.action, other.answer, other.about, other.why));
    }

    private String more() {
        return times.size() == 1 ? ""
            : "  ×" + times.size() + ", until " + times.get(times.size() - 1);
    }

    static List<String> wrapped(String indent, String text) {
        List<String> lines = new ArrayList<>();
        for (String word : text.split("\\s+")) {
            int last = lines.size() - 1;
            if (last >= 0 && lines.get(last).length() + 1 + word.length() <= COLUMNS) {
                lines.set(last, lines.get(last) + " " + word);
            } else if (!word.isEmpty()) {
                lines.add(indent + word);
            }
        }
        return lines;
    }

    static String shortened(String message) {
        return message.length() > MESSAGE ? message.substring(0, MESSAGE) + " …" : message;
    }

    static JsonObject toldInXml(String body) {
        Map<String, Object> told = new LinkedHashMap<>();
        Matcher element = IN_XML.matcher(body);
        while (element.find()) {
            told.put(element.group(1), element.group(2));
        }
        return new JsonObject(told);
    }

    /** What a client sent may not drive the terminal. */
    static String plain(String text) {
        return text.codePoints().mapToObj(JournalRow::shown).collect(Collectors.joining());
    }

    private static String shown(int letter) {
        String text = Character.toString(letter);
        switch (Character.getType(letter)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.SURROGATE:
            case Character.PRIVATE_USE:
            case Character.UNASSIGNED:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
                return text.chars().mapToObj(unit -> String.format("\\u%04x", unit))
                    .collect(Collectors.joining());
            default:
                return text;
        }
    }
}
