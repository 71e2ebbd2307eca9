"""What the benchmarks share: servers that run as long as a `with`, and presigned requests."""
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

BENCH = pathlib.Path(__file__).resolve().parent
HOST = "127.0.0.1"
READY_SECONDS = 20
STOP_SECONDS = 10
# Whoever runs this may have set fake-ice's variables; they must not change what is measured.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("FAKE_ICE_")}


class Failed(Exception):
    pass


def cpu_seconds_of(process):
    """User and system time of all its threads."""
    stat = pathlib.Path(f"/proc/{process}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Server:
    """A server program run for the length of a `with`; ended by its own process id. Its port is
    that for TLS if `tls`."""

    def __init__(self, command, ready_seconds=READY_SECONDS, stop_seconds=STOP_SECONDS, tls=False):
        self.command, self.ready_seconds, self.stop_seconds = command, ready_seconds, stop_seconds
        self.scheme = "https" if tls else "http"

    @property
    def url(self):
        return f"{self.scheme}://{HOST}:{self.port}"

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, env=CLEAN,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.port = self._ready_port()
            self.ready_at = time.perf_counter()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _ready_port(self):
        readable, _, _ = select.select([self.process.stdout], [], [], self.ready_seconds)
        line = self.process.stdout.readline().decode() if readable else ""
        found = re.search(rf" {self.scheme}://[^ ]*:(\d+)( and |$)", line.strip())
        if not found:
            raise Failed(f"{self.command[0]} did not become ready: {line!r}")
        return int(found[1])

    def __exit__(self, *_):
        self.process.stdout.close()
        if self.process.poll() is None:
            os.kill(self.server_id(), signal.SIGTERM)
        try:
            self.process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failed(f"{self.command[0]} did not stop on SIGTERM")

    def server_id(self):
        return self.process.pid

    def cpu_seconds(self):
        return cpu_seconds_of(self.process.pid)

    def resident_mib(self):
        return self._mib("VmRSS")

    def peak_mib(self):
        """The most that was ever resident."""
        return self._mib("VmHWM")

    def _mib(self, name):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+) kB", status, re.M)[1]) / 1024


class Requests:
    """Presigned requests in a file; `options` are those of presign.py. They are made in the
    background until they are first used."""

    def __init__(self, folder, count, *options):
        handle, self.file = tempfile.mkstemp(prefix="requests-", dir=folder)
        os.close(handle)
        self.count = count
        self._making = subprocess.Popen(
            [sys.executable, "-B", str(BENCH / "presign.py"), str(count), self.file, *options],
            stdout=subprocess.PIPE)
        self._size = 0

    @property
    def size(self):
        if not self._size:
            printed, _ = self._making.communicate()
            if self._making.returncode:
                raise Failed("presign.py failed")
            self._size = int(printed)
        return self._size

    def some(self, count, first=0):
        """So many of the requests, from number `first` on."""
        size = self.size
        with open(self.file, "rb") as file:
            file.seek(first * size)
            return [file.read(size) for _ in range(count)]

    def drop(self):
        if self._making.poll() is None:
            self._making.kill()
            self._making.communicate()
        pathlib.Path(self.file).unlink(missing_ok=True)

    def replay(self, server, connections, seconds, threads=2, first=0, count=None):
        """Sends requests from number `first` on, at most `count`. Returns what replay.lua prints,
        as numbers."""
        threads = min(threads, connections, os.cpu_count())
        count = self.count - first if count is None else count
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}",
                   "-s", str(BENCH / "replay.lua"), f"{server.url}/", "--",
                   self.file, str(self.size), str(first), str(count), str(threads)]
        cpu_before = server.cpu_seconds()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=seconds + 30, check=False)
        lines = re.findall(r"^(\w+)=([\d.]+)$", done.stdout, re.M)
        result = {name: float(value) for name, value in lines}
        if done.returncode != 0 or "used_up_threads" not in result:
            raise Failed(f"wrk failed: {done.stdout}{done.stderr}")
        if result["non_2xx"] or result["socket_errors"]:
            raise Failed(f"{server.command[0]} failed requests: {done.stdout}")
        if result["used_up_threads"]:
            raise Failed("the presigned requests ran out; raise BENCH_REQUESTS")
        result["cpu_microseconds"] = ((server.cpu_seconds() - cpu_before) * 1e6
                                      / max(result["requests"], 1))
        return result


def read_answer(stream):
    """Status and body of the next answer of a connection's stream."""
    status = stream.readline()
    head = b"".join(iter(stream.readline, b"\r\n"))
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if not status.startswith(b"HTTP/1.1 ") or not length:
        raise Failed(f"answered {status!r}")
    return int(status.split()[1]), stream.read(int(length[1]))


def ask(stream, client, request):
    """Sends a request and returns the body of its answer, which must be 200."""
    client.sendall(request)
    status, body = read_answer(stream)
    if status != 200:
        raise Failed(f"answered {status}: {body[:300]!r}")
    return body


def body_bytes(fake_ice, request):
    """How long the answer is that fake-ice gives to a presigned request."""
    with Server(fake_ice) as server, socket.create_connection((HOST, server.port)) as client:
        client.settimeout(READY_SECONDS)
        with client.makefile("rb") as stream:
            body = ask(stream, client, request)
    if b'"JobId"' not in body:
        raise Failed(f"fake-ice answered {body!r}")
    return len(body)


def free_port():
    with socket.socket() as chooser:
        chooser.bind((HOST, 0))
        return chooser.getsockname()[1]
