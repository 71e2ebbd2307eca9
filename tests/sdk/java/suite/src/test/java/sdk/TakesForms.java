package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a client that sends forms may send in them. */
interface TakesForms extends OfClient {
    @Test
    default void maySendAFormOfAMebibyte() throws Exception {
        Request request = new Request().form("JobId", Data.SOME_JOB)
            .form("AppParams", "p".repeat(1024 * 1024));
        assertEquals(Data.SOME_JOB, callOwn(request).get("JobId"));
    }
}
