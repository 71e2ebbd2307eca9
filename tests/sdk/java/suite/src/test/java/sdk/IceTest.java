package sdk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.ice20201109.Client;
import com.aliyun.ice20201109.models.GetMediaInfoRequest;
import com.aliyun.ice20201109.models.ListMediaBasicInfosRequest;
import com.aliyun.tea.TeaException;
import fakeice.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * com.aliyun:ice20201109, whose newest version in Maven's central repository has no method for the
 * jobs of Yike yet: they are generic calls of its client, which signs with V1.
 */
class IceTest implements Behaviour, TakesForms {
    @Override
    public SdkClient client() {
        return SdkClient.TYPED;
    }

    private Client typed() throws Exception {
        return (Client) client().connect(Data.own().endpoint(), Data.KEY);
    }

    private static void assertNotEmulated(String action, Executable call) {
        JsonObject expected = Data.EXPECTATIONS.getObject("NotEmulated");
        TeaException error = OfClient.assertRefused(expected, call);
        String message = (String) error.getData().get("Message");
        assertTrue(message.contains("operation " + action + " of ICE 2020-11-09;"), message);
    }

    @Test
    void itsOwnMethodsAreRefusedForOperationsThatAreNotEmulated() throws Exception {
        Client ice = typed();
        assertNotEmulated("GetMediaInfo",
            () -> ice.getMediaInfo(new GetMediaInfoRequest().setMediaId("media")));
        assertNotEmulated("ListMediaBasicInfos",
            () -> ice.listMediaBasicInfos(new ListMediaBasicInfosRequest()));
    }
}
