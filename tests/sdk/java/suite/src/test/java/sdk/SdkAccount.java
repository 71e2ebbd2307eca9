package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.teaopenapi.Client;
import fakeice.FakeIceAccount;
import fakeice.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An account of one test alone, with the apps of jobs.json and a clock that the test moves. */
final class SdkAccount implements AutoCloseable {
    final FakeIceAccount kit;
    private final SdkClient sdk;
    private final Client client;

    SdkAccount(SdkClient sdk) throws Exception {
        this(sdk, Map.of());
    }

    /** Its fixture is that of jobs.json with changes. */
    SdkAccount(SdkClient sdk, Map<String, ?> changed) throws Exception {
        Map<String, Object> fixture = new HashMap<>(Data.JOBS.getObject("Account"));
        fixture.putAll(changed);
        this.sdk = sdk;
        this.kit = Data.own().account(fixture);
        this.client = sdk.connect(kit.endpoint(),
            Map.of("AccessKeyId", kit.accessKeyId(), "AccessKeySecret", kit.accessKeySecret()));
    }

    Map<String, Object> call(Request request) throws Exception {
        return sdk.call(client, request);
    }

    Map<String, ?> answer(Request request) throws Exception {
        return sdk.answer(client, request);
    }

    /** The id of a new job. */
    String submit(Map<String, ?> parameters, String version) throws Exception {
        Request request = Request.of("SubmitYikeAIAppJob").version(version);
        parameters.forEach((name, value) -> request.form(name, asText(value)));
        Map<String, Object> body = call(request);
        assertEquals(Set.of("RequestId", "JobId"), body.keySet());
        assertTrue(((String) body.get("JobId")).matches("[0-9a-f]{32}"), body::toString);
        return (String) body.get("JobId");
    }

    String submit(Map<String, ?> parameters) throws Exception {
        return submit(parameters, Data.VERSION);
    }

    Map<String, Object> get(String jobId, String version) throws Exception {
        return without(call(Request.getJob(jobId).version(version)), "RequestId");
    }

    Map<String, Object> get(String jobId) throws Exception {
        return get(jobId, Data.VERSION);
    }

    @SuppressWarnings("unchecked") // The list of a batch has objects.
    List<Map<String, Object>> batch(List<String> jobIds, String version) throws Exception {
        Map<String, Object> body = call(Request.of("BatchGetYikeAIAppJob").version(version)
            .query("JobIds", String.join(",", jobIds)));
        assertEquals(Set.of("RequestId", "JobList"), body.keySet());
        return (List<Map<String, Object>>) body.get("JobList");
    }

    Map<String, Object> precheck(Map<String, ?> parameters, String version) throws Exception {
        Request request = Request.of("PrecheckYikeAIAppJob").version(version);
        parameters.forEach((name, value) -> request.query(name, asText(value)));
        return without(call(request), "RequestId");
    }

    /** How often a job was read, and when. */
    JsonObject polls(String jobId) {
        return own("jobs/" + jobId).getObject("Polls");
    }

    List<JsonObject> knownJobs() {
        return own("jobs").getObjects("Jobs");
    }

    List<JsonObject> faults() {
        return own("faults").getObjects("Faults");
    }

    JsonObject own(String path) {
        return Data.own().control("GET", "accounts/" + kit.accountId() + "/" + path);
    }

    @Override
    public void close() {
        kit.close();
    }

    /** AppParams are sent as text: as it stands in a table, or as the JSON of what stands there. */
    static String asText(Object value) {
        return value instanceof String ? (String) value : String.valueOf(value);
    }

    static Map<String, Object> without(Map<String, ?> body, String name) {
        Map<String, Object> rest = new HashMap<>(body);
        rest.remove(name);
        return rest;
    }
}
