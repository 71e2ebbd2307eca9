package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.tea.TeaException;
import fakeice.JsonObject;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may call: accounts, users and sessions of STS, and what the others are told. */
interface Identities extends OfClient {
    default Map<String, Object> getAs(JsonObject identity) throws Exception {
        String jobId = Data.IDENTITIES.getString("JobId");
        return call(Data.own(), identity.getObject("Credentials"), Request.getJob(jobId));
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#allowed")
    default void readsAJob(JsonObject identity) throws Exception {
        assertEquals(Map.of("JobId", Data.IDENTITIES.getString("JobId"), "Status", "Finished"),
            SdkAccount.without(getAs(identity), "RequestId"));
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#refused")
    default void isRefusedAs(JsonObject identity) {
        OfClient.assertRefused(identity, () -> getAs(identity));
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#denied")
    default void isToldWhoMayNotDoWhat(JsonObject identity) {
        TeaException error = OfClient.assertRefused(Data.IDENTITIES.getObject("Denial"),
            () -> getAs(identity));
        Map<String, Object> detail = error.getAccessDeniedDetail();
        String encoded = (String) detail.get("EncodedDiagnosticMessage");
        assertTrue(encoded.matches("AQEAAAAA[A-Za-z0-9+/]+=*"), encoded);
        assertEquals(identity.getObject("Detail"),
            SdkAccount.without(detail, "EncodedDiagnosticMessage"));
    }
}
