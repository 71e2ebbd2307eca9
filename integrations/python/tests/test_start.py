"""Starting, attaching, and ending with the process that started it."""

import contextlib
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from conftest import SECONDS, environment

import fake_ice


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Whoever runs these tests may share a server."""
    monkeypatch.delenv("FAKE_ICE_URL", raising=False)


def is_up(url):
    try:
        return bool(fake_ice.attach(url))
    except fake_ice.FakeIceError:
        return False


def test_with_starts_and_stops():
    with fake_ice.start() as server:
        assert is_up(server.url)
        assert server.url == f"http://{server.endpoint}"
    assert not is_up(server.url)
    server.stop()  # again


def test_options_of_the_command_line_are_passed_on():
    with fake_ice.start("--auth", "off") as server, urllib.request.urlopen(
            f"{server.url}/?Action=GetYikeAIAppJob&Version=2020-11-09&Format=JSON"
            "&JobId=00000000000000000000000000000004") as answer:
        assert b'"Finished"' in answer.read()


def test_a_server_that_runs_is_attached_to_and_left_alone(monkeypatch):
    with fake_ice.start() as server:
        monkeypatch.setenv("FAKE_ICE_URL", server.endpoint)
        with fake_ice.start() as attached:
            assert attached.url == server.url
        with fake_ice.start("--strict-apps") as own:
            assert own.url != server.url
        assert is_up(server.url)


def test_settings_of_the_developer_do_not_reach_it(monkeypatch):
    monkeypatch.setenv("FAKE_ICE_AUTH", "nonsense")
    with fake_ice.start() as server:
        assert is_up(server.url)


def test_no_log_holds_it_up():
    with fake_ice.start("--log-level", "trace") as server:
        for _ in range(1000):  # more lines than a pipe has room for
            server.control("GET", "health")


def test_a_refusal_to_start_shows_its_log():
    with pytest.raises(fake_ice.FakeIceError) as refusal:
        fake_ice.start("--fixtures", "no-such-file.json")
    assert "ended with exit code 2 before it served; its log:" in str(refusal.value)
    assert "no-such-file.json" in str(refusal.value)


@pytest.mark.parametrize(("script", "said"), [
    ("echo hello", "said 'hello' in place of where it listens"),
    ("echo oops >&2; exit 3", "ended with exit code 3 before it served; its log:\noops"),
    ("exec cat", "ended with exit code 0 before it served; its log:\n(empty)"),
    ("exec tail -f /dev/null", "said nothing for 0.1 s"),
])
def test_a_program_that_is_not_fake_ice(monkeypatch, program, script, said):
    monkeypatch.setenv("FAKE_ICE_BINARY", program(script))
    with pytest.raises(fake_ice.FakeIceError) as refusal:
        fake_ice.start(seconds_to_start=0.1 if "tail" in script else SECONDS)
    assert said in str(refusal.value)


def test_a_named_program_that_is_not_there(monkeypatch):
    monkeypatch.setenv("FAKE_ICE_BINARY", "/no/such/program")
    with pytest.raises(fake_ice.FakeIceError, match="is /no/such/program, which is no program"):
        fake_ice.start()


def test_without_a_program_the_remedy_is_said(monkeypatch, tmp_path):
    monkeypatch.delenv("FAKE_ICE_BINARY", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(fake_ice.FakeIceError) as refusal:
        fake_ice.start()
    assert "no program fake-ice on PATH. Set FAKE_ICE_BINARY" in str(refusal.value)


def test_the_program_is_found_on_the_path(monkeypatch, tmp_path, program):
    monkeypatch.delenv("FAKE_ICE_BINARY", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    program("echo found me >&2; exit 1")
    with pytest.raises(fake_ice.FakeIceError, match="found me"):
        fake_ice.start()


@pytest.mark.parametrize(("url", "said"), [
    ("http://127.0.0.1:1", "does not answer as a fake-ice does"),
    ("ftp://127.0.0.1", "is no address of fake-ice"),
])
def test_a_server_that_is_not_there(monkeypatch, url, said):
    monkeypatch.setenv("FAKE_ICE_URL", url)
    with pytest.raises(fake_ice.FakeIceError, match=f"^FAKE_ICE_URL: .*{said}"):
        fake_ice.start()


def test_a_server_that_ended_by_itself_is_told_of():
    server = fake_ice.start()
    server._process._child.kill()
    server._process._child.wait()
    with pytest.raises(fake_ice.FakeIceError, match="had ended by itself with -9"):
        server.stop()


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_it_ends_with_the_process_that_started_it(end):
    script = "import fake_ice; print(fake_ice.start().endpoint, flush=True); input()"
    starter = subprocess.Popen([sys.executable, "-c", script], text=True, env=environment(),
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    host, port = starter.stdout.readline().split(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
        if end == "kill":
            starter.send_signal(signal.SIGKILL)
        starter.communicate("\n")
        # The server closes its connections when it ends, and the system those it had not taken yet.
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(1) == b""
