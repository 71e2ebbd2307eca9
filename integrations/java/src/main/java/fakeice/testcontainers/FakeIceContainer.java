package fakeice.testcontainers;

import fakeice.FakeIceServer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * fake-ice in a container, for machines without the program; needs {@code
 * org.testcontainers:testcontainers}.
 *
 * <pre>{@code
 * try (var container = new FakeIceContainer("fake-ice:0.1.0")) {
 *     container.start();
 *     FakeIceAccount account = container.server().account();
 * }
 * }</pre>
 */
public class FakeIceContainer extends GenericContainer<FakeIceContainer> {
    private static final int PORT = 20201;

    /** Of the image that {@code make image} builds, or one from a registry. */
    public FakeIceContainer(String image) {
        this(DockerImageName.parse(image));
    }

    /** Of the image that {@code make image} builds, or one from a registry. */
    public FakeIceContainer(DockerImageName image) {
        super(image);
        withExposedPorts(PORT);
        waitingFor(Wait.forHttp("/_fake-ice/health").forPort(PORT));
    }

    @Override
    protected void configure() {
        // The control API answers to names that it knows, and this is what it is called by here.
        withEnv("FAKE_ICE_CONTROL_HOST", getHost());
    }

    /** Where it answers once it runs, such as {@code http://localhost:32768}. */
    public String url() {
        return "http://" + getHost() + ":" + getMappedPort(PORT);
    }

    /** The server in it once it runs; closing that leaves the container alone. */
    public FakeIceServer server() {
        return FakeIceServer.attach(url());
    }
}
