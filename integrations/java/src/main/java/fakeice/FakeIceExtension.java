package fakeice;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * The JUnit 5 extension: a server for each run, an account for each test. Parameters may be
 *
 * <ul>
 *   <li>a {@link FakeIceAccount}, in tests and in what comes before and after each: a new one for
 *       each test, which is given back. When the test fails, its requests are in the stack trace.
 *   <li>a {@link FakeIceServer}, anywhere: the one of this run, which all tests share. It ends
 *       with the run, and closing it does nothing. Accounts that a test makes with the one it took
 *       are as that of its own: given back, and told of when it fails. Those that are made with the
 *       one of a constructor or of a method before all tests are given back after the class.
 * </ul>
 *
 * <p>{@link FakeIce} registers it as it is. With settings it is a field, which wants no annotation
 * beside it:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FakeIceExtension ICE = new FakeIceExtension().withOptions("--strict-apps");
 * }</pre>
 *
 * <p>Where several of them are registered, the one with settings gives the parameters; of several
 * such, the innermost.
 *
 * <p>Settings cannot be changed, so that tests may run at once.
 */
public final class FakeIceExtension implements ParameterResolver, BeforeAllCallback,
        BeforeEachCallback, AfterEachCallback, InvocationInterceptor {
    private static final Namespace NAMESPACE = Namespace.create(FakeIceExtension.class);

    private final List<String> options;
    private final JsonObject fixture;

    /** With the server that {@link FakeIceServer#start(String...)} gives, and plain accounts. */
    public FakeIceExtension() {
        this(List.of(), JsonObject.parse("{}"));
    }

    private FakeIceExtension(List<String> options, JsonObject fixture) {
        this.options = options;
        this.fixture = fixture;
    }

    /** With a server of its own that has these options of the command line. */
    public FakeIceExtension withOptions(String... options) {
        return new FakeIceExtension(List.of(options), fixture);
    }

    /** With accounts that have what an account of a fixture may have, such as apps and users. */
    public FakeIceExtension withAccount(Map<String, ?> fixture) {
        return withAccount(JsonWriter.write(fixture)); // A copy that nobody can change.
    }

    /** The same from JSON text. */
    public FakeIceExtension withAccount(String fixture) {
        return new FakeIceExtension(options, JsonObject.parse(fixture));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        register(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        register(context);
    }

    /** JUnit calls those of outer classes first. */
    private void register(ExtensionContext context) {
        FakeIceExtension outer = responsible(context);
        if (outer == null || !isPlain() || outer.isPlain()) {
            context.getStore(NAMESPACE).put(FakeIceExtension.class, this);
        }
    }

    private boolean isPlain() {
        return options.isEmpty() && fixture.isEmpty();
    }

    /** The one that gives the parameters there; null before any was registered. */
    private static FakeIceExtension responsible(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(FakeIceExtension.class, FakeIceExtension.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        FakeIceExtension responsible = responsible(context);
        return (type == FakeIceAccount.class || type == FakeIceServer.class)
            && (responsible == null || responsible == this);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        boolean server = parameter.getParameter().getType() == FakeIceServer.class;
        if (!server && context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("there is a FakeIceAccount for each test:"
                + " take it in the test or in a @BeforeEach method, or here a FakeIceServer");
        }
        Lent lent = context.getStore(NAMESPACE).getOrComputeIfAbsent(
            keyOf(context), key -> new Lent(server(context)), Lent.class);
        return server ? lent.server : lent.account(fixture);
    }

    /** Of a test that failed, also before or after its own method: the account is still there. */
    @Override
    public void afterEach(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> explain(failure, context));
    }

    /** What a test factory took is there until the last of its tests has ended. */
    @Override
    public void interceptDynamicTest(Invocation<Void> test, DynamicTestInvocationContext called,
                                     ExtensionContext context) throws Throwable {
        try {
            test.proceed();
        } catch (Throwable failure) {
            explain(failure, context);
            throw failure;
        }
    }

    private void explain(Throwable failure, ExtensionContext context) {
        if (failure instanceof TestAbortedException || responsible(context) != this) {
            return;
        }
        ExtensionContext test = context; // or what is within its test factory
        while (test.getTestMethod().isEmpty() && test.getParent().isPresent()) {
            test = test.getParent().get();
        }
        Lent lent = test.getStore(NAMESPACE).get(keyOf(test), Lent.class);
        if (lent != null) {
            lent.accounts.forEach(account -> account.explain(failure));
        }
    }

    /** A store has what those around it have as well, but this is of one test or class. */
    private static Object keyOf(ExtensionContext context) {
        return List.of(Lent.class, context.getUniqueId());
    }

    private FakeIceServer server(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE)
            .getOrComputeIfAbsent(options, key -> new Shared(options), Shared.class).server();
    }

    /** Such as {@code FakeIceExtension [--strict-apps]}. */
    @Override
    public String toString() {
        return "FakeIceExtension " + options + (fixture.isEmpty() ? "" : " " + fixture);
    }

    /** What a test or class took, which JUnit gives back at its end. */
    @SuppressWarnings("deprecation") // JUnit closes the one before 5.13, the other since then.
    private static final class Lent implements Store.CloseableResource, AutoCloseable {
        final List<FakeIceAccount> accounts = new CopyOnWriteArrayList<>();
        final FakeIceServer server;
        private FakeIceAccount account;

        Lent(FakeIceServer shared) {
            server = shared.lent(accounts::add);
        }

        /** The one of the test. */
        synchronized FakeIceAccount account(JsonObject fixture) {
            if (account == null) {
                account = server.account(fixture);
            }
            return account;
        }

        @Override
        public void close() {
            FakeIceException failure = null;
            for (FakeIceAccount one : accounts) {
                try {
                    one.close();
                } catch (FakeIceException error) {
                    failure = failure == null ? error : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** A server, which JUnit closes at the end of the run, or why there is none: once is enough. */
    @SuppressWarnings("deprecation")
    private static final class Shared implements Store.CloseableResource, AutoCloseable {
        private FakeIceServer server;
        private FakeIceException failure;

        Shared(List<String> options) {
            try {
                server = FakeIceServer.start(options.toArray(String[]::new));
            } catch (FakeIceException error) {
                failure = error;
            }
        }

        FakeIceServer server() {
            if (failure != null) {
                throw new ParameterResolutionException(failure.getMessage(), failure);
            }
            return server;
        }

        @Override
        public void close() {
            if (server != null) {
                server.close();
            }
        }
    }
}
