package fakeice;

import static fakeice.FailureTest.assertFinds;
import static fakeice.FailureTest.printed;
import static fakeice.Sdk.clientOf;
import static fakeice.Sdk.get;
import static fakeice.Sdk.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.aliyun.tea.TeaException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** The server that a test is lent, the accounts made with it, and who lends it. */
class LentTest {
    static Set<String> known(FakeIceServer server) {
        return server.control("GET", "accounts").getObjects("Accounts").stream()
            .map(one -> one.getString("AccountId")).collect(Collectors.toSet());
    }

    /** The stack traces of those that failed, by the names of the tests. */
    static Map<String, String> failures(Events events) {
        return events.failed().stream().collect(Collectors.toMap(
            event -> event.getTestDescriptor().getDisplayName(), LentTest::failureOf));
    }

    static String failureOf(Event event) {
        return printed(event.getRequiredPayload(TestExecutionResult.class).getThrowable()
            .orElseThrow());
    }

    @ExtendWith(Inner.class)
    @FakeIce
    static class Closes {
        @RepeatedTest(3)
        void repeated(FakeIceServer server, FakeIceAccount account) throws Exception {
            server.close();
            submit(clientOf(account));
            submit(clientOf(server.account()));
        }
    }

    @Test
    void closingTheServerOfAllTestsLeavesItToTheOthers() {
        Inner.run(selectClass(Closes.class)).testEvents()
            .assertStatistics(counts -> counts.started(3).succeeded(3));
    }

    @ExtendWith(Inner.class)
    @FakeIce
    static class MakesAccounts {
        static final Set<String> MADE = ConcurrentHashMap.newKeySet();
        static FakeIceAccount ofAll;

        static FakeIceAccount make(FakeIceServer server) {
            FakeIceAccount account = server.account(Map.of("Service", "NotOpened"));
            assertTrue(known(server).contains(account.accountId()));
            MADE.add(account.accountId());
            return account;
        }

        @BeforeAll
        static void makeForAll(FakeIceServer server) {
            ofAll = server.account();
        }

        @Test
        void fails(FakeIceServer server, FakeIceAccount own) throws Exception {
            get(clientOf(make(server)), "nothing");
        }

        @Test
        void passes(FakeIceServer server) throws Exception {
            make(server);
            submit(clientOf(ofAll));
        }

        @AfterAll
        static void end(FakeIceServer server) {
            assertEquals(2, MADE.size());
            Set<String> known = known(server);
            assertFalse(MADE.stream().anyMatch(known::contains), known::toString);
            assertTrue(known.contains(ofAll.accountId()));
        }
    }

    @Test
    void accountsThatATestMakesAreToldOfAndGivenBack(@FakeIce FakeIceServer server) {
        var results = Inner.run(selectClass(MakesAccounts.class));
        results.containerEvents().assertStatistics(counts -> counts.failed(0));
        Map<String, String> failures = failures(results.testEvents());
        assertEquals(Set.of("fails(FakeIceServer, FakeIceAccount)"), failures.keySet());
        String printed = failures.values().iterator().next();
        assertFinds("Suppressed: fake-ice: account \\d+, .*\n.*GetYikeAIAppJob  403", printed);
        assertFinds("Suppressed: fake-ice: account \\d+, .*\n  No request came", printed);
        assertEquals(2, printed.split("Suppressed: fake-ice: account").length - 1, printed);
    }

    @ExtendWith(Inner.class)
    static class Dynamic {
        @TestFactory
        Stream<DynamicNode> tests(@FakeIce FakeIceAccount account) {
            return Stream.of(
                dynamicTest("passes", () -> submit(clientOf(account))),
                dynamicTest("fails", () -> get(clientOf(account), "nothing")),
                dynamicTest("isAborted", () -> abort()),
                dynamicContainer("within", Stream.of(
                    dynamicTest("failsWithin", () -> fail()))));
        }
    }

    @Test
    void dynamicTestsThatFailTellOfTheAccountOfTheirFactory() {
        Events events = Inner.run(selectClass(Dynamic.class)).testEvents();
        events.assertStatistics(counts -> counts.succeeded(1).failed(2).aborted(1));
        Map<String, String> failures = failures(events);
        assertFinds("404 JobNotFound +nothing", FailureTest.note(failures.get("fails")));
        assertFinds("SubmitYikeAIAppJob  200", FailureTest.note(failures.get("failsWithin")));
        assertFalse(failureOf(events.aborted().stream().findFirst().orElseThrow())
            .contains("fake-ice: "));
    }

    /** Each test takes what is told by whether jobs of unknown apps are refused, and how. */
    @ExtendWith(Inner.class)
    @FakeIce
    static class Competing {
        @RegisterExtension
        static final FakeIceExtension ICE = new FakeIceExtension().withOptions("--strict-apps");

        @Test
        void settingsWin(@FakeIce FakeIceAccount account) {
            String said = assertThrows(TeaException.class, () -> submit(clientOf(account)))
                .getMessage();
            assertTrue(said.contains("AppId"), said);
            fail("as it should");
        }

        @Nested
        @FakeIce
        class Within {
            @RegisterExtension
            final FakeIceExtension ice =
                new FakeIceExtension().withAccount(Map.of("Service", "NotOpened"));

            @Test
            void theInnermostWins(FakeIceAccount account) {
                assertEquals("OperationDenied",
                    AccountTest.codeOf(() -> submit(clientOf(account))));
                fail("as it should");
            }
        }
    }

    @Test
    void ofSeveralExtensionsTheInnermostWithSettingsGivesTheAccount() {
        Map<String, String> failures =
            failures(Inner.run(selectClass(Competing.class)).testEvents());
        assertEquals(2, failures.size());
        failures.values().forEach(printed -> {
            assertTrue(printed.contains("as it should"), printed);
            FailureTest.note(printed); // one
        });
    }

    @Test
    void anExtensionTellsItsSettings() {
        assertEquals("FakeIceExtension [--strict-apps] {\"Service\":\"NotOpened\"}",
            new FakeIceExtension().withOptions("--strict-apps")
                .withAccount(Map.of("Service", "NotOpened")).toString());
        assertEquals("FakeIceExtension [--strict-apps]",
            new FakeIceExtension().withOptions("--strict-apps").toString());
    }
}
