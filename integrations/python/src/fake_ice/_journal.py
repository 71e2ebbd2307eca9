"""An account's requests in words: what a failing test prints."""

from __future__ import annotations

import datetime
import itertools
import json
import re
import textwrap
import time

from fake_ice._control import Control, FakeIceError, Json
from fake_ice._program import Process

_SHOWN = 100  # of the account's requests, the newest
_SEARCHED = 1000  # of everybody's, for those that no account is known of
_COLUMNS = 100
_WARNINGS = 5  # of the server's log, the newest: tests beside this one may cause many
_SECONDS_TO_LOG = 0.3
_WARNING = re.compile(r"^time=\S+ level=(?:warning|error|critical) (.*)$", re.MULTILINE)
_EXPLANATION = re.compile(r'explain="((?:[^"\\]|\\.)*)"')
_DEFAULT_ACCOUNT = "1000000000000001"  # the one of everybody's examples
_MESSAGE = 200  # characters of an error's own message; that of a wrong signature has a page


class Journal:
    """What the server noted of one account since this was made."""

    def __init__(self, control: Control, account_id: str, access_key_id: str,
                 process: Process | None) -> None:
        self._control = control
        self._process = process
        self._logged = process.logged() if process else 0
        self._account_id = account_id
        self._access_key_id = access_key_id
        self._since: str = self._clock()["Now"]  # nobody has moved the clock of a new account

    def text(self, details: bool = True) -> str:
        """Oldest first. With details it says what each answer was, at a call for each request."""
        try:
            return "\n".join(self._lines(details))
        except FakeIceError as error:
            return f"the journal of account {self._account_id} cannot be read: {error}"

    def _lines(self, details: bool) -> list[str]:
        clock = self._clock()
        entries = self._requests({"AccountId": self._account_id, "Limit": _SHOWN})
        left_out = len(entries) == _SHOWN
        strays: list[Json] = []
        default = 0
        for entry in self._requests({"Limit": _SEARCHED}):
            if entry["Time"] < self._since:
                break
            default += entry.get("AccountId") == _DEFAULT_ACCOUNT
            if "AccountId" not in entry:
                mine = entry.get("AccessKeyId") == self._access_key_id
                (entries if mine else strays).append(entry)
        lines = [f"account {self._account_id}, its clock at {_local(clock['Now'])}"
                 + (", frozen" if clock["Frozen"] else "")]
        lines += ["  (earlier requests are left out)"] if left_out else []
        lines += self._table(entries, details) if entries else self._nothing(default)
        if strays:
            lines.append("meanwhile, with keys that no account has")
            lines += self._table(strays, details)
        return lines

    def _nothing(self, default: int) -> list[str]:
        control = self._control
        lines = [f"  No request came with its key, {self._access_key_id}: it is to be called with"
                 " that key,",
                 f"  endpoint {control.endpoint} (host:port, without"
                 f" {control.protocol.lower()}://) and protocol {control.protocol}."]
        if default:
            lines.append(f"  The default account, {_DEFAULT_ACCOUNT}, was asked meanwhile:"
                         f" {default} request{'s' * (default > 1)}.")
        if warnings := self._warnings():
            lines.append("  The server, which others may call too, warned meanwhile:")
            lines += [line for warning in warnings for line in _wrapped(warning)]
        return lines

    def _warnings(self) -> list[str]:
        """What a server that was started here warned of since then, each once. The first is
        awaited: the server writes its log a little later than it answers."""
        end = time.monotonic() + _SECONDS_TO_LOG
        found: list[str] = []
        while self._process and not found and time.monotonic() < end:
            time.sleep(_SECONDS_TO_LOG / 100)
            found = _WARNING.findall(self._process.log(self._logged))
        return [_plain(text) for text in dict.fromkeys(map(_explained, found))][-_WARNINGS:]

    def _table(self, entries: list[Json], details: bool) -> list[str]:
        # They come newest first; so do those of one millisecond.
        oldest_first = sorted(reversed(entries), key=lambda entry: str(entry["Time"]))
        rows = [self._row(entry, details) for entry in oldest_first]
        action, answer = (max(len(row[column]) for row in rows) for column in (1, 2))
        lines = []
        for (name, said, job, why), same in itertools.groupby(rows, key=lambda row: row[1:]):
            times = [row[0] for row in same]
            more = f"  ×{len(times)}, until {times[-1]}" if len(times) > 1 else ""
            lines.append(f"  {times[0]}  {name:{action}}  {said:{answer}}  {job}{more}".rstrip())
            lines += _wrapped(why)
        return lines

    def _row(self, entry: Json, details: bool) -> tuple[str, str, str, str, str]:
        """Time, action, answer, what it was about, and why it was refused."""
        body = self._body(entry) if details else {}
        about = entry.get("JobId") or entry.get("JobIds", "")
        if "AccountId" not in entry and entry.get("AccessKeyId") != self._access_key_id:
            about = f"key {entry.get('AccessKeyId', '(none)')}"
        answer = f"{entry['Status']} {entry.get('Code') or _statuses(body)}".rstrip()
        came = _local(entry["Time"]).partition(" ")[2]
        action = entry.get("Action", "(no action)")
        return (came, _plain(action), _plain(answer), _plain(about), _plain(_why(entry, body)))

    def _body(self, entry: Json) -> Json:
        """The body of an answer, or what it tells in XML; empty when it is not there any more."""
        try:
            whole = self._control.call("GET", f"requests/{entry['RequestId']}")
        except FakeIceError:
            return {}
        text = whole["Response"]["Body"]
        try:
            body = json.loads(text)
        except ValueError:
            return dict(re.findall(r"<(Message|Status)>(.*?)</", text))
        return body if isinstance(body, dict) else {}

    def _clock(self) -> Json:
        return self._control.call("GET", f"accounts/{self._account_id}/clock")

    def _requests(self, query: Json) -> list[Json]:
        entries: list[Json] = self._control.call("GET", "requests", query=query)["Requests"]
        return entries


def _statuses(body: Json) -> str:
    """The status of the job that an answer tells, or of each job of a batch."""
    jobs = body.get("JobList", [body])
    return ", ".join(str(job["Status"]) for job in jobs if "Status" in job)


def _why(entry: Json, body: Json) -> str:
    if "Fault" in entry:
        return f"by a fault of this account: {entry['Fault']}"
    message = str(body.get("Message", "")) if "Code" in entry else ""
    return str(entry.get("Explanation") or textwrap.shorten(message, _MESSAGE, placeholder=" …"))


def _explained(warning: str) -> str:
    """A line of the log in words for people, when it has any."""
    words = _EXPLANATION.search(warning)
    return re.sub(r"\\(.)", r"\1", words[1]) if words else warning


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _COLUMNS, initial_indent=" " * 16, subsequent_indent=" " * 16,
                         break_on_hyphens=False)


def _local(moment: str) -> str:
    """Of this machine, as its logs have it."""
    local = datetime.datetime.fromisoformat(moment).astimezone()
    return local.replace(tzinfo=None).isoformat(" ", "milliseconds")


def _plain(text: str) -> str:
    """What a client sent may not drive the terminal."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
