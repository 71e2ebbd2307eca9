package fakeice;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A running server of fake-ice, started here or attached to. One may serve any number of threads
 * and tests at once, each with an account of its own.
 */
public final class FakeIceServer implements AutoCloseable {
    private static final Duration TIME_TO_START = Duration.ofSeconds(10);
    private static final String URL = "FAKE_ICE_URL";

    private final Control control;
    private final AtomicReference<ServerProcess> process;
    private final Consumer<FakeIceAccount> onAccount;

    FakeIceServer(Control control, ServerProcess process) {
        this(control, process, account -> {});
    }

    private FakeIceServer(Control control, ServerProcess process,
                          Consumer<FakeIceAccount> onAccount) {
        this.control = control;
        this.process = new AtomicReference<>(process);
        this.onAccount = onAccount;
    }

    /**
     * The same server for somebody else, who is told of each new account; {@link #close} of that
     * leaves it alone.
     */
    FakeIceServer lent(Consumer<FakeIceAccount> onAccount) {
        return new FakeIceServer(control, null, onAccount);
    }

    /** {@link #start(Duration, String...)} with ten seconds to start in. */
    public static FakeIceServer start(String... options) {
        return start(TIME_TO_START, options);
    }

    /**
     * Attaches to the server that {@code FAKE_ICE_URL} names, else starts the program that {@code
     * FAKE_ICE_BINARY} names, else {@code fake-ice} on {@code PATH}, on a free port. With options
     * of the command line, such as {@code --strict-apps}, it always starts one. That ends when this
     * is closed or the JVM ends, however it does.
     *
     * @throws FakeIceException when there is no server or program, or it does not serve in time;
     *     the message has the log of a program that ended
     */
    public static FakeIceServer start(Duration timeToStart, String... options) {
        return start(System.getenv(), timeToStart, List.of(options));
    }

    static FakeIceServer start(Map<String, String> environment, Duration timeToStart,
                               List<String> options) {
        String url = environment.getOrDefault(URL, "");
        if (!url.isEmpty() && options.isEmpty()) {
            try {
                return attach(url, environment.get(Control.TOKEN));
            } catch (FakeIceException error) {
                String other = error.getCause() instanceof ConnectException
                    ? ", or unset " + URL : "";
                throw new FakeIceException(URL + ": " + error.getMessage() + other, error);
            }
        }
        ServerProcess process = new ServerProcess(environment, timeToStart, options);
        return new FakeIceServer(new Control(process), process);
    }

    /**
     * The server that runs at a URL, such as {@code http://127.0.0.1:20201}; {@link #close} leaves
     * it alone. If it asks for a token, that is in {@code FAKE_ICE_CONTROL_TOKEN}.
     *
     * @throws FakeIceException when none answers there
     */
    public static FakeIceServer attach(String url) {
        return attach(url, System.getenv(Control.TOKEN));
    }

    private static FakeIceServer attach(String url, String token) {
        FakeIceServer server = new FakeIceServer(new Control(url, token), null);
        if (!server.control("GET", "health").containsKey("Status")) {
            throw server.control.stranger("GET", "health", 200, "no Status");
        }
        return server;
    }

    /** Such as {@code http://127.0.0.1:20201}. */
    public String url() {
        return control.url;
    }

    /** Such as {@code 127.0.0.1:20201}. */
    public String endpoint() {
        return control.endpoint;
    }

    /**
     * A new account that no other test sees. Whoever makes it closes it; {@link FakeIceExtension}
     * does so for those of a server that it gave to a test.
     */
    public FakeIceAccount account() {
        return account(Map.of());
    }

    /**
     * A new account with apps, users, a throttle or what else an account of a fixture may have.
     *
     * @throws ControlException when it may not have that
     */
    public FakeIceAccount account(Map<String, ?> fixture) {
        FakeIceAccount account = newAccount(fixture);
        onAccount.accept(account);
        return account;
    }

    private FakeIceAccount newAccount(Map<String, ?> fixture) {
        return new FakeIceAccount(control, control.call("POST", "accounts", fixture));
    }

    /** The same from JSON text. */
    public FakeIceAccount account(String fixture) {
        return account(JsonObject.parse(fixture));
    }

    /**
     * Runs a task with a new account and gives that back. When the task fails, the account's
     * requests are in the stack trace of what it threw. For runners other than JUnit 5.
     */
    public <E extends Exception> void withAccount(Task<E> task) throws E {
        try (FakeIceAccount account = newAccount(Map.of())) {
            try {
                task.run(account);
            } catch (Throwable failure) {
                account.explain(failure);
                throw failure;
            }
        }
    }

    /** Calls the control API at a path below {@code /_fake-ice/}, for what has no word here. */
    public JsonObject control(String method, String path) {
        return control.call(method, path, null);
    }

    /** The same with a body. */
    public JsonObject control(String method, String path, Map<String, ?> body) {
        return control.call(method, path, body);
    }

    /** The same with a body of JSON text, which need not be an object. */
    public JsonObject control(String method, String path, String body) {
        return control.call(method, path, new JsonReader(body).read());
    }

    /**
     * Ends the server when {@link #start} started it; does nothing the second time. It leaves alone
     * what was attached to, and the one that {@link FakeIceExtension} gave, which others use.
     *
     * @throws FakeIceException when the server had ended by itself
     */
    @Override
    public void close() {
        ServerProcess started = process.getAndSet(null);
        if (started != null) {
            started.stop();
        }
    }

    @Override
    public String toString() {
        return "fake-ice at " + url();
    }

    /** What {@link #withAccount} runs. */
    @FunctionalInterface
    public interface Task<E extends Exception> {
        /** The account is given back when this returns or throws. */
        void run(FakeIceAccount account) throws E;
    }
}
