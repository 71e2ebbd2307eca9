package sdk;

import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/** A program that knows nothing of fake-ice: it lives a job over HTTPS, told a region or a host. */
final class JobBelowExec {
    private static final String CLOUD = "ice.cn-shanghai.aliyuncs.com";

    private JobBelowExec() {}

    public static void main(String[] arguments) throws Exception {
        Config config = new Config().setAccessKeyId(arguments[1]).setAccessKeySecret(arguments[2]);
        Client client = arguments[0].equals("region")
            ? new com.aliyun.ice20201109.Client(config.setRegionId("cn-shanghai"))
            : new Client(config.setEndpoint(CLOUD));
        Map<String, ?> submitted =
            call(client, "SubmitYikeAIAppJob", Map.of("AppId", "any", "AppParams", "{}"));
        URI clock = URI.create("http://localhost/_fake-ice/accounts/1000000000000001/clock");
        send(HttpRequest.newBuilder(clock).POST(BodyPublishers.ofString("{\"Advance\": \"1h\"}")));
        Map<String, ?> job =
            call(client, "GetYikeAIAppJob", Map.of("JobId", (String) submitted.get("JobId")));
        List<?> images = (List<?>) ((Map<?, ?>) job.get("Result")).get("ImageResult");
        String url = (String) ((Map<?, ?>) images.get(0)).get("OutputUrl");
        HttpResponse<byte[]> download = send(HttpRequest.newBuilder(URI.create(url)));
        System.out.println(job.get("Status") + " " + url + " "
            + download.headers().firstValue("Content-Type").orElseThrow());
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> response =
            HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("HTTP " + response.statusCode());
        }
        return response;
    }

    private static Map<String, ?> call(Client client, String action, Map<String, String> query)
        throws Exception {
        Params params = new Params().setAction(action).setVersion("2020-11-09")
            .setProtocol("HTTPS").setPathname("/").setMethod("POST").setAuthType("AK")
            .setStyle("RPC").setReqBodyType("formData").setBodyType("json");
        @SuppressWarnings("unchecked") // An answer in JSON is an object.
        Map<String, ?> body = (Map<String, ?>) client
            .callApi(params, new OpenApiRequest().setQuery(query), new RuntimeOptions())
            .get("body");
        return body;
    }
}
