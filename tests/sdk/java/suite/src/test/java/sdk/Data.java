package sdk;

import fakeice.FakeIceServer;
import fakeice.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** What the suites of all languages share, and the servers that this one asks. */
final class Data {
    private static final Path FOLDER = Path.of(System.getProperty("sdk.data"));

    static final JsonObject FIXTURE = json("fixture.json");
    static final JsonObject EXPECTATIONS = json("expectations.json");
    static final JsonObject IDENTITIES = json("identities.json");
    static final JsonObject JOBS = json("jobs.json");
    static final JsonObject APPS = json("apps.json");
    static final JsonObject FAULTS = json("faults.json");
    static final JsonObject POLLING = json("polling.json");

    static final JsonObject ACCOUNT = FIXTURE.getObjects("Accounts").get(0);
    static final JsonObject KEY = ACCOUNT.getObjects("AccessKeys").get(0);
    static final String SOME_JOB = ACCOUNT.getObjects("Jobs").get(0).getString("JobId");
    static final String GET = EXPECTATIONS.getString("Action");
    static final String VERSION = versions().findFirst().orElseThrow();
    static final JsonObject BUNDLED_KEY = EXPECTATIONS.getObject("Bundled");
    static final String REQUEST_ID = "[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}";

    // With options, so that none is attached to. They end with this process.
    private static final FakeIceServer BUNDLED = FakeIceServer.start("--log-level", "warning");
    private static final FakeIceServer OWN =
        FakeIceServer.start("--fixtures", FOLDER.resolve("fixture.json").toString());

    private Data() {}

    private static JsonObject json(String name) {
        try {
            return JsonObject.parse(Files.readString(FOLDER.resolve(name)));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** With the bundled fixture. */
    static FakeIceServer bundled() {
        return BUNDLED;
    }

    /** With the fixture of the suites. */
    static FakeIceServer own() {
        return OWN;
    }

    static Stream<String> versions() {
        return ((List<?>) EXPECTATIONS.get("Versions")).stream().map(String.class::cast);
    }

    static Stream<Map.Entry<String, Object>> statuses() {
        return EXPECTATIONS.getObject("Bundled").getObject("Statuses").entrySet().stream();
    }

    static Stream<JsonObject> oddJobs() {
        return ACCOUNT.getObjects("Jobs").stream();
    }

    static Stream<Named<JsonObject>> refusals() {
        return named(EXPECTATIONS.getObjects("Refusals"));
    }

    static Stream<Named<JsonObject>> allowed() {
        return named(IDENTITIES.getObjects("Allowed"));
    }

    static Stream<Named<JsonObject>> refused() {
        return named(IDENTITIES.getObjects("Refused"));
    }

    static Stream<Named<JsonObject>> denied() {
        return named(IDENTITIES.getObjects("Denied"));
    }

    static Stream<Named<JsonObject>> prechecks() {
        return named(APPS.getObjects("Prechecks"));
    }

    static Stream<Named<JsonObject>> submitRefusals() {
        return named(APPS.getObjects("SubmitRefusals"));
    }

    static Stream<Named<JsonObject>> faults() {
        return named(FAULTS.getObjects("Faults"));
    }

    static Stream<Named<JsonObject>> retries() {
        return named(FAULTS.getObject("Retries").getObjects("Situations"));
    }

    static Stream<Named<JsonObject>> loops() {
        return named(POLLING.getObjects("Loops"));
    }

    private static Stream<Named<JsonObject>> named(List<JsonObject> rows) {
        return rows.stream().map(row -> Named.of(row.getString("Situation"), row));
    }

    /** Statuses that a table names. */
    static List<String> texts(JsonObject row, String key) {
        return ((List<?>) row.get(key)).stream().map(String.class::cast)
            .collect(Collectors.toList());
    }
}
