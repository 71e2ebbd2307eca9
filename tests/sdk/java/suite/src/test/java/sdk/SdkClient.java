package sdk;

import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import java.util.HashMap;
import java.util.Map;

/** One official client in one of its settings. */
final class SdkClient {
    private static final String HMAC = "ACS3-HMAC-SHA256";
    private static final String V1 = "v2"; // The SDK calls it by the version of its signer.

    /** The package of the tables; the typed client is made of the same one. */
    static final String PACKAGE = "com.aliyun:tea-openapi";

    static final SdkClient V3 = new SdkClient(Client::new, "POST", HMAC);
    static final SdkClient V3_GET = new SdkClient(Client::new, "GET", HMAC);
    static final SdkClient SM3 = new SdkClient(Client::new, "POST", "ACS3-HMAC-SM3");
    /** Its constructor asks for V1, whatever the configuration says. */
    static final SdkClient TYPED =
        new SdkClient(com.aliyun.ice20201109.Client::new, "POST", V1);
    static final SdkClient TYPED_V3 = new SdkClient(config -> {
        Client client = new com.aliyun.ice20201109.Client(config);
        client._signatureAlgorithm = HMAC;
        return client;
    }, "POST", HMAC);

    private final Constructor constructor;
    private final String method;
    private final String algorithm;

    private SdkClient(Constructor constructor, String method, String algorithm) {
        this.constructor = constructor;
        this.method = method;
        this.algorithm = algorithm;
    }

    boolean takesForm() {
        return method.equals("POST");
    }

    boolean signsWithV3() {
        return !algorithm.equals(V1);
    }

    String algorithm() {
        return algorithm;
    }

    String method() {
        return method;
    }

    /** The credentials have the names of the tables. */
    Client connect(String endpoint, Map<String, ?> credentials) throws Exception {
        return constructor.make(new Config()
            .setAccessKeyId((String) credentials.get("AccessKeyId"))
            .setAccessKeySecret((String) credentials.get("AccessKeySecret"))
            .setSecurityToken((String) credentials.get("SecurityToken"))
            .setBearerToken((String) credentials.get("BearerToken"))
            .setSignatureAlgorithm(algorithm).setEndpoint(endpoint).setProtocol("HTTP"));
    }

    /** Status, headers and body, by the names {@code statusCode}, {@code headers}, {@code body}. */
    Map<String, ?> answer(Client client, Request request) throws Exception {
        Params params = new Params().setAction(request.action).setVersion(request.version)
            .setProtocol("HTTPS").setPathname("/").setMethod(method).setAuthType("AK")
            .setStyle("RPC").setReqBodyType("formData").setBodyType("json");
        Map<String, String> query = new HashMap<>(request.query);
        Map<String, String> headers = new HashMap<>();
        // V3 takes its time and nonce from headers, V1 from parameters.
        Map<String, String> place = signsWithV3() ? headers : query;
        putIfSet(place, signsWithV3() ? "x-acs-date" : "Timestamp", request.timestamp);
        putIfSet(place, signsWithV3() ? "x-acs-signature-nonce" : "SignatureNonce", request.nonce);
        OpenApiRequest sent = new OpenApiRequest().setQuery(query).setHeaders(headers);
        if (!takesForm()) {
            query.putAll(request.form);
        } else if (!request.form.isEmpty()) {
            sent.setBody(request.form);
        }
        RuntimeOptions runtime = new RuntimeOptions();
        runtime.returnErrorResponse = request.errorIsAnswer;
        runtime.readTimeout = request.readTimeoutMs;
        if (request.mayRetry) {
            runtime.setAutoretry(true).setMaxAttempts(3);
        }
        return client.callApi(params, sent, runtime);
    }

    private static void putIfSet(Map<String, String> place, String name, String value) {
        if (value != null) {
            place.put(name, value);
        }
    }

    @SuppressWarnings("unchecked") // An answer in JSON is an object.
    Map<String, Object> call(Client client, Request request) throws Exception {
        return (Map<String, Object>) answer(client, request).get("body");
    }

    private interface Constructor {
        Client make(Config config) throws Exception;
    }
}
