package sdk;

/** com.aliyun:tea-openapi: generic calls by GET. */
class OpenApiGetTest implements Behaviour {
    @Override
    public SdkClient client() {
        return SdkClient.V3_GET;
    }
}
