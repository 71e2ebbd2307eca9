package sdk;

/** com.aliyun:tea-openapi: generic calls, signed with HMAC-SM3. */
class OpenApiSm3Test implements Behaviour, TakesForms {
    @Override
    public SdkClient client() {
        return SdkClient.SM3;
    }
}
