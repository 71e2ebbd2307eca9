package fakeice;

import static fakeice.Sdk.clientOf;
import static fakeice.Sdk.get;
import static fakeice.Sdk.statusOf;
import static fakeice.Sdk.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.Client;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Events;

/** What a failing test shows. */
class FailureTest {
    private static final Pattern NOTE =
        Pattern.compile("^\tSuppressed: (fake-ice: account .*(?:\n {2,}.*|\nmeanwhile.*)*)$",
            Pattern.MULTILINE);

    static Events run(Class<?> type, String method) {
        String arguments = List.of(type.getDeclaredMethods()).stream()
            .filter(one -> one.getName().equals(method)).findFirst().orElseThrow()
            .getParameterCount() == 0 ? "" : FakeIceAccount.class.getName();
        return Inner.run(selectMethod(type, method, arguments)).testEvents();
    }

    /** The stack trace of the one test that fails. */
    static String printed(Events events) {
        events.assertStatistics(statistics -> statistics.started(1).failed(1));
        return printed(events.failed().stream().findFirst().orElseThrow()
            .getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow());
    }

    static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /** The journal in a stack trace. */
    static String note(String printed) {
        List<String> notes = NOTE.matcher(printed).results().map(found -> found.group(1))
            .collect(Collectors.toList());
        assertEquals(1, notes.size(), printed);
        return notes.get(0);
    }

    static String noteOf(String method) {
        return noteOf(ToFail.class, method);
    }

    static String noteOf(Class<?> type, String method) {
        return note(printed(run(type, method)));
    }

