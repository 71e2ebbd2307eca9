package sdk;

/** com.aliyun:ice20201109 when it is made to sign with V3. */
class IceV3Test implements Behaviour, TakesForms {
    @Override
    public SdkClient client() {
        return SdkClient.TYPED_V3;
    }
}
