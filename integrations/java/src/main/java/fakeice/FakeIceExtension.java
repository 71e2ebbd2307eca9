package fakeice;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
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
 *   <li>a {@link FakeIceServer}, anywhere: the one of this run, which all tests share.
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
 * <p>Settings cannot be changed, so that tests may run at once.
 */
public final class FakeIceExtension implements ParameterResolver, AfterEachCallback {
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
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == FakeIceAccount.class || type == FakeIceServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == FakeIceServer.class) {
            return server(context);
        }
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("there is a FakeIceAccount for each test:"
                + " take it in the test or in a @BeforeEach method, or here a FakeIceServer");
        }
        Store store = context.getStore(NAMESPACE);
        Lent lent = store.get(FakeIceAccount.class, Lent.class);
        if (lent == null) {
            lent = new Lent(server(context).account(fixture));
            store.put(FakeIceAccount.class, lent);
        }
        return lent.account;
    }

    /** Of a test that failed, also before or after its own method: the account is still there. */
    @Override
    public void afterEach(ExtensionContext context) {
        Lent lent = context.getStore(NAMESPACE).get(FakeIceAccount.class, Lent.class);
        if (lent != null) {
            context.getExecutionException()
                .filter(failure -> !(failure instanceof TestAbortedException))
                .ifPresent(lent.account::explain);
        }
    }

    private FakeIceServer server(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE)
            .getOrComputeIfAbsent(options, key -> new Shared(options), Shared.class).server();
    }

    /** An account, which JUnit closes at the end of the test. */
    @SuppressWarnings("deprecation") // JUnit closes the one before 5.13, the other since then.
    private static final class Lent implements Store.CloseableResource, AutoCloseable {
        final FakeIceAccount account;

        Lent(FakeIceAccount account) {
            this.account = account;
        }

        @Override
        public void close() {
            account.close();
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