    static void assertFinds(String pattern, String text) {
        assertTrue(Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).find(), text);
    }

    @ExtendWith(Inner.class)
    @FakeIce
    static class ToFail {
        static String secret;

        @Test
        void withAMistake(FakeIceAccount account) throws Exception {
            secret = account.accessKeySecret();
            submit(clientOf(account, Map.of("accessKeySecret", secret + "\n")));
        }

        @Test
        void afterTheWayOfAJob(FakeIceAccount account) throws Exception {
            account.freeze();
            Client ice = clientOf(account);
            String jobId = submit(ice);
            for (int polls = 0; polls < 3; ++polls) {
                get(ice, jobId);
            }
            account.failNext("Throttling.User");
            assertThrows(TeaException.class, () -> get(ice, jobId));
            assertEquals("Finished", statusOf(ice, jobId));
        }

        @Test
        void withKeysOfOthers(FakeIceAccount account) throws Exception {
            submit(clientOf(account, Map.of("accessKeyId", "fake-ice-access-key-id",
                "accessKeySecret", "fake-ice-access-key-secret")));
            submit(clientOf(account, Map.of("accessKeyId", "nobody")));
        }

        @Test
        void withAJobOfOddName(FakeIceAccount account) throws Exception {
            get(clientOf(account), "a\u001b[2Jb\u202e\udbff\udfff");
        }

        @Test
        void withMoreThanIsShown(FakeIceAccount account) throws Exception {
            Client ice = clientOf(account);
            for (int jobs = 0; jobs < 101; ++jobs) {
                get(ice, account.putJob(Map.of("AppId", "a", "Status", "Queuing"))
                    .getString("JobId"));
            }
            fail();
        }

        @Test
        void asItIsInterrupted(FakeIceAccount account) throws Exception {
            submit(clientOf(account));
            Thread.currentThread().interrupt();
            fail();
        }

        @Test
        void asItsAccountIsGone(FakeIceAccount account) {
            account.close();
            throw new IllegalStateException("the test's own");
        }

        @Test
        void withAnExceptionThatTakesNoOther(FakeIceAccount account) throws Exception {
            throw new Exception("bare", null, false, true) {
                private static final long serialVersionUID = 1;
            };
        }

        @Test
        void withoutAnAccount() {
            fail();
        }
    }

    static class ToFailBeforeOrAfter {
        @ExtendWith(Inner.class)
        @FakeIce
        static class Before {
            @BeforeEach
            void connect(FakeIceAccount account) throws Exception {
                submit(clientOf(account));
                fail();
            }

            @Test
            void empty() {}
        }

        @ExtendWith(Inner.class)
        static class After {
            @Test
            void empty(@FakeIce FakeIceAccount account) throws Exception {
                submit(clientOf(account));
            }

            @AfterEach
            void end() {
                fail();
            }
        }
    }

    @ExtendWith(Inner.class)
    static class NotToFail {
        @Test
        void passes(@FakeIce FakeIceAccount account) throws Exception {
            submit(clientOf(account));
        }

        @Test
        void isAborted(@FakeIce FakeIceAccount account) {
            assumeTrue(false);
        }
    }

    @Test
    void itNamesTheMistake() {
        String note = noteOf("withAMistake");
        assertFinds("^fake-ice: account \\d{16}, its clock at [-\\d]{10} [:\\d]{8}\\.\\d{3}\n"
            + "  [:\\d]{8}\\.\\d{3}  SubmitYikeAIAppJob  400 SignatureDoesNotMatch\n"
            + " {16}the secret was used with a newline at its end: trim", note);
        assertFalse(note.contains(ToFail.secret), note);
    }

    @Test
    void theWayOfAJobIsToldOldestFirst() {
        String note = noteOf("afterTheWayOfAJob");
        assertFinds("its clock at \\S+ \\S+, frozen$", note);
        Matcher changing = Pattern.compile("[\\d:]{8}\\.\\d{3}|[\\da-f]{32}").matcher(note);
        List<String> lines = changing.replaceAll("*").lines().skip(1).collect(Collectors.toList());
        assertEquals(List.of(
            "  *  SubmitYikeAIAppJob  200                  *",
            "  *  GetYikeAIAppJob     200 Created          *  ×3, until *",
            "  *  GetYikeAIAppJob     400 Throttling.User  *",
            "                by a fault of this account: Error Throttling.User",
            "  *  GetYikeAIAppJob     200 Created          *"), lines);
    }

    @Test
    void keysOfNobodyAndOfTheDefaultAccountAreTold() {
        String note = noteOf("withKeysOfOthers");
        assertFinds("No request came with its key, LTAI", note);
        assertFinds("The default account, 1000000000000001, was asked meanwhile: 1 request\\.",
            note);
        assertFinds("404 InvalidAccessKeyId.NotFound  key nobody", note);
    }

    @Test
    void whatAClientSentDoesNotDriveTheTerminal() {
        String note = noteOf("withAJobOfOddName");
        assertFinds("a\\\\u001b\\[2Jb\\\\u202e\\\\udbff\\\\udfff$", note);
        assertFinds("^ {16}account '\\d+' has no job 'a\\\\x1b", note);
    }

    @Test
    void theOldestOfManyAreLeftOut() {
        String note = noteOf("withMoreThanIsShown");
        assertFinds("^  \\(earlier requests are left out\\)$", note);
        assertEquals(102, note.lines().count());
    }

    @Test
    void anInterruptedTestTellsItsRequests() {
        assertFinds("SubmitYikeAIAppJob  200", noteOf("asItIsInterrupted"));
        Thread.interrupted(); // JUnit runs it in this thread.
    }

    @Test
    void anAccountThatIsGoneHidesNoFailure() {
        String printed = printed(run(ToFail.class, "asItsAccountIsGone"));
        assertFinds("IllegalStateException: the test's own", printed);
        assertFinds("Suppressed: fake-ice: the journal of account \\d+ cannot be read", printed);
    }

    @ParameterizedTest
    @ValueSource(classes = {ToFailBeforeOrAfter.Before.class, ToFailBeforeOrAfter.After.class})
    void aFailureBeforeOrAfterATestIsTold(Class<?> type) {
        assertFinds("SubmitYikeAIAppJob  200", note(printed(run(type, "empty"))));
    }

    @Test
    void aTestWithoutAnAccountOrThatDoesNotFailTellsNothing() {
        assertFalse(printed(run(ToFail.class, "withoutAnAccount")).contains("fake-ice: "));
        run(NotToFail.class, "passes").assertStatistics(counts -> counts.succeeded(1));
        Events aborted = run(NotToFail.class, "isAborted");
        aborted.assertStatistics(counts -> counts.aborted(1));
        assertFalse(printed(aborted.aborted().stream().findFirst().orElseThrow()
            .getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
            .contains("fake-ice: "));
    }

    @Test
    void withoutJUnitTheJournalIsInTheStackTraceAsWell(@FakeIce FakeIceServer server) {
        TeaException failure = assertThrows(TeaException.class,
            () -> server.withAccount(account -> get(clientOf(account), "")));
        assertFinds("400 InvalidParameter\n {16}The specified parameter \"JobId\" is not valid\\.",
            note(printed(failure)));
        server.withAccount(account -> assertEquals(List.of(), account.requests()));
    }
}
