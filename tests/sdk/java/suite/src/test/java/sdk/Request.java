package sdk;

import java.util.HashMap;
import java.util.Map;

/** What a client is to ask. */
final class Request {
    String action = Data.GET;
    String version = Data.VERSION;
    final Map<String, String> query = new HashMap<>();
    final Map<String, String> form = new HashMap<>();
    String timestamp; // in the place of the SDK's own
    String nonce; // likewise
    boolean errorIsAnswer; // The SDK gives it to its caller, headers and all, and throws nothing.
    boolean mayRetry;
    Integer readTimeoutMs;

    static Request of(String action) {
        Request request = new Request();
        request.action = action;
        return request;
    }

    static Request getJob(String jobId) {
        return new Request().query("JobId", jobId);
    }

    Request version(String version) {
        this.version = version;
        return this;
    }

    Request query(String name, String value) {
        query.put(name, value);
        return this;
    }

    Request form(String name, String value) {
        form.put(name, value);
        return this;
    }

    Request timestamp(String timestamp) {
        this.timestamp = timestamp;
        return this;
    }

    Request nonce(String nonce) {
        this.nonce = nonce;
        return this;
    }
}
