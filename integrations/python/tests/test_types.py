"""Types, for users as well; and the container module as far as it goes without an engine."""

import fake_ice

USER = """
import fake_ice
import pytest
from fake_ice.testcontainers import FakeIceContainer

def test_it(fake_ice: fake_ice.Account, fake_ice_server: fake_ice.Server) -> None:
    config: dict[str, str] = fake_ice.sdk_config()
    number: int = fake_ice.requests()  # wrong
"""


def test_the_package_is_strictly_typed_and_shows_its_types(run_python, tmp_path):
    done = run_python({"it.py": USER}, "-m", "mypy", "--strict", "--cache-dir",
                      str(tmp_path / "cache"), "-p", "fake_ice", "-m", "it")
    assert 'it.py:8: error: Incompatible types in assignment' in done.stdout, done.stdout
    assert "Found 1 error in 1 file" in done.stdout


def test_a_container_is_told_by_what_name_it_is_called(monkeypatch):
    from testcontainers.core.container import DockerContainer

    from fake_ice.testcontainers import FakeIceContainer

    monkeypatch.setattr("testcontainers.core.container.DockerClient", lambda **_: None)
    for name, value in (("get_container_host_ip", "docker"), ("start", None),
                        ("get_exposed_port", 32768)):
        monkeypatch.setattr(DockerContainer, name, lambda *_, value=value: value)
    container = FakeIceContainer("fake-ice:0.1.0").start()
    assert container.image == "fake-ice:0.1.0"
    assert container.env["FAKE_ICE_CONTROL_HOST"] == "docker"
    assert container.url() == "http://docker:32768"
    assert [str(port) for port in container.ports] == ["20201"]


def test_all_that_is_said_to_be_there_is_there():
    assert all(hasattr(fake_ice, name) for name in fake_ice.__all__)
