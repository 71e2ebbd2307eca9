package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.tea.TeaException;
import fakeice.FakeIceServer;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Tests that every client passes; a class of tests says of which. */
interface OfClient {
    SdkClient client();

    default Map<String, Object> call(FakeIceServer server, Map<String, ?> credentials,
                                     Request request) throws Exception {
        return client().call(client().connect(server.endpoint(), credentials), request);
    }

    /** As the account of the fixture that has odd jobs. */
    default Map<String, Object> callOwn(Request request) throws Exception {
        return call(Data.own(), Data.KEY, request);
    }

    /** What a refused call ends with; it must be as the table says, in every part. */
    static TeaException assertRefused(Map<String, ?> expected, Executable call) {
        TeaException error = assertThrows(TeaException.class, call);
        assertSame(TeaException.class, error.getClass());
        assertEquals(expected.get("Code"), error.getCode(), error::toString);
        assertEquals(((Number) expected.get("HttpStatus")).intValue(), error.getStatusCode());
        Map<String, Object> data = error.getData();
        String requestId = (String) data.get("RequestId");
        String recommend = (String) data.get("Recommend");
        assertTrue(requestId.matches(Data.REQUEST_ID), requestId);
        assertTrue(((String) data.get("HostId")).startsWith("127.0.0.1"), data::toString);
        assertTrue(recommend.contains("q=" + expected.get("Code") + "&"), recommend);
        assertTrue(recommend.endsWith("requestId=" + requestId), recommend);
        if (expected.get("Message") != null) {
            assertEquals(expected.get("Message"), data.get("Message"));
        }
        assertEquals("code: " + error.getStatusCode() + ", " + data.get("Message")
            + " request id: " + requestId, error.getMessage());
        return error;
    }
}
