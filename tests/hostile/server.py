"""The server under the hostile inputs, and the well-behaved client beside them."""

import os
import pathlib
import re
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("FAKE_ICE_BINARY") or str(ROOT / "build/release/fake-ice")
READY = re.compile(r"fake-ice \S+ listening on http://127\.0\.0\.1:(\d+)"
                   r"(?: and https://127\.0\.0\.1:(\d+))?\n")
PATIENCE = 60  # seconds, a guard against hanging
FIXTURE = """{"Accounts": [
  {"AccountId": "1000000000000001", "Jobs": [{"JobId": "job", "Status": "Created"}],
   "Apps": [{"AppId": "patterns", "Params": [
     {"Key": "repeats", "Type": "String", "Pattern": "(a+)+"},
     {"Key": "groups", "Type": "String", "Pattern": "((((((((([a-z]*)*)*)*)*)*)*)*)*)*"}]}]},
  {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
   "Jobs": [{"JobId": "job", "Status": "Finished", "Result": {"ImageResult": [{}]}}]}]}"""


class Server:
    """A fake-ice of its own. `stop` ends it and returns its log."""

    def __init__(self, *options, fixture=FIXTURE):
        self._folder = tempfile.TemporaryDirectory()
        file = pathlib.Path(self._folder.name) / "fixture.json"
        file.write_text(fixture)
        plain = {name: value for name, value in os.environ.items()
                 if not name.startswith("FAKE_ICE_")}
        self._log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [BINARY, "--listen", "127.0.0.1:0", "--log-level", "warning",
             "--fixtures", str(file), *options],
            env=plain, stdout=subprocess.PIPE, stderr=self._log, text=True)
        readable, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        ready = READY.fullmatch(self.process.stdout.readline() if readable else "")
        if not ready:
            self.process.kill()
            raise AssertionError(f"the server did not start: {self._read_log()}")
        self.port = int(ready[1])
        self.tls_port = int(ready[2] or 0)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        log = self._read_log()
        self._folder.cleanup()
        if code != 0:
            raise AssertionError(f"the server ended with {code}: {log}")
        return log

    def _read_log(self):
        with self._log:
            self._log.seek(0)
            return self._log.read()


class Bystander:
    """A program of its own that asks one thing after the other and times each answer, so that this
    one's work is not in its figures."""

    def __init__(self, port):
        self._child = subprocess.Popen([sys.executable, __file__, str(port)], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def begin(self):
        """Begins to count anew."""
        self._say("begin")

    def end(self, at_least=1):
        """The times of the answers since begin, in seconds, once there are so many."""
        self._say(f"end {at_least}")
        return [float(time) for time in self._child.stdout.readline().split()]

    def stop(self):
        self._child.communicate(timeout=PATIENCE)

    def _say(self, word):
        self._child.stdin.write(word + "\n")
        self._child.stdin.flush()


def ask_for_ever(port):
    """What a Bystander's program does: it asks, until its input ends, all the while counting."""
    request = (b"GET /?Action=GetYikeAIAppJob&Version=2020-11-09&JobId=job HTTP/1.1\r\n"
               b"Host: 127.0.0.1\r\n\r\n")
    times = []
    wanted = None  # how many times are to be told
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        while True:
            start = time.perf_counter()
            connection.sendall(request)
            if not connection.recv(65536).startswith(b"HTTP/1.1 200"):
                raise AssertionError("the bystander's request was refused")
            times.append(time.perf_counter() - start)
            if select.select([sys.stdin], [], [], 0.001)[0]:
                # Not readline: it would keep to itself what came behind the line.
                said = os.read(sys.stdin.fileno(), 4096)
                if not said:
                    return
                for word in said.decode().splitlines():
                    if word == "begin":
                        times = []
                    else:
                        wanted = int(word.removeprefix("end "))
            if wanted is not None and len(times) >= wanted:
                print(*times, flush=True)
                wanted = None


def at_share(times, share):
    """The time that so many of a hundred answers took at the most."""
    return statistics.quantiles(times, n=100)[share - 1]


if __name__ == "__main__":
    ask_for_ever(int(sys.argv[1]))
