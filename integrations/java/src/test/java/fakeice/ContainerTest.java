package fakeice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fakeice.testcontainers.FakeIceContainer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.testcontainers.utility.DockerImageName;

/** The container as far as it goes without an engine. */
class ContainerTest {
    static final class WithoutEngine extends FakeIceContainer {
        WithoutEngine(String image) {
            super(DockerImageName.parse(image));
        }

        @Override
        public String getHost() {
            return "docker";
        }

        @Override
        public Integer getMappedPort(int port) {
            return 12345 + port;
        }

        void prepare() {
            configure();
        }
    }

    @Test
    void aContainerIsToldByWhatNameItIsCalled() {
        WithoutEngine container = new WithoutEngine("fake-ice:0.1.0");
        container.prepare();
        assertEquals("docker", container.getEnvMap().get("FAKE_ICE_CONTROL_HOST"));
        assertEquals(List.of(20201), container.getExposedPorts());
        assertEquals("http://docker:32546", container.url());
    }
}
