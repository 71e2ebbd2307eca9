package fakeice;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The control API of the server at a URL. Threads may share it. */
final class Control {
    static final String TOKEN = "FAKE_ICE_CONTROL_TOKEN";
    private static final String REFUSED = "Connection refused";
    private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(30);

    // Calls go there directly: a proxy that the JVM was told of is not asked.
    private static final HttpClient HTTP = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1).proxy(HttpClient.Builder.NO_PROXY).build();

    final String url;
    final String endpoint;
    final String protocol;
    /** The server when it was started here, else null. */
    final ServerProcess process;
    private final String token;

    /** Of a server that was started here. */
    Control(ServerProcess process) {
        this(process.url(), null, process);
    }

    /** {@code token} is null for a server that asks for none. */
    Control(String url, String token) {
        this(url, token, null);
    }

    private Control(String url, String token, ServerProcess process) {
        this.process = process;
        this.url = (url.contains("://") ? url : "http://" + url).replaceAll("/+$", "");
        this.token = token;
        URI parts;
        try {
            parts = URI.create(this.url);
        } catch (IllegalArgumentException notEvenAUri) {
            parts = URI.create("");
        }
        boolean known = "http".equals(parts.getScheme()) || "https".equals(parts.getScheme());
        if (!known || parts.getHost() == null || !this.url.endsWith("://" + parts.getAuthority())
            || parts.getUserInfo() != null) {
            throw new FakeIceException(
                url + " is no address of fake-ice; one is http://127.0.0.1:20201");
        }
        this.endpoint = parts.getAuthority();
        this.protocol = parts.getScheme().toUpperCase(Locale.ROOT);
    }

    JsonObject get(String path) {
        return call("GET", path, null);
    }

    JsonObject get(String path, Map<String, ?> query) {
        return get(path + "?" + query.entrySet().stream()
            .map(one -> escape(one.getKey()) + "=" + escape(String.valueOf(one.getValue())))
            .collect(Collectors.joining("&")));
    }

    /** What answers a call of a path below /_fake-ice/; a body of null is none. */
    JsonObject call(String method, String path, Object body) {
        String target = "/_fake-ice/" + path;
        HttpResponse<String> response =
            send(method, target, body == null ? null : JsonWriter.write(body));
        JsonObject answer;
        try {
            answer = JsonObject.parse(response.body());
        } catch (IllegalArgumentException noJson) {
            throw stranger(method, path, response.statusCode(), "no JSON");
        }
        if (response.statusCode() < 300) {
            return answer;
        }
        if (!(answer.get("Error") instanceof JsonObject)) {
            throw stranger(method, path, response.statusCode(), "no error of its control API");
        }
        JsonObject error = answer.getObject("Error");
        throw new ControlException(method + " " + target, response.statusCode(),
            String.valueOf(error.get("Code")), String.valueOf(error.get("Message")));
    }

    private HttpResponse<String> send(String method, String target, String body) {
        BodyPublisher publisher =
            body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + target))
            .method(method, publisher).timeout(TIME_TO_ANSWER);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (IOException error) {
            throw new FakeIceException(url + reason(error), error);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new FakeIceException("interrupted while " + url + " was asked", interrupt);
        }
    }

    private String reason(IOException error) {
        String end = process == null ? "" : process.obituary();
        if (!end.isEmpty()) {
            return " does not answer: " + end;
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return ": its host is unknown";
            }
        }
        String said = error.getMessage();
        return error instanceof ConnectException && (said == null || REFUSED.equals(said))
            ? ": connection refused: start it"
            : " does not answer as a fake-ice does: " + (said == null ? error : said);
    }

    /** An answer that fake-ice does not give. */
    FakeIceException stranger(String method, String path, int status, String what) {
        return new FakeIceException(url + " answered " + method + " /_fake-ice/" + path + " with "
            + status + " and " + what + ": is it a fake-ice?");
    }

    /** A text as a part of a path or query. */
    static String escape(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** Does it although the thread was interrupted, as a test that took too long is. */
    static <T> T uninterrupted(Supplier<T> task) {
        boolean interrupted = Thread.interrupted();
        try {
            return task.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
