package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.aliyun.tea.TeaException;
import fakeice.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong on a test's demand: what the SDK makes of it, and that the next poll is well. */
interface Faults extends OfClient {
    Object APP = Flows.FLOW.get("AppId");

    /** What the SDK tells its caller, in the words of the table. */
    static Map<String, Object> toldOf(Throwable error) {
        Map<String, Object> told = new TreeMap<>();
        told.put("Name", error.getClass().getSimpleName());
        if (error instanceof TeaException && ((TeaException) error).getStatusCode() != null) {
            told.put("Code", ((TeaException) error).getCode());
            told.put("HttpStatus", ((TeaException) error).getStatusCode().longValue());
        } else if (error.getCause() != null) {
            told.put("Cause", error.getCause().getClass().getSimpleName());
        }
        return told;
    }

    static void assertTold(String situation, Throwable error) {
        JsonObject row = Data.FAULTS.getObjects("Faults").stream()
            .filter(one -> one.get("Situation").equals(situation)).findFirst().orElseThrow();
        assertEquals(row.getObject("Told").get(SdkClient.PACKAGE), toldOf(error), error::toString);
    }

    /** Polls of that job alone meet the fault. */
    static void spoil(SdkAccount account, String jobId, Map<String, ?> fault) {
        Map<String, Object> own = new HashMap<>(fault);
        own.put("Match", Map.of("Action", Data.GET, "JobId", jobId));
        account.kit.fault(own);
    }

    /** A program meets the fault at its second poll, and gets its picture all the same. */
    @ParameterizedTest
    @MethodSource("sdk.Data#faults")
    default void getsItsPictureInSpiteOf(JsonObject row) throws Exception {
        try (SdkAccount account = new SdkAccount(client())) {
            String jobId = account.submit(Map.of("AppId", APP));
            String bystander = account.submit(Map.of("AppId", APP));
            Map<String, Object> fault = new HashMap<>(row.getObject("Fault"));
            fault.put("Skip", 1);
            fault.put("Times", 1);
            spoil(account, jobId, fault);
            assertEquals("Created", account.get(bystander).get("Status"));

            Integer timeout = row.containsKey("ReadTimeoutMs")
                ? (int) row.getObject("ReadTimeoutMs").getLong(SdkClient.PACKAGE) : null;
            List<Flows.Seen> seen = Flows.follow(account, jobId, Data.VERSION, timeout);
            assertNotNull(seen.get(1).error, "the fault did not act");
            assertTold(row.getString("Situation"), seen.get(1).error);
            List<String> expected = new ArrayList<>(Data.texts(Flows.FLOW, "Statuses"));
            expected.set(1, null);
            assertEquals(expected, Flows.statusesOf(seen));
            Flows.assertImage(seen);
            JsonObject met = account.faults().get(0);
            assertEquals(List.of((long) seen.size(), 1L),
                List.of(met.getLong("Matched"), met.getLong("Fired")));
            // An error comes instead of the operation; anything else only spoils its answer.
            int unread = row.getObject("Fault").containsKey("Error") ? 1 : 0;
            assertEquals(seen.size() - unread, account.polls(jobId).getLong("Count"));
        }
    }

    /** The SDK's own retry repeats what got no answer, and no answer that is an error. */
    @ParameterizedTest
    @MethodSource("sdk.Data#retries")
    default void retriesWhatGotNoAnswer(JsonObject row) throws Exception {
        JsonObject fault = row.getObject("Fault");
        try (SdkAccount account = new SdkAccount(client())) {
            String jobId = account.submit(Map.of("AppId", APP));
            spoil(account, jobId, fault);
            Request poll = Request.getJob(jobId);
            poll.mayRetry = true;
            if (fault.containsKey("Error")) {
                assertTold(row.getString("Situation"),
                    assertThrows(RuntimeException.class, () -> account.call(poll)));
            } else {
                assertEquals("Created", account.call(poll).get("Status"));
            }
            List<Object> met = account.kit.requests(Map.of("Action", Data.GET)).stream()
                .map(entry -> entry.get("Fault")).collect(Collectors.toList());
            Collections.reverse(met); // newest first
            Object journal = row.get("Journal");
            assertEquals(fault.containsKey("Error") ? List.of(journal)
                : Arrays.asList(journal, journal, null), met);
        }
    }

    @Test
    default void hasMadeAJobAlthoughTheAnswerToItsSubmissionWasLost() throws Exception {
        Map<String, Object> onSubmit =
            Map.of("Match", Map.of("Action", "SubmitYikeAIAppJob", "AppId", APP), "Times", 1);
        try (SdkAccount account = new SdkAccount(client())) {
            Map<String, Object> fault = new HashMap<>(onSubmit);
            fault.put("Error", Map.of("Code", "InternalError"));
            account.kit.fault(fault);
            fault = new HashMap<>(onSubmit);
            fault.put("Connection", "Reset");
            account.kit.fault(fault);
            OfClient.assertRefused(Map.of("Code", "InternalError", "HttpStatus", 500),
                () -> account.submit(Map.of("AppId", APP)));
            assertEquals(0, account.knownJobs().size());
            assertTold("a connection that is reset", assertThrows(RuntimeException.class,
                () -> account.submit(Map.of("AppId", APP))));
            assertEquals(1, account.knownJobs().size());
            String jobId = account.submit(Map.of("AppId", APP));
            assertEquals("Created", account.get(jobId).get("Status"));
            assertEquals(2, account.knownJobs().size());
        }
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#versions")
    default void isToldEveryDocumentedErrorByItsName(String version) throws Exception {
        try (SdkAccount account = new SdkAccount(client())) {
            String jobId = account.submit(Map.of("AppId", APP), version);
            int told = 0;
            for (String status : Data.FAULTS.getObject("Documented").keySet()) {
                for (String code : Data.texts(Data.FAULTS.getObject("Documented"), status)) {
                    account.kit.failNext(code);
                    OfClient.assertRefused(
                        Map.of("Code", code, "HttpStatus", Integer.valueOf(status)),
                        () -> account.get(jobId, version));
                    ++told;
                }
            }
            assertEquals(told, account.faults().size());
            assertEquals("Created", account.get(jobId, version).get("Status"));
            assertEquals(1, account.polls(jobId).getLong("Count"));
        }
    }
}
