package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.teaopenapi.Client;
import fakeice.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client reads. */
interface Answers extends OfClient {
    @ParameterizedTest
    @MethodSource("sdk.Data#statuses")
    default void readsTheStatusOfEachBundledJob(Map.Entry<String, Object> job) throws Exception {
        Map<String, Object> body =
            call(Data.bundled(), Data.BUNDLED_KEY, Request.getJob(job.getKey()));
        assertEquals(job.getKey(), body.get("JobId"));
        assertEquals(job.getValue(), body.get("Status"));
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#versions")
    default void readsEveryFieldOfAFinishedJob(String version) throws Exception {
        // Its outputs are downloaded from whom it was asked.
        JsonObject expected = JsonObject.parse(Data.EXPECTATIONS.getObject("Bundled")
            .getObject("FullJob").toString().replace("ENDPOINT", Data.bundled().endpoint()));
        Client client = client().connect(Data.bundled().endpoint(), Data.BUNDLED_KEY);
        Map<String, ?> answer = client().answer(client,
            Request.getJob(expected.getString("JobId")).version(version));
        Map<?, ?> headers = (Map<?, ?>) answer.get("headers");
        @SuppressWarnings("unchecked")
        Map<String, Object> body = (Map<String, Object>) answer.get("body");
        assertEquals(200, answer.get("statusCode"));
        assertEquals("application/json;charset=utf-8", headers.get("content-type"));
        assertTrue(((String) body.get("RequestId")).matches(Data.REQUEST_ID), body::toString);
        assertEquals(body.get("RequestId"), headers.get("x-acs-request-id"));
        assertEquals(expected, SdkAccount.without(body, "RequestId"));
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#oddJobs")
    default void findsAJobOfOddName(JsonObject job) throws Exception {
        Map<String, Object> body = callOwn(Request.getJob(job.getString("JobId")));
        assertEquals(job, SdkAccount.without(body, "RequestId"));
    }

    @Test
    default void maySendParametersThatTheActionDoesNotKnow() throws Exception {
        Request request = Request.getJob(Data.SOME_JOB).query("Empty", "").query("FolderId", "");
        assertEquals(Data.SOME_JOB, callOwn(request).get("JobId"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-14, 14})
    default void isAnsweredAlthoughItsClockIsOff(int minutes) throws Exception {
        Request request = Request.getJob(Data.SOME_JOB).timestamp(Refusals.clockAt(minutes));
        assertEquals(Data.SOME_JOB, callOwn(request).get("JobId"));
    }

    @Test
    default void makesTwentyCallsAtOnceEachWithItsOwnAnswer() throws Exception {
        Client client = client().connect(Data.bundled().endpoint(), Data.BUNDLED_KEY);
        List<Map.Entry<String, Object>> jobs = Data.statuses().collect(Collectors.toList());
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Future<Map<String, Object>>> answers = new ArrayList<>();
            for (int index = 0; index < 20; ++index) {
                String jobId = jobs.get(index % jobs.size()).getKey();
                answers.add(threads.submit(
                    () -> client().call(client, Request.getJob(jobId))));
            }
            HashSet<Object> requestIds = new HashSet<>();
            for (int index = 0; index < 20; ++index) {
                Map.Entry<String, Object> asked = jobs.get(index % jobs.size());
                Map<String, Object> body = answers.get(index).get();
                assertEquals(asked.getKey(), body.get("JobId"));
                assertEquals(asked.getValue(), body.get("Status"));
                requestIds.add(body.get("RequestId"));
            }
            assertEquals(20, requestIds.size());
        } finally {
            threads.shutdown();
        }
    }
}
