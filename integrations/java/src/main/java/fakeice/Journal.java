package fakeice;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An account's requests in words: what a failing test shows. */
final class Journal {
    private static final int SHOWN = 100; // of the account's requests, the newest
    private static final int SEARCHED = 1000; // of everybody's, for those with unknown keys
    private static final String DEFAULT_ACCOUNT = "1000000000000001"; // of everybody's examples
    private static final int MOST_WARNINGS = 5; // the newest: tests beside this one may cause many
    private static final int MILLIS_TO_LOG = 300;
    private static final Pattern WARNING = Pattern.compile(
        "^time=\\S+ level=(?:warning|error|critical) (.*)$", Pattern.MULTILINE);
    private static final Pattern EXPLANATION =
        Pattern.compile("explain=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter DATE_AND_TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private final Control control;
    private final String accountId;
    private final String accessKeyId;
    private final String since;
    private final long logged; // of the server's log before this account

    /** What the server notes of that account from now on. */
    Journal(Control control, String accountId, String accessKeyId) {
        this.control = control;
        this.accountId = accountId;
        this.accessKeyId = accessKeyId;
        this.logged = control.process == null ? 0 : control.process.logged();
        this.since = clock().getString("Now"); // Nobody has moved the clock of a new account.
    }

    /** Oldest first; {@code advised} on what may be wrong when there is nothing. */
    String text(boolean advised) {
        try {
            return String.join("\n", lines(advised));
        } catch (FakeIceException error) {
            return "the journal of account " + accountId + " cannot be read: "
                + error.getMessage();
        }
    }

    private List<String> lines(boolean advised) {
        JsonObject clock = clock();
        List<JsonObject> entries =
            new ArrayList<>(requests(Map.of("AccountId", accountId, "Limit", SHOWN)));
        boolean leftOut = entries.size() == SHOWN;
        List<JsonObject> strays = new ArrayList<>();
        int byDefault = 0;
        for (JsonObject entry : requests(Map.of("Limit", SEARCHED))) {
            if (entry.getString("Time").compareTo(since) < 0) {
                break;
            }
            if (DEFAULT_ACCOUNT.equals(entry.get("AccountId"))) {
                ++byDefault;
            }
            if (!entry.containsKey("AccountId")) {
                (isMine(entry) ? entries : strays).add(entry);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("account " + accountId + ", its clock at "
            + local(clock.getString("Now"), DATE_AND_TIME)
            + (clock.getBoolean("Frozen") ? ", frozen" : ""));
        if (leftOut) {
            lines.add("  (earlier requests are left out)");
        }
        lines.addAll(entries.isEmpty() ? nothing(byDefault, advised) : table(entries));
        if (!strays.isEmpty()) {
            lines.add("meanwhile, with keys that no account has");
            lines.addAll(table(strays));
        }
        return lines;
    }

    private List<String> nothing(int byDefault, boolean advised) {
        String none = "  No request came with its key, " + accessKeyId;
        if (!advised) {
            return List.of(none + ".");
        }
        List<String> lines = new ArrayList<>();
        lines.add(none + ": it is to be called with that key,");
        lines.add("  endpoint " + control.endpoint + " (host:port, without "
            + control.protocol.toLowerCase(Locale.ROOT) + "://) and protocol "
            + control.protocol + ".");
        if (byDefault > 0) {
            lines.add("  The default account, " + DEFAULT_ACCOUNT + ", was asked meanwhile: "
                + byDefault + (byDefault == 1 ? " request." : " requests."));
        }
        List<String> warnings = warnings();
        if (!warnings.isEmpty()) {
            lines.add("  The server, which others may call too, warned meanwhile:");
            warnings.forEach(warning ->
                lines.addAll(JournalRow.wrapped(JournalRow.INDENT, warning)));
        }
        return lines;
    }

    /**
     * What a server that was started here warned of since then, each once. The first is awaited:
     * the server writes its log a little later than it answers.
     */
    private List<String> warnings() {
        if (control.process == null) {
            return List.of();
        }
        Set<String> different = new LinkedHashSet<>();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS_TO_LOG);
        while (different.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS_TO_LOG) / 100);
            WARNING.matcher(control.process.log(logged)).results()
                .forEach(found -> different.add(JournalRow.plain(explained(found.group(1)))));
        }
        List<String> all = new ArrayList<>(different);
        return all.subList(Math.max(0, all.size() - MOST_WARNINGS), all.size());
    }

    /** A line of the log in words for people, when it has any. */
    private static String explained(String line) {
        Matcher words = EXPLANATION.matcher(line);
        return words.find() ? words.group(1).replaceAll("\\\\(.)", "$1") : line;
    }

    private List<String> table(List<JsonObject> entries) {
        List<JsonObject> oldestFirst = new ArrayList<>(entries);
        Collections.reverse(oldestFirst); // They come newest first; so do those of one millisecond.
        oldestFirst.sort(Comparator.comparing(entry -> entry.getString("Time")));
        return JournalRow.table(
            oldestFirst.stream().map(this::row).collect(Collectors.toList()));
    }

    private JournalRow row(JsonObject entry) {
        JsonObject body = body(entry.getString("RequestId"));
        String about = entry.containsKey("AccountId") || isMine(entry)
            ? text(entry, "JobId", text(entry, "JobIds", ""))
            : "key " + text(entry, "AccessKeyId", "(none)");
        String answer = entry.get("Status") + " " + text(entry, "Code", statuses(body));
        return new JournalRow(local(entry.getString("Time"), TIME),
            text(entry, "Action", "(no action)"), answer.strip(), about, why(entry, body));
    }

    private boolean isMine(JsonObject entry) {
        return accessKeyId.equals(entry.get("AccessKeyId"));
    }

    /** The body of an answer, or what it tells in XML; empty when it is not there any more. */
    private JsonObject body(String requestId) {
        String body;
        try {
            body = control.get("requests/" + requestId).getObject("Response").getString("Body");
        } catch (FakeIceException gone) {
            return new JsonObject(Map.of());
        }
        try {
            return JsonObject.parse(body);
        } catch (IllegalArgumentException noJson) {
            return JournalRow.toldInXml(body);
        }
    }

    /** The status of the job that an answer tells, or of each job of a batch. */
    private static String statuses(JsonObject body) {
        List<JsonObject> jobs =
            body.containsKey("JobList") ? body.getObjects("JobList") : List.of(body);
        return jobs.stream().filter(job -> job.containsKey("Status"))
            .map(job -> text(job, "Status", "")).collect(Collectors.joining(", "));
    }

    private static String why(JsonObject entry, JsonObject body) {
        if (entry.containsKey("Fault")) {
            return "by a fault of this account: " + entry.get("Fault");
        }
        String message = entry.containsKey("Code") ? text(body, "Message", "") : "";
        return text(entry, "Explanation", JournalRow.shortened(message));
    }

    private static String text(JsonObject object, String key, String otherwise) {
        Object value = object.get(key);
        return value == null ? otherwise : value.toString();
    }

    /** Of this machine, as its logs have it. */
    private static String local(String time, DateTimeFormatter format) {
        return OffsetDateTime.parse(time).atZoneSameInstant(ZoneId.systemDefault()).format(format);
    }

    private JsonObject clock() {
        return control.get("accounts/" + accountId + "/clock");
    }

    private List<JsonObject> requests(Map<String, ?> query) {
        return control.get("requests", query).getObjects("Requests");
    }
}
