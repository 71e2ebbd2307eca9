package fakeice;

import static fakeice.Sdk.APP;
import static fakeice.Sdk.clientOf;
import static fakeice.Sdk.get;
import static fakeice.Sdk.statusOf;
import static fakeice.Sdk.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.Client;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The words of an account, with the official SDK on the other side. */
@FakeIce
class AccountTest {
    private FakeIceAccount account;
    private Client ice;

    @BeforeEach
    void connect(FakeIceAccount account) throws Exception {
        this.account = account;
        this.ice = clientOf(account);
    }

    static String codeOf(Executable call) {
        return assertThrows(TeaException.class, call).getCode();
    }

    @Test
    void aJobIsSubmittedPolledAndDownloaded() throws Exception {
        account.freeze();
        String jobId = submit(ice);
        assertEquals("Created", statusOf(ice, jobId));
        account.advance("10s");
        Map<?, ?> job = get(ice, jobId);
        assertEquals("Finished", job.get("Status"));
        Map<?, ?> result = (Map<?, ?>) job.get("Result");
        Map<?, ?> image = (Map<?, ?>) ((List<?>) result.get("ImageResult")).get(0);
        try (var content = new URL((String) image.get("OutputUrl")).openStream()) {
            byte[] start = content.readNBytes(4);
            assertEquals("\u0089PNG", new String(start, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aFrozenClockMovesByHandAlone() {
        JsonObject frozen = account.freeze();
        assertTrue(frozen.getBoolean("Frozen"));
        assertEquals(frozen, account.advance(Duration.ZERO));
        String later = account.advance(Duration.ofHours(1)).getString("Now");
        assertTrue(later.compareTo(frozen.getString("Now")) > 0);
        assertFalse(account.freeze(false).getBoolean("Frozen"));
    }

    @Test
    void aJobIsPut() throws Exception {
        JsonObject made = account.putJob(Map.of("AppId", APP, "Status", "Failed"));
        assertEquals("Failed", statusOf(ice, made.getString("JobId")));
        account.putJob("{\"JobId\": \"a/b c?+中\", \"AppId\": \"app\", \"Status\": \"Executing\"}");
        assertEquals("Executing", statusOf(ice, "a/b c?+中"));
        account.putJob(Map.of("JobId", "a/b c?+中", "AppId", "app", "Status", "Failed"));
        assertEquals("Failed", statusOf(ice, "a/b c?+中"));
    }

    @Test
    void theNextRequestsFailAsOftenAsAsked() throws Exception {
        String jobId = account.putJob(Map.of("AppId", APP, "Status", "Executing"))
            .getString("JobId");
        account.failNext("Throttling.User", 2, "GetYikeAIAppJob");
        submit(ice);
        assertEquals("Throttling.User", codeOf(() -> get(ice, jobId)));
        assertEquals("Throttling.User", codeOf(() -> get(ice, jobId)));
        assertEquals("Executing", statusOf(ice, jobId));
        account.failNext("ServiceUnavailable");
        assertEquals("ServiceUnavailable", codeOf(() -> submit(ice)));
        submit(ice);
    }

    @Test
    void aFaultHasTheFormOfAFixture() throws Exception {
        account.fault(Map.of("Times", 1, "Error",
            Map.of("Code", "Odd", "Message", "so", "HttpStatus", 418)));
        account.fault("{\"Times\": 1, \"Skip\": 1, \"Error\": {\"Code\": \"InternalError\"}}");
        assertEquals("Odd", codeOf(() -> submit(ice)));
        assertEquals("InternalError", codeOf(() -> submit(ice)));
        submit(ice);
    }

    @Test
    void requestsAreTheAccountsOwnNewestFirst(FakeIceServer server) throws Exception {
        String jobId = submit(ice);
        get(ice, jobId);
        try (FakeIceAccount other = server.account()) {
            submit(clientOf(other));
        }
        assertEquals(List.of("GetYikeAIAppJob", "SubmitYikeAIAppJob"), account.requests().stream()
            .map(entry -> entry.getString("Action")).collect(Collectors.toList()));
        List<JsonObject> gets =
            account.requests(Map.of("Action", "GetYikeAIAppJob", "JobId", jobId));
        assertEquals(1, gets.size());
        assertEquals(200, gets.get(0).getLong("Status"));
        assertEquals(1, account.requests(Map.of("Limit", 1)).size());
    }

    @Test
    void pollsAreVerified() throws Exception {
        String jobId = submit(ice);
        get(ice, jobId);
        get(ice, jobId);
        assertEquals(Map.of("Passed", true, "Failures", List.of(), "Polls", 2L),
            account.verify(jobId, Map.of("MaxPolls", 2)));
        JsonObject failed = account.verify(jobId, "{\"MaxPolls\": 1}");
        assertEquals("The job was polled 2 times, more than 1.",
            failed.getObjects("Failures").get(0).getString("Message"));
    }

    @Test
    void resetForgetsJobsFaultsAndJournal() throws Exception {
        String jobId = submit(ice);
        account.failNext("InternalError");
        account.reset();
        assertEquals(List.of(), account.requests());
        assertEquals("JobNotFound", codeOf(() -> get(ice, jobId)));
    }

    @Test
    void anAccountMayHaveRulesOfItsOwn(FakeIceServer server) throws Exception {
        for (FakeIceAccount closed : List.of(server.account(Map.of("Service", "NotOpened")),
                server.account("{\"Service\": \"NotOpened\"}"))) {
            try (closed) {
                Client client = clientOf(closed);
                assertEquals("OperationDenied", codeOf(() -> submit(client)));
            }
        }
    }

    @Test
    void theControlApiIsCalledForWhatHasNoWord(FakeIceServer server) {
        String own = "accounts/" + account.accountId() + "/";
        server.control("POST", own + "clock", Map.of("Frozen", true));
        server.control("POST", own + "faults", "[{\"DelayMs\": 1}, {\"DelayMs\": 2}]");
        assertTrue(server.control("GET", own + "clock").getBoolean("Frozen"));
        assertEquals(2, server.control("GET", own + "faults").getObjects("Faults").size());
    }

    @Test
    void anAccountThatWasGivenBackIsGone(FakeIceServer server) {
        FakeIceAccount other = server.account();
        other.close();
        other.close(); // again
        boolean known = server.control("GET", "accounts").getObjects("Accounts").stream()
            .anyMatch(one -> one.getString("AccountId").equals(other.accountId()));
        assertFalse(known);
    }

    @Test
    void aMistakeIsToldInTheServersWords() {
        assertRefused("InvalidClock: Advance is no duration", () -> account.advance("10 parsecs"));
        assertRefused("unknown key \"Stauts\"; did you mean \"Status\"?",
            () -> account.putJob(Map.of("AppId", APP, "Stauts", "Failed")));
        assertRefused("did you mean \"Throttling.User\"?",
            () -> account.failNext("Throttling.Usr"));
        assertRefused("Actoin", () -> account.requests(Map.of("Actoin", "x")));
    }

    @Test
    void aMistakeThatTheServerWouldNotSeeIsToldByTheKit() {
        assertThrown(IllegalArgumentException.class,
            "moves by whole milliseconds, not by PT0.00000001S",
            () -> account.advance(Duration.ofNanos(10)));
        assertThrown(NullPointerException.class, "advance needs a duration, such as \"10s\"",
            () -> account.advance((String) null));
        assertThrown(NullPointerException.class, "advance needs a duration, such as Duration.",
            () -> account.advance((Duration) null));
        assertThrown(IllegalArgumentException.class, "leave AccountId out",
            () -> account.requests(Map.of("AccountId", "x")));
        assertThrown(NullPointerException.class, "there is no JSON text, but null",
            () -> account.putJob((String) null));
    }

    static void assertThrown(Class<? extends Exception> type, String said, Executable call) {
        String message = assertThrows(type, call).getMessage();
        assertTrue(message.contains(said), message);
    }

    static void assertRefused(String said, Executable call) {
        ControlException refusal = assertThrows(ControlException.class, call);
        assertTrue(refusal.getMessage().contains(said), refusal.getMessage());
        assertEquals(400, refusal.status());
        assertFalse(refusal.code().isEmpty());
    }

    @Test
    void theSdkTakesEveryMemberOfItsConfig() throws Exception {
        var config = com.aliyun.teaopenapi.models.Config.build(account.sdkConfig());
        assertEquals(account.accessKeyId(), config.accessKeyId);
        assertEquals(account.accessKeySecret(), config.accessKeySecret);
        assertEquals(account.endpoint(), config.endpoint);
        assertEquals("HTTP", config.protocol);
        assertEquals(4, account.sdkConfig().size());
    }

    @Test
    void theSecretIsNotShown(FakeIceServer server) {
        assertFalse(account.toString().contains(account.accessKeySecret()));
        assertTrue(account.toString().contains(account.accountId()));
        assertEquals("http://" + account.endpoint(), account.url());
        assertEquals("fake-ice at " + account.url(), server.toString());
    }

    @Test
    void anInterruptedTestGivesItsAccountBack(FakeIceServer server) {
        FakeIceAccount other = server.account();
        Thread.currentThread().interrupt();
        assertTrue(assertThrows(FakeIceException.class, other::freeze).getMessage()
            .startsWith("interrupted while "));
        String journal = other.journal();
        other.close();
        assertTrue(Thread.interrupted());
        assertTrue(journal.contains("No request came with its key"), journal);
        assertThrows(ControlException.class, other::freeze);
    }
}
