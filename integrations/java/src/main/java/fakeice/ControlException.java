package fakeice;

/** The control API refused a call; the message says why. */
public final class ControlException extends FakeIceException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    ControlException(String call, int status, String code, String message) {
        super(call + ": " + status + " " + code + ": " + message);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status, such as 400. */
    public int status() {
        return status;
    }

    /** The code of the error, such as {@code InvalidClock}. */
    public String code() {
        return code;
    }
}
