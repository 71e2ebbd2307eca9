package fakeice;

/** What went wrong with a server of fake-ice, and what to do about it. */
public class FakeIceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FakeIceException(String message) {
        super(message);
    }

    FakeIceException(String message, Throwable cause) {
        super(message, cause);
    }
}
