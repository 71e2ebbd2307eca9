"""fake-ice in a container, for machines without the program: needs ``fake-ice[testcontainers]``.

    with FakeIceContainer("fake-ice:0.1.0") as container:
        account = container.server().account()
"""

from __future__ import annotations

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

from fake_ice._server import Server, attach

_PORT = 20201


class FakeIceContainer(DockerContainer):
    """The image that `make image` builds, or one from a registry."""

    def __init__(self, image: str = "fake-ice") -> None:
        super().__init__(image)
        self.with_exposed_ports(_PORT)
        self.waiting_for(HttpWaitStrategy(_PORT, "/_fake-ice/health"))

    def start(self) -> FakeIceContainer:
        # The control API answers to names that it knows, and this is what it is called by here.
        self.with_env("FAKE_ICE_CONTROL_HOST", self.get_container_host_ip())
        super().start()
        return self

    def url(self) -> str:
        return f"http://{self.get_container_host_ip()}:{self.get_exposed_port(_PORT)}"

    def server(self) -> Server:
        return attach(self.url())
