package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.tea.TeaException;
import fakeice.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client is told when it asks in a wrong way. */
interface Refusals extends OfClient {
    static String clockAt(long minutes) {
        return Instant.now().plus(Duration.ofMinutes(minutes)).truncatedTo(ChronoUnit.SECONDS)
            .toString();
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#refusals")
    default void isRefused(JsonObject refusal) {
        Request request = new Request();
        request.action = (String) refusal.getOrDefault("Action", Data.GET);
        request.version = (String) refusal.getOrDefault("Version", Data.VERSION);
        Map<?, ?> query =
            (Map<?, ?>) refusal.getOrDefault("Query", Map.of("JobId", Data.SOME_JOB));
        query.forEach((name, value) -> request.query((String) name, (String) value));
        if (refusal.containsKey("Timestamp")) {
            request.timestamp(refusal.getString("Timestamp"));
        }
        if (refusal.containsKey("ClockMinutes")) {
            request.timestamp(clockAt(refusal.getLong("ClockMinutes")));
        }
        Map<String, ?> credentials =
            refusal.containsKey("Credentials") ? refusal.getObject("Credentials") : Data.KEY;
        OfClient.assertRefused(refusal, () -> call(Data.own(), credentials, request));
    }

    @Test
    default void learnsThatAJobIdOfTwentyKibibytesNamesNoJob() {
        JsonObject unknown = Data.EXPECTATIONS.getObjects("Refusals").get(0);
        OfClient.assertRefused(unknown, () -> callOwn(Request.getJob("j".repeat(20 * 1024))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "wrong|",
        "sdk-secret/n|the secret was used with a newline at its end: ",
        "sdk-disabled-secret|the secret of another access key was used, the one of "})
    default void isShownWhatTheServerSignedAndTheJournalSaysWhatIsWrong(
            String secret, String explanation) {
        Map<String, Object> credentials = new HashMap<>(Data.KEY);
        credentials.put("AccessKeySecret", secret.replace("/n", "\n"));
        TeaException error = OfClient.assertRefused(Data.EXPECTATIONS.getObject("WrongSecret"),
            () -> call(Data.own(), credentials, Request.getJob(Data.SOME_JOB)));
        String message = (String) error.getData().get("Message");
        String v3 = "Specified signature does not match our calculation. server StringToSign is \\["
            + client().algorithm() + "\n[0-9a-f]{64}\\] server CanonicalRequest is \\[[^]]*\n"
            + "x-acs-action:" + Data.GET + "\n[^]]*\\]";
        String v1 = "Specified signature is not matched with our calculation. server string to sign"
            + " is:" + client().method() + "&%2F&AccessKeyId%3D.*%26SignatureNonce%3D.*";
        assertTrue(message.matches(client().signsWithV3() ? v3 : v1), message);
        if (explanation != null) {
            String noted = Data.own().control("GET", "requests/" + error.getData().get("RequestId"))
                .getString("Explanation");
            assertTrue(noted.startsWith(explanation), noted);
        }
    }

    @Test
    default void isRefusedANonceThatItRepeats() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Request request = Request.getJob(Data.SOME_JOB).nonce(nonce);
        assertEquals(Data.SOME_JOB, callOwn(request).get("JobId"));
        OfClient.assertRefused(Data.EXPECTATIONS.getObject("RepeatedNonce"),
            () -> callOwn(request));
    }

    @Test
    default void isToldThatAnOperationIsNotEmulatedAndWhatIs() {
        JsonObject expected = Data.EXPECTATIONS.getObject("NotEmulated");
        for (String action : Data.texts(expected, "Actions")) {
            TeaException error = OfClient.assertRefused(expected,
                () -> callOwn(Request.of(action).query("JobId", Data.SOME_JOB)));
            String message = (String) error.getData().get("Message");
            String start = "fake-ice does not emulate the operation " + action
                + " of ICE 2020-11-09; it emulates ";
            assertTrue(message.startsWith(start), message);
            List<String> named = List.of(message.substring(start.length()).split("[,. ]+"));
            assertTrue(named.contains(Data.GET), message);
        }
    }
}
