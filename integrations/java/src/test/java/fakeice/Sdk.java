package fakeice;

import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import java.util.Map;

/** The official SDK on an account: the generic client, as the typed one lacks these operations. */
final class Sdk {
    static final String APP = "app_stylized_generate_image";

    private Sdk() {}

    static Client clientOf(FakeIceAccount account) throws Exception {
        return clientOf(account, Map.of());
    }

    static Client clientOf(FakeIceAccount account, Map<String, String> changed) throws Exception {
        Map<String, String> config = account.sdkConfig();
        config.putAll(changed);
        return new Client(Config.build(config));
    }

    static Map<?, ?> call(Client client, String action, Map<String, String> query)
            throws Exception {
        Params params = new Params().setAction(action).setVersion("2020-11-09")
            .setProtocol("HTTP").setPathname("/").setMethod("POST").setAuthType("AK")
            .setStyle("RPC").setReqBodyType("formData").setBodyType("json");
        OpenApiRequest request = new OpenApiRequest().setQuery(query);
        return (Map<?, ?>) client.callApi(params, request, new RuntimeOptions()).get("body");
    }

    static String submit(Client client) throws Exception {
        return (String) call(client, "SubmitYikeAIAppJob", Map.of(
            "AppId", APP, "AppParams", "{\"Extra.4.Prompt\":\"a boat\"}")).get("JobId");
    }

    static Map<?, ?> get(Client client, String jobId) throws Exception {
        return call(client, "GetYikeAIAppJob", Map.of("JobId", jobId));
    }

    static Object statusOf(Client client, String jobId) throws Exception {
        return get(client, jobId).get("Status");
    }
}
