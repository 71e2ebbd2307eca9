package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.tea.TeaException;
import fakeice.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Throttled accounts: what their callers are told, and how long they must wait. */
interface Throttling extends OfClient {
    int MS_TO_WAIT = 100_000;
    JsonObject THROTTLED = Data.EXPECTATIONS.getObject("Throttled");

    /** An account that answers as many polls as its burst, and then none for 100 seconds. */
    default SdkAccount slowAccount(int burst) throws Exception {
        return new SdkAccount(client(), Map.of("Throttle", Map.of(
            "PerSecond", 1000.0 / MS_TO_WAIT, "Burst", burst, "Actions", List.of(Data.GET))));
    }

    @Test
    default void isToldToComeAgainLaterAndWhen() throws Exception {
        try (SdkAccount account = slowAccount(2)) {
            String jobId = account.submit(Map.of("AppId", Faults.APP));
            account.get(jobId);
            account.get(jobId);
            TeaException error = OfClient.assertRefused(THROTTLED, () -> account.get(jobId));
            assertEquals(null, error.getData().get("RetryAfter"), "this SDK tells it now");

            // The exception has no headers; an error that is taken as an answer has.
            Request poll = Request.getJob(jobId);
            poll.errorIsAnswer = true;
            Map<String, ?> answer = account.answer(poll);
            assertEquals(THROTTLED.get("HttpStatus"),
                ((Number) answer.get("statusCode")).longValue());
            Map<?, ?> headers = (Map<?, ?>) answer.get("headers");
            long wait = Long.parseLong((String) headers.get("x-acs-retry-after"));
            assertTrue(wait > 0 && wait <= MS_TO_WAIT, wait + " ms");

            // It does not come again by itself.
            assertEquals(
                Arrays.asList(THROTTLED.get("Code"), THROTTLED.get("Code"), null, null, null),
                account.kit.requests().stream().map(entry -> entry.get("Code"))
                    .collect(Collectors.toList()));
        }
    }

    @Test
    default void leavesOtherAccountsAlone() throws Exception {
        try (SdkAccount account = slowAccount(1); SdkAccount other = slowAccount(1)) {
            String jobId = account.submit(Map.of("AppId", Faults.APP));
            account.get(jobId);
            OfClient.assertRefused(THROTTLED, () -> account.get(jobId));
            String othersJob = other.submit(Map.of("AppId", Faults.APP));
            assertEquals("Created", other.get(othersJob).get("Status"));
        }
    }

    @Test
    default void getsItsPictureAlthoughItWasThrottled() throws Exception {
        try (SdkAccount account = slowAccount(1)) {
            String jobId = account.submit(Map.of("AppId", Faults.APP));
            account.get(jobId);
            OfClient.assertRefused(THROTTLED, () -> account.get(jobId));
            Data.own().control("POST", "fixtures", Map.of("Accounts", List.of(Map.of(
                "AccountId", account.kit.accountId(), "Throttle", Map.of("PerSecond", 1000)))));
            List<Flows.Seen> seen = Flows.follow(account, jobId, Data.VERSION, null);
            assertEquals(Flows.FLOW.get("Statuses"), Flows.statusesOf(seen));
            Flows.assertImage(seen);
        }
    }

    /** A loop of polls, one of which is throttled, by the rules of a test. */
    @ParameterizedTest
    @MethodSource("sdk.Data#loops")
    default void itsPollsAreVerified(JsonObject loop) throws Exception {
        try (SdkAccount account = new SdkAccount(client())) {
            String jobId = account.submit(Map.of("AppId", Faults.APP));
            account.kit.fault(Data.POLLING.getObject("Throttled"));
            List<String> requestIds = new ArrayList<>();
            Map<String, Object> last = Map.of();
            List<String> waits = Stream.concat(Stream.of("0s"), Data.texts(loop, "Waits").stream())
                .collect(Collectors.toList());
            for (String wait : waits) {
                account.kit.advance(wait);
                try {
                    last = account.call(Request.getJob(jobId));
                    requestIds.add((String) last.get("RequestId"));
                } catch (TeaException throttled) {
                    assertEquals(THROTTLED.get("Code"), throttled.getCode());
                    requestIds.add((String) throttled.getData().get("RequestId"));
                }
            }
            assertEquals("Finished", last.get("Status"));

            Map<String, Object> rules = new HashMap<>(Data.POLLING.getObject("Rules"));
            if (loop.containsKey("Rules")) {
                rules.putAll(loop.getObject("Rules"));
            }
            JsonObject verdict = account.kit.verify(jobId, rules);
            List<JsonObject> broken = loop.getObjects("Broken");
            assertEquals(broken.isEmpty(), verdict.getBoolean("Passed"), verdict::toString);
            assertEquals(waits.size(), verdict.getLong("Polls"));
            List<JsonObject> failures = verdict.getObjects("Failures");
            assertEquals(broken.size(), failures.size(), verdict::toString);
            for (int index = 0; index < broken.size(); ++index) {
                assertEquals(broken.get(index).get("Rule"), failures.get(index).get("Rule"));
                List<?> polls = (List<?>) broken.get(index).get("Polls");
                assertEquals(
                    polls.stream().map(place -> requestIds.get(((Long) place).intValue()))
                        .collect(Collectors.toList()),
                    failures.get(index).getObjects("Polls").stream()
                        .map(poll -> poll.get("RequestId")).collect(Collectors.toList()));
            }
        }
    }
}
