"""A server of fake-ice, started here or attached to."""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from fake_ice._account import Account
from fake_ice._control import Control, FakeIceError, Json
from fake_ice._program import Process

__tracebackhide__ = True  # of pytest: a traceback ends in the test, not in here
_SECONDS_TO_START = 10.0


def start(*options: str, seconds_to_start: float = _SECONDS_TO_START) -> Server:
    """Attaches to the server that FAKE_ICE_URL names, else starts one on a free port. With options
    of the command line, such as ``--strict-apps``, it always starts one."""
    url = os.environ.get("FAKE_ICE_URL")
    if url and not options:
        try:
            return attach(url)
        except FakeIceError as error:
            raise FakeIceError(f"FAKE_ICE_URL: {error}") from None
    process = Process(options, seconds_to_start)
    return Server(process.url, process)


def attach(url: str) -> Server:
    """The server that runs at a URL, such as ``http://127.0.0.1:20201``; stop() leaves it alone."""
    server = Server(url)
    server.control("GET", "health")
    return server


class Server:
    """A running server; one may serve any number of tests at once, each with its own account."""

    def __init__(self, url: str, process: Process | None = None) -> None:
        self._control = Control(url)
        self._process = process
        self.url = self._control.url
        self.endpoint = self._control.endpoint
        if process:
            atexit.register(self.stop)

    def account(self, fixture: Mapping[str, Any] | None = None) -> Account:
        """A new account that no other test sees. A fixture gives it apps, users, a throttle and the
        rest of what an account of a fixture may have."""
        keys = self.control("POST", "accounts", dict(fixture or {}))
        return Account(self._control, keys, self._process)

    def control(self, method: str, path: str, body: object = None) -> Json:
        """Calls the control API, for what has no word of its own here."""
        return self._control.call(method, path, body)

    def stop(self) -> None:
        """Ends the server when it was started here."""
        process, self._process = self._process, None
        if process:
            atexit.unregister(self.stop)
            process.stop()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<fake_ice.Server {self.url}>"
