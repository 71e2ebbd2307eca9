package fakeice;

import static fakeice.FailureTest.assertFinds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a failing test shows when nothing came with the keys of its account. */
class HintTest {
    @ExtendWith(Inner.class)
    @FakeIce
    static class ToFail {
        @Test
        void unasked(FakeIceAccount account) {
            fail();
        }

        @Test
        void overHttps(FakeIceAccount account) throws Exception {
            URL url = new URL("https://" + account.endpoint());
            assertThrows(IOException.class, () -> url.openStream());
            assertThrows(IOException.class, () -> url.openStream());
            fail();
        }

        @Test
        void byTheKit(FakeIceAccount account) {
            account.advance("10 parsecs");
        }
    }

    @Test
    void howTheClientIsToBeSetUpIsTold() {
        String note = FailureTest.noteOf(ToFail.class, "unasked");
        assertFinds("^  No request came with its key, LTAI\\w+: it is to be called with that key,"
            + "\n  endpoint \\S+:\\d+ \\(host:port, without http://\\) and protocol HTTP\\.$",
            note);
    }

    @Test
    void whatTheServerWarnedOfIsTold() {
        assumeTrue(System.getenv("FAKE_ICE_URL") == null, "the log is that of another's server");
        String said =
            FailureTest.noteOf(ToFail.class, "overHttps").replaceAll("\\s+", " ");
        assertFinds("The server, which others may call too, warned meanwhile: port \\d+ is plain"
            + " HTTP and the client spoke TLS \\(HTTPS\\): set the protocol of the SDK to HTTP,"
            + " such as config\\.protocol = 'HTTP'", said);
        assertEquals(said.indexOf("is plain HTTP"), said.lastIndexOf("is plain HTTP"));
    }

    @Test
    void whoUsedTheKitWronglyIsNotToldOfTheClient() {
        assertFinds("^  No request came with its key, LTAI\\w+\\.$",
            FailureTest.noteOf(ToFail.class, "byTheKit"));
    }
}
