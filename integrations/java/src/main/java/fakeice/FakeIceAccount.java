package fakeice;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Jobs, clock, faults and journal of one account, and the keys that sign for it. A test has it for
 * itself; its threads may share it. What the server does not understand is a {@link
 * ControlException} that says so.
 */
public final class FakeIceAccount implements AutoCloseable {
    private static final int MOST_REQUESTS = 1000; // in one answer of the control API
    private static final int NANOS_OF_A_MILLISECOND = 1_000_000;

    private final Control control;
    private final String accountId;
    private final String accessKeyId;
    private final String accessKeySecret;
    private final Journal journal;

    FakeIceAccount(Control control, JsonObject keys) {
        this.control = control;
        this.accountId = keys.getString("AccountId");
        this.accessKeyId = keys.getString("AccessKeyId");
        this.accessKeySecret = keys.getString("AccessKeySecret");
        this.journal = new Journal(control, accountId, accessKeyId);
    }

    /** Sixteen digits. */
    public String accountId() {
        return accountId;
    }

    /** With {@link #accessKeySecret}, the key of the account itself, which may do everything. */
    public String accessKeyId() {
        return accessKeyId;
    }

    /** What {@link #accessKeyId} signs with. */
    public String accessKeySecret() {
        return accessKeySecret;
    }

    /** Of the server, such as {@code 127.0.0.1:20201}. */
    public String endpoint() {
        return control.endpoint;
    }

    /** Of the server, such as {@code http://127.0.0.1:20201}. */
    public String url() {
        return control.url;
    }

    /** What {@code Config.build} of the official SDK takes; a map that may be changed. */
    public Map<String, String> sdkConfig() {
        return new HashMap<>(Map.of("accessKeyId", accessKeyId, "accessKeySecret", accessKeySecret,
            "endpoint", endpoint(), "protocol", control.protocol));
    }

    /** Moves the account's clock, by {@code "10s"} or {@code "1m30s"}; returns what it shows. */
    public JsonObject advance(String duration) {
        return call("POST", "clock", Map.of("Advance",
            Objects.requireNonNull(duration, "advance needs a duration, such as \"10s\"")));
    }

    /**
     * The same.
     *
     * @throws IllegalArgumentException when that is no whole number of milliseconds
     */
    public JsonObject advance(Duration duration) {
        Objects.requireNonNull(duration,
            "advance needs a duration, such as Duration.ofSeconds(10)");
        if (duration.getNano() % NANOS_OF_A_MILLISECOND != 0) {
            throw new IllegalArgumentException(
                "the clock moves by whole milliseconds, not by " + duration);
        }
        return advance(duration.toMillis() + "ms");
    }

    /** Stops the account's clock, so that only {@link #advance} moves it. */
    public JsonObject freeze() {
        return freeze(true);
    }

    /** Stops the account's clock or lets it go on. */
    public JsonObject freeze(boolean frozen) {
        return call("POST", "clock", Map.of("Frozen", frozen));
    }

    /** Sets or replaces a job of a fixture, and returns it; a JobId left out is made up. */
    public JsonObject putJob(Map<String, ?> job) {
        Map<String, Object> form = new LinkedHashMap<>(job);
        form.putIfAbsent("JobId", UUID.randomUUID().toString().replace("-", ""));
        return call("PUT", pathOf(String.valueOf(form.get("JobId"))), form);
    }

    /** The same from JSON text. */
    public JsonObject putJob(String job) {
        return putJob(JsonObject.parse(job));
    }

    /** Answers the next request with a documented error, such as {@code Throttling.User}. */
    public void failNext(String code) {
        failNext(code, 1);
    }

    /** Answers so many of the next requests with that error. */
    public void failNext(String code, int times) {
        fault(Map.of("Times", times, "Error", Map.of("Code", code)));
    }

    /** Answers so many of the next requests of one action with that error. */
    public void failNext(String code, int times, String action) {
        fault(Map.of("Match", Map.of("Action", action), "Times", times,
            "Error", Map.of("Code", code)));
    }

    /** Adds a fault of a fixture: errors, delays, connections that break, spoilt bodies. */
    public void fault(Map<String, ?> fault) {
        call("POST", "faults", fault);
    }

    /** The same from JSON text. */
    public void fault(String fault) {
        fault(JsonObject.parse(fault));
    }

    /** What came with this account's keys, newest first. */
    public List<JsonObject> requests() {
        return requests(Map.of());
    }

    /**
     * Those with that {@code Action}, {@code JobId} or {@code Code}; at most {@code Limit}.
     *
     * @throws IllegalArgumentException when there is an {@code AccountId}, as they are of this one
     */
    public List<JsonObject> requests(Map<String, ?> filters) {
        if (filters.containsKey("AccountId")) {
            throw new IllegalArgumentException("these are the requests of account " + accountId
                + ": leave AccountId out, or ask its own FakeIceAccount");
        }
        Map<String, Object> query = new HashMap<>(Map.of("Limit", MOST_REQUESTS));
        query.putAll(filters);
        query.put("AccountId", accountId);
        return control.get("requests", query).getObjects("Requests");
    }

    /** Holds the polls of a job against rules: {@code Passed}, and {@code Failures} in words. */
    public JsonObject verify(String jobId, Map<String, ?> rules) {
        return call("POST", pathOf(jobId) + "/verify", rules);
    }

    /** The same from JSON text. */
    public JsonObject verify(String jobId, String rules) {
        return verify(jobId, JsonObject.parse(rules));
    }

    /** Back to the account as it was made; its journal is empty then. */
    public void reset() {
        control.call("POST", "reset?AccountId=" + accountId, null);
    }

    /** The account's requests in words, as a failing test shows them. */
    public String journal() {
        return journal(true);
    }

    /** Gives the account back, with everything that belongs to it. */
    @Override
    public void close() {
        Control.uninterrupted(() -> {
            try {
                return control.call("DELETE", "accounts/" + accountId, null);
            } catch (ControlException error) {
                if (error.status() == 404) { // The test may have given it back itself.
                    return null;
                }
                throw error;
            }
        });
    }

    /** Without the secret: runners print what a failing test held. */
    @Override
    public String toString() {
        return "fake-ice account " + accountId + " at " + url();
    }

    /** Puts the journal into the stack trace, which every runner shows beside a failure. */
    void explain(Throwable failure) {
        // Who used this kit wrongly need not be asked how the client is set up.
        Throwable note = new JournalNote(journal(!(failure instanceof FakeIceException)));
        failure.addSuppressed(note);
        if (!List.of(failure.getSuppressed()).contains(note)) { // It takes none.
            System.err.println(note);
        }
    }

    private String journal(boolean advised) {
        return Control.uninterrupted(() -> journal.text(advised));
    }

    private JsonObject call(String method, String path, Map<String, ?> body) {
        return control.call(method, "accounts/" + accountId + "/" + path, body);
    }

    private static String pathOf(String jobId) {
        return "jobs/" + Control.escape(jobId);
    }

    /** Text in a stack trace: it has no place of its own. */
    private static final class JournalNote extends Throwable {
        private static final long serialVersionUID = 1;

        JournalNote(String journal) {
            super("fake-ice: " + journal, null, false, false);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
