package fakeice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting, attaching, and ending with the JVM that started it. */
class StartTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3); // with a machine under load

    @TempDir
    private Path folder;

    /** This environment without a server that the developer shares, and with changes. */
    static Map<String, String> environment(String... namesAndValues) {
        Map<String, String> changed = new HashMap<>(System.getenv());
        changed.remove("FAKE_ICE_URL");
        for (int place = 0; place < namesAndValues.length; place += 2) {
            changed.put(namesAndValues[place], namesAndValues[place + 1]);
        }
        return changed;
    }

    static FakeIceServer start(Map<String, String> environment, String... options) {
        return FakeIceServer.start(environment, PATIENCE, List.of(options));
    }

    static String refusal(Map<String, String> environment, String... options) {
        return assertThrows(FakeIceException.class, () -> start(environment, options)).getMessage();
    }

    static void assertContains(String part, String whole) {
        assertTrue(whole.contains(part), whole);
    }

    static boolean isUp(String url) {
        try {
            return FakeIceServer.attach(url).url().equals(url);
        } catch (FakeIceException down) {
            return false;
        }
    }

    String program(String script) throws IOException {
        Path file = folder.resolve("fake-ice");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file.toString();
    }

    @Test
    void tryStartsAndStops() {
        FakeIceServer server = start(environment());
        try (server) {
            assertTrue(isUp(server.url()));
            assertEquals("http://" + server.endpoint(), server.url());
        }
        assertFalse(isUp(server.url()));
        server.close(); // again
    }

    @Test
    void optionsOfTheCommandLineArePassedOn() throws Exception {
        try (FakeIceServer server = start(environment(), "--auth", "off");
                var answer = new URL(server.url() + "/?Action=GetYikeAIAppJob&Version=2020-11-09"
                    + "&Format=JSON&JobId=00000000000000000000000000000004").openStream()) {
            assertContains("\"Finished\"",
                new String(answer.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aServerThatRunsIsAttachedToAndLeftAlone() {
        try (FakeIceServer server = start(environment())) {
            Map<String, String> shared = environment("FAKE_ICE_URL", server.endpoint());
            try (FakeIceServer attached = start(shared)) {
                assertEquals(server.url(), attached.url());
            }
            try (FakeIceServer own = start(shared, "--strict-apps")) {
                assertNotEquals(server.url(), own.url());
            }
            assertTrue(isUp(server.url()));
        }
    }

    @Test
    void aServerThatAsksForATokenGetsIt() throws Exception {
        HttpServer asking = answering(200, "{\"Status\":\"ok\"}", "Bearer a token");
        try {
            start(environment("FAKE_ICE_CONTROL_TOKEN", "a token", "FAKE_ICE_URL",
                "http://127.0.0.1:" + asking.getAddress().getPort()));
        } finally {
            asking.stop(0);
        }
    }

    @Test
    void settingsOfTheDeveloperDoNotReachIt() {
        start(environment("FAKE_ICE_AUTH", "nonsense")).close();
    }

    @Test
    void noLogHoldsItUp() {
        try (FakeIceServer server = start(environment(), "--log-level", "trace")) {
            for (int times = 0; times < 1000; ++times) { // more lines than a pipe has room for
                server.control("GET", "health");
            }
        }
    }

    @Test
    void aRefusalToStartShowsItsLog() {
        String said = refusal(environment(), "--fixtures", "no-such-file.json");
        assertContains("ended with exit code 2 before it served; its log:\n", said);
        assertContains("no-such-file.json", said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "echo hello|said \"hello\" in place of where it listens; its log:/(empty)",
        "echo oops >&2; exit 3|ended with exit code 3 before it served; its log:/oops",
        "exec cat|ended with exit code 0 before it served; its log:/(empty)"})
    void aProgramThatIsNotFakeIce(String script, String said) throws Exception {
        assertContains(said.replace("log:/", "log:\n"),
            refusal(environment("FAKE_ICE_BINARY", program(script))));
    }

    @Test
    void aProgramThatSaysNothing() throws Exception {
        Map<String, String> silent =
            environment("FAKE_ICE_BINARY", program("exec tail -f /dev/null"));
        String said = assertThrows(FakeIceException.class,
            () -> FakeIceServer.start(silent, Duration.ofMillis(100), List.of())).getMessage();
        assertContains("said nothing for 100 ms", said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/program", "/dev/null", "/"})
    void aNamedProgramThatIsNone(String path) {
        String said = refusal(environment("FAKE_ICE_BINARY", path));
        assertContains("FAKE_ICE_BINARY is " + path + ", which is no program. Set", said);
    }

    @Test
    void withoutAProgramTheRemedyIsSaid() {
        String said = refusal(environment("FAKE_ICE_BINARY", "", "PATH", folder.toString()));
        assertContains("There is no program fake-ice on PATH. Set FAKE_ICE_BINARY", said);
    }

    @Test
    void theProgramIsFoundOnThePath() throws Exception {
        program("echo found me >&2; exit 1");
        String path = folder + ":/usr/bin:/bin";
        assertContains("found me", refusal(environment("FAKE_ICE_BINARY", "", "PATH", path)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1, ': connection refused: start it, or unset FAKE_ICE_URL'",
        // A name that is too long is unknown without asking around.
        "http://a234567890123456789012345678901234567890123456789012345678901234, host is unknown",
        "ftp://127.0.0.1, is no address of fake-ice",
        "http://, is no address of fake-ice",
        "http://127.0.0.1:1/path, is no address of fake-ice",
        "http://user@127.0.0.1:1, is no address of fake-ice",
        "not an address, is no address of fake-ice; one is http://127.0.0.1:20201"})
    void aServerThatIsNotThere(String url, String said) {
        String whole = refusal(environment("FAKE_ICE_URL", url));
        assertTrue(whole.startsWith("FAKE_ICE_URL: " + url), whole);
        assertContains(said, whole);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "200|<html>|with 200 and no JSON: is it a fake-ice?",
        "404|{\"error\":\"not found\"}|with 404 and no error of its control API: is it a fake-ice?",
        "200|{\"status\":\"UP\"}|with 200 and no Status: is it a fake-ice?"})
    void aServerOfSomebodyElse(int status, String body, String said) throws Exception {
        HttpServer foreign = answering(status, body, null);
        try {
            String url = "http://127.0.0.1:" + foreign.getAddress().getPort();
            assertContains(said, refusal(environment("FAKE_ICE_URL", url)));
        } finally {
            foreign.stop(0);
        }
    }

    /** A server on a free port that gives that answer to whoever shows what it asks for. */
    static HttpServer answering(int status, String body, String authorization) throws IOException {
        HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            boolean may = authorization == null || authorization.equals(shown);
            exchange.sendResponseHeaders(may ? status : 403, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void theEndOfItsLogIsTold() throws Exception {
        ServerProcess process = new ServerProcess(environment("FAKE_ICE_BINARY", program(
            "echo fake-ice 0 listening on http://127.0.0.1:1\n"
            + "seq -f 'line %g' 1000 >&2; exit 7")), PATIENCE, List.of());
        String said = messageOf(() -> new Control(process).get("health"));
        assertContains("fake-ice had ended by itself with exit code 7; the end of its log:", said);
        assertTrue(said.endsWith("\nline 1000"), said);
        assertFalse(said.contains("line 1\n"), said);
        messageOf(process::stop);
    }

    @Test
    void aServerThatEndedByItselfIsToldOf() throws Exception {
        ServerProcess process = new ServerProcess(environment(), PATIENCE, List.of());
        FakeIceServer server = new FakeIceServer(new Control(process), process);
        FakeIceAccount account = server.account();
        process.kill();
        String end = "had ended by itself with exit code 137; the end of its log:\n(empty)";
        assertContains(account.url() + " does not answer: ", messageOf(account::freeze));
        assertContains(end, messageOf(account::freeze));
        assertContains(end, messageOf(server::close));
        assertContains("its FakeIceServer was closed", messageOf(account::freeze));
    }

    static String messageOf(Executable call) {
        return assertThrows(FakeIceException.class, call).getMessage();
    }

    /** Starts a server, says where, and ends when it is told to; it never closes the server. */
    static final class Starter {
        public static void main(String[] arguments) throws IOException {
            System.out.println(FakeIceServer.start().endpoint());
            if (System.in.read() == 'h') {
                Runtime.getRuntime().halt(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"return", "halt", "kill"})
    void itEndsWithTheJvmThatStartedIt(String end) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-cp",
            System.getProperty("java.class.path"), Starter.class.getName());
        builder.environment().remove("FAKE_ICE_URL");
        Process starter = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int letter; (letter = starter.getInputStream().read()) > '\n'; ) {
            line.write(letter);
        }
        String[] address = line.toString(StandardCharsets.UTF_8).split(":");
        try (Socket connection = new Socket(address[0], Integer.parseInt(address[1]))) {
            connection.setSoTimeout((int) PATIENCE.toMillis());
            if (end.equals("kill")) {
                starter.toHandle().destroyForcibly();
            } else {
                starter.getOutputStream().write(end.charAt(0));
                starter.getOutputStream().flush();
            }
            // The server closes its connections as it ends, the system those it had not taken.
            try {
                assertEquals(-1, connection.getInputStream().read());
            } catch (SocketException reset) {
                assertContains("reset", reset.getMessage());
            }
        }
        assertEquals(end.equals("kill") ? 137 : 0, starter.waitFor());
    }
}
