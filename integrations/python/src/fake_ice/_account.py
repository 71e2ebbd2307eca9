"""An account, which a test has for itself."""

from __future__ import annotations

import sys
import urllib.parse
import uuid
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from fake_ice._control import Control, ControlError, FakeIceError, Json
from fake_ice._journal import Journal
from fake_ice._program import Process

__tracebackhide__ = True  # of pytest: a traceback ends in the test, not in here
_MOST_REQUESTS = 1000  # in one answer of the control API


class Account:
    """Jobs, clock, faults and journal of one account, and the keys that sign for it."""

    def __init__(self, control: Control, keys: Json, process: Process | None) -> None:
        self._control = control
        self.account_id: str = keys["AccountId"]
        self.access_key_id: str = keys["AccessKeyId"]
        self.access_key_secret: str = keys["AccessKeySecret"]
        self.endpoint = control.endpoint
        self.url = control.url
        self._journal = Journal(control, self.account_id, self.access_key_id, process)

    def sdk_config(self) -> dict[str, str]:
        """What ``Config(**account.sdk_config())`` of the official SDK needs."""
        return {"access_key_id": self.access_key_id, "access_key_secret": self.access_key_secret,
                "endpoint": self.endpoint, "protocol": self._control.protocol}

    def advance(self, duration: str) -> Json:
        """Moves the account's clock, by ``"10s"`` or ``"1m30s"``; returns what it shows."""
        return self._call("POST", "clock", {"Advance": duration})

    def freeze(self, frozen: bool = True) -> Json:
        """Stops the account's clock, so that only advance() moves it, or lets it go on."""
        return self._call("POST", "clock", {"Frozen": frozen})

    def put_job(self, job: Mapping[str, Any]) -> Json:
        """Sets or replaces a job of a fixture; a JobId that is left out is made up."""
        form = dict(job)
        form.setdefault("JobId", uuid.uuid4().hex)
        return self._call("PUT", self._job(form["JobId"]), form)

    def fail_next(self, code: str, times: int = 1, action: str | None = None) -> None:
        """Answers the next requests, of one action or of any, with that error."""
        match = {"Match": {"Action": action}} if action else {}
        self.fault({**match, "Times": times, "Error": {"Code": code}})

    def fault(self, fault: Mapping[str, Any]) -> None:
        """Adds a fault of a fixture: errors, delays, connections that break, spoilt bodies."""
        self._call("POST", "faults", dict(fault))

    def requests(self, **filters: object) -> list[Json]:
        """What came with this account's keys, newest first; ``Action``, ``JobId``, ``Code`` and
        ``Limit`` narrow it."""
        query = {"AccountId": self.account_id, "Limit": _MOST_REQUESTS, **filters}
        entries: list[Json] = self._control.call("GET", "requests", query=query)["Requests"]
        return entries

    def verify(self, job_id: str, rules: Mapping[str, Any]) -> Json:
        """Holds the polls of a job against rules: ``Passed``, and ``Failures`` in words."""
        return self._call("POST", self._job(job_id) + "/verify", dict(rules))

    def reset(self) -> None:
        """Back to the account as it was made; its journal is empty then."""
        self._control.call("POST", "reset", query={"AccountId": self.account_id})

    def journal(self, details: bool = True) -> str:
        """The account's requests in words, as a failing test prints them; without details it does
        not tell the status of jobs, and takes one call whatever there is to tell."""
        return self._journal.text(details)

    def delete(self) -> None:
        """Gives the account back, with everything that belongs to it."""
        try:
            self._control.call("DELETE", f"accounts/{self.account_id}")
        except ControlError as error:
            if error.status != 404:  # The test may have given it back itself.
                raise

    def _call(self, method: str, path: str, body: object) -> Json:
        return self._control.call(method, f"accounts/{self.account_id}/{path}", body)

    @staticmethod
    def _job(job_id: str) -> str:
        return "jobs/" + urllib.parse.quote(job_id, safe="")

    def __enter__(self) -> Account:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            note = "fake-ice: " + self.journal()
            if sys.version_info >= (3, 11):
                error.add_note(note)
            else:
                print(note, file=sys.stderr)
        try:
            self.delete()
        except FakeIceError:
            if not error:
                raise

    def __repr__(self) -> str:  # without the secret: runners print what a failing test held
        return f"<fake_ice.Account {self.account_id} at {self.url}>"
