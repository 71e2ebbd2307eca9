"""Calls of the control API, with the standard library alone."""

from __future__ import annotations

import http.client
import json
import os
import urllib.parse
from collections.abc import Mapping
from typing import Any

__tracebackhide__ = True  # of pytest: a traceback ends in the test, not in here
_SECONDS_TO_ANSWER = 30.0

Json = dict[str, Any]


class FakeIceError(Exception):
    """What went wrong with a server of fake-ice, and what to do about it."""

    __module__ = "fake_ice"  # where it is imported from, and so what tracebacks should say


class ControlError(FakeIceError):
    """The control API refused a call; its message says why."""

    __module__ = "fake_ice"

    def __init__(self, call: str, status: int, code: str, message: str) -> None:
        super().__init__(f"{call}: {status} {code}: {message}")
        self.status = status
        self.code = code


class Control:
    """The control API of the server at a URL. Each call has its own connection, so that threads
    may share this, and goes there directly: a proxy in the environment is not asked."""

    def __init__(self, url: str) -> None:
        self.url = (url if "://" in url else f"http://{url}").rstrip("/")
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
            raise FakeIceError(f"{url} is no address of fake-ice; one is http://127.0.0.1:20201")
        self.endpoint = parts.netloc
        self.protocol = parts.scheme.upper()

    def call(self, method: str, path: str, body: object = None,
             query: Mapping[str, object] | None = None) -> Json:
        """The JSON that answers a call of a path below /_fake-ice/."""
        target = "/_fake-ice/" + path
        if query:
            target += "?" + urllib.parse.urlencode(query)
        status, text = self._send(method, target, None if body is None else json.dumps(body))
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise FakeIceError(f"{self.url} answered {method} {target} with {status} and no JSON:"
                               f" is it a fake-ice?")
        if status >= 300:
            error = answer.get("Error", {})
            raise ControlError(f"{method} {target}", status, error.get("Code", ""),
                               error.get("Message", ""))
        return answer

    def _send(self, method: str, target: str, body: str | None) -> tuple[int, bytes]:
        secure = self.protocol == "HTTPS"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(self.endpoint, timeout=_SECONDS_TO_ANSWER)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token := os.environ.get("FAKE_ICE_CONTROL_TOKEN"):
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, target, body and body.encode(), headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise FakeIceError(f"{self.url} does not answer as a fake-ice does: {error}") from error
        finally:
            connection.close()
