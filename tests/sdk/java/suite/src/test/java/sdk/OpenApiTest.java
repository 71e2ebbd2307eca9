package sdk;

/** com.aliyun:tea-openapi: generic calls, signed with HMAC-SHA256. */
class OpenApiTest implements Behaviour, TakesForms {
    @Override
    public SdkClient client() {
        return SdkClient.V3;
    }
}
