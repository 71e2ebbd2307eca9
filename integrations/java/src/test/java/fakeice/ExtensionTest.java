package fakeice;

import static fakeice.Sdk.clientOf;
import static fakeice.Sdk.get;
import static fakeice.Sdk.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.aliyun.tea.TeaException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Who gets which account and which server, in many tests at once. */
class ExtensionTest {
    private static final Map<String, Set<String>> ACCOUNTS = new ConcurrentHashMap<>(); // by server
    private static final List<String> USED = Collections.synchronizedList(new ArrayList<>());

    /** Each test counts its account, and sees nobody else's requests in it. */
    static void use(FakeIceAccount account, FakeIceServer server) throws Exception {
        assertEquals(server.url(), account.url());
        assertEquals(List.of(), account.requests());
        get(clientOf(account), submit(clientOf(account)));
        assertEquals(2, account.requests().size());
        ACCOUNTS.computeIfAbsent(server.url(), url -> ConcurrentHashMap.newKeySet())
            .add(account.accountId());
        USED.add(account.accountId());
    }

    @ExtendWith(Inner.class)
    static class One {
        @RepeatedTest(10)
        void repeated(@FakeIce FakeIceAccount account, @FakeIce FakeIceServer server)
                throws Exception {
            use(account, server);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
        @FakeIce
        void parameterised(int number, FakeIceAccount account, FakeIceServer server)
                throws Exception {
            use(account, server);
        }
    }

    @ExtendWith(Inner.class)
    @FakeIce
    static class Two {
        private static FakeIceServer shared;
        private final FakeIceServer server;
        private FakeIceAccount account;

        @BeforeAll
        static void share(FakeIceServer server) {
            shared = server;
        }

        Two(FakeIceServer server) {
            this.server = server;
        }

        @BeforeEach
        void take(FakeIceAccount account) {
            this.account = account;
        }

        @RepeatedTest(10)
        void repeated(FakeIceAccount account) throws Exception {
            assertSame(this.account, account);
            assertSame(shared, server);
            use(account, server);
        }

        @AfterEach
        void end(FakeIceAccount account) {
            assertSame(this.account, account);
        }

        @Nested
        class Inner {
            @RepeatedTest(10)
            void repeated(FakeIceAccount account) throws Exception {
                assertSame(Two.this.account, account);
                use(account, server);
            }
        }

        @Nested
        @TestInstance(TestInstance.Lifecycle.PER_CLASS)
        class InnerOfOneInstance {
            @RepeatedTest(10)
            void repeated(FakeIceAccount account, FakeIceServer server) throws Exception {
                use(account, server);
            }
        }
    }

    @Test
    void aRunHasOneServerAndEachTestAnAccount() {
        EngineExecutionResults results =
            Inner.runEightAtOnce(selectClass(One.class), selectClass(Two.class));
        results.testEvents().assertStatistics(counts -> counts.started(50).succeeded(50));
        results.containerEvents().assertStatistics(counts -> counts.failed(0));
        assertEquals(1, ACCOUNTS.size());
        assertEquals(50, USED.size());
        assertEquals(new HashSet<>(USED), ACCOUNTS.values().iterator().next());
        // The run has ended, and its server with it.
        String url = ACCOUNTS.keySet().iterator().next();
        if (System.getenv("FAKE_ICE_URL") == null) {
            assertThrows(FakeIceException.class, () -> FakeIceServer.attach(url));
        }
    }

    @ExtendWith(Inner.class)
    static class GivesBack {
        static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

        @RepeatedTest(3)
        void repeated(@FakeIce FakeIceAccount account, @FakeIce FakeIceServer server) {
            Set<String> known = server.control("GET", "accounts").getObjects("Accounts").stream()
                .map(one -> one.getString("AccountId")).collect(Collectors.toSet());
            assertTrue(known.contains(account.accountId()));
            assertTrue(Collections.disjoint(known, SEEN), known::toString);
            SEEN.add(account.accountId());
        }
    }

    @Test
    void accountsAreGivenBack() {
        Inner.run(selectClass(GivesBack.class)).testEvents()
            .assertStatistics(counts -> counts.succeeded(3));
        assertEquals(3, GivesBack.SEEN.size());
    }

    /** Settings, and a server of its own beside that of the tests without any. */
    @Nested
    class WithSettings {
        @RegisterExtension
        final FakeIceExtension ice = new FakeIceExtension().withOptions("--strict-apps")
            .withAccount("{\"Jobs\": [{\"JobId\": \"mine\", \"Status\": \"Failed\"}]}");

        @Test
        void itsServerHasTheOptionsAndItsAccountsTheFixture(FakeIceAccount account)
                throws Exception {
            String said = assertThrows(TeaException.class, () -> submit(clientOf(account)))
                .getMessage();
            assertTrue(said.contains("AppId"), said);
            assertEquals("mine", get(clientOf(account), "mine").get("JobId"));
        }
    }

    @Nested
    class WithAnAccount {
        @RegisterExtension
        final FakeIceExtension ice =
            new FakeIceExtension().withAccount(Map.of("Service", "NotOpened"));

        @Test
        void itsAccountsAreSo(FakeIceAccount account) {
            assertEquals("OperationDenied",
                AccountTest.codeOf(() -> submit(clientOf(account))));
        }
    }

    @ExtendWith(Inner.class)
    @FakeIce
    static class WrongPlace {
        @BeforeAll
        static void take(FakeIceAccount account) {}

        @Test
        void empty() {}
    }

    @Test
    void anAccountForManyTestsIsRefused() {
        String said = failureOf(WrongPlace.class);
        assertTrue(said.contains("take it in the test or in a @BeforeEach method"), said);
    }

    @ExtendWith(Inner.class)
    static class WrongOption {
        @RegisterExtension
        static final FakeIceExtension ICE = new FakeIceExtension().withOptions("--no-such-option");

        @Test
        void empty(FakeIceAccount account) {}
    }

    @ExtendWith(Inner.class)
    static class WrongFixture {
        @RegisterExtension
        static final FakeIceExtension ICE =
            new FakeIceExtension().withAccount(Map.of("Servce", "Active"));

        @Test
        void empty(FakeIceAccount account) {}
    }

    @Test
    void aServerThatDoesNotStartAndAnAccountThatCannotBeAreExplained() {
        String option = failureOf(WrongOption.class);
        assertTrue(option.contains("ended with exit code"), option);
        assertTrue(option.contains("--no-such-option"), option);
        String fixture = failureOf(WrongFixture.class);
        assertTrue(fixture.contains("did you mean \"Service\"?"), fixture);
    }

    static String failureOf(Class<?> type) {
        return Inner.run(selectClass(type)).allEvents().failed().stream()
            .map(event -> FailureTest.printed(event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable().orElseThrow()))
            .collect(Collectors.joining());
    }
}
