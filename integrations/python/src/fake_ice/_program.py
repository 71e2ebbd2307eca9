"""Finds the program and runs it as a process that does not outlive this one."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import select
import shutil
import subprocess
import sysconfig
import tempfile

from fake_ice._control import FakeIceError

_READY = re.compile(r"fake-ice \S+ listening on (http://\S+)(?: and https://\S+)?\n")
__tracebackhide__ = True  # of pytest: a traceback ends in the test, not in here
_SECONDS_TO_STOP = 5.0

# The shell becomes the server. What it leaves behind waits for the end of its standard input,
# which comes however the process that holds the other end dies, and then ends the server. A line,
# in place of the end, says that the server is gone already.
_GUARDED = """
exec 3<&0 </dev/null
(read -r _ <&3 || kill "$$") >/dev/null 2>&1 &
exec 3<&-
exec "$@"
"""

_REMEDY = (" Set FAKE_ICE_BINARY to the program (`make build` in fake-ice's repository makes"
           " build/release/fake-ice) or FAKE_ICE_URL to a server that runs.")


def find_program() -> str:
    """The program that FAKE_ICE_BINARY names, else the one that came with this package, else the
    one on PATH."""
    named = os.environ.get("FAKE_ICE_BINARY")
    if named:
        if not _is_program(named):
            raise FakeIceError(f"FAKE_ICE_BINARY is {named}, which is no program." + _REMEDY)
        return os.path.abspath(named)
    for folder in _script_folders():
        if _is_program(f"{folder}/fake-ice"):
            return f"{folder}/fake-ice"
    found = shutil.which("fake-ice")
    if not found:
        raise FakeIceError("There is no program fake-ice on PATH." + _REMEDY)
    return found


def _script_folders() -> list[str]:
    """Where pip puts this package's program: in an environment, which need not be activated, for a
    user, or beside packages of a folder of their own (`pip install --target`)."""
    user = sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
    beside = pathlib.Path(__file__).resolve().parents[1] / "bin"
    return [sysconfig.get_path("scripts"), user, str(beside)]


def _is_program(path: str | pathlib.Path) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _environment() -> dict[str, str]:
    """Without the developer's own settings of fake-ice, which must not change what is tested. Each
    variable stands for an option, which wins where one is given."""
    others = {name: value for name, value in os.environ.items()
              if not name.startswith("FAKE_ICE_")}
    return {**others, "FAKE_ICE_LISTEN": "127.0.0.1:0", "FAKE_ICE_LOG_LEVEL": "warning"}


class Process:
    """A server on a free port of this machine. Its log goes to a file, which never fills."""

    def __init__(self, options: tuple[str, ...], seconds_to_start: float) -> None:
        self._program = find_program()
        self._log = tempfile.TemporaryFile("w+", errors="replace")
        # In a session of its own, so that Ctrl-C leaves it there for the report of the test.
        self._child = subprocess.Popen(
            ["/bin/sh", "-c", _GUARDED, "sh", self._program, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
            env=_environment(), start_new_session=True)
        self.url = self._read_url(seconds_to_start)

    def _read_url(self, seconds: float) -> str:
        assert self._child.stdout is not None
        in_time = select.select([self._child.stdout], [], [], seconds)[0]
        line = self._child.stdout.readline() if in_time else ""
        if ready := _READY.fullmatch(line):
            return ready[1]
        if in_time and not line:  # it is about to end, and its own exit code says more than ours
            self._wait()
        self._child.kill()
        code = self._child.wait()
        log = self._end()
        what = (f"said nothing for {seconds:g} s" if not in_time else
                f"said {line.rstrip()!r} in place of where it listens" if line else
                f"ended with exit code {code} before it served")
        raise FakeIceError(f"{self._program} {what}; its log:\n{log or '(empty)'}")

    def is_running(self) -> bool:
        return self._child.poll() is None

    def logged(self) -> int:
        """How long its log is by now, in bytes; 0 when it was stopped."""
        return 0 if self._log.closed else os.fstat(self._log.fileno()).st_size

    def log(self, start: int) -> str:
        """Its log from that byte on; empty when it was stopped."""
        # Without a seek: the place in the file is the server's as well.
        size = max(0, self.logged() - start)
        return os.pread(self._log.fileno(), size, start).decode(errors="replace") if size else ""

    def stop(self) -> None:
        """Ends it; an error when it had ended by itself."""
        crashed = not self.is_running()
        self._child.terminate()
        self._wait()
        self._child.kill()
        code = self._child.wait()
        log = self._end()
        if crashed:
            raise FakeIceError(f"{self._program} had ended by itself with {code}; its log:\n{log}")

    def _wait(self) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(_SECONDS_TO_STOP)

    def _end(self) -> str:
        """Lets the guard go, closes what the server wrote to, and returns its log."""
        assert self._child.stdin is not None and self._child.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # The guard may be gone already.
            self._child.stdin.write("\n")
            self._child.stdin.close()
        self._child.stdout.close()
        with self._log:
            self._log.seek(0)
            return self._log.read().rstrip()
