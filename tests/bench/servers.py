"""What the benchmarks share: servers that run as long as a `with`, and presigned requests."""
import http.client
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys

BENCH = pathlib.Path(__file__).resolve().parent
HOST = "127.0.0.1"
READY_SECONDS = 20
STOP_SECONDS = 10
# Whoever runs this may have set fake-ice's variables; they must not change what is measured.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("FAKE_ICE_")}


class Failed(Exception):
    pass


class Server:
    """A server program run for the length of a `with`; ended by its own process id."""

    def __init__(self, command, ready_seconds=READY_SECONDS, stop_seconds=STOP_SECONDS):
        self.command, self.ready_seconds, self.stop_seconds = command, ready_seconds, stop_seconds

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, env=CLEAN,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.port = self._ready_port()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _ready_port(self):
        readable, _, _ = select.select([self.process.stdout], [], [], self.ready_seconds)
        line = self.process.stdout.readline().decode() if readable else ""
        found = re.search(r"listening on http://[^ ]*:(\d+)$", line.strip())
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
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.M)[1]) / 1024


class Requests:
    """The presigned requests in a file."""

    def __init__(self, folder, count):
        self.file, self.count = f"{folder}/requests", count
        made = subprocess.run([sys.executable, str(BENCH / "presign.py"), str(count), self.file],
                              stdout=subprocess.PIPE, check=True)
        self.size = int(made.stdout)

    def first(self):
        with open(self.file, "rb") as file:
            return file.read(self.size)

    def all(self):
        whole = pathlib.Path(self.file).read_bytes()
        return [whole[at:at + self.size] for at in range(0, len(whole), self.size)]

    def replay(self, server, connections, seconds, threads=2, first=0):
        """Sends requests from number `first` on. Returns what replay.lua prints, as numbers."""
        threads = min(threads, connections, os.cpu_count())
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}",
                   "-s", str(BENCH / "replay.lua"), f"http://{HOST}:{server.port}/", "--",
                   self.file, str(self.size), str(first), str(self.count - first), str(threads)]
        cpu_before = server.cpu_seconds()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=seconds + 30)
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


def body_bytes(fake_ice, request):
    """How long the answer is that fake-ice gives to a presigned request."""
    with Server(fake_ice) as server, socket.create_connection((HOST, server.port)) as client:
        client.settimeout(READY_SECONDS)
        client.sendall(request)
        response = http.client.HTTPResponse(client)
        response.begin()
        body = response.read()
    if response.status != 200 or b'"JobId"' not in body:
        raise Failed(f"fake-ice answered {response.status}: {body!r}")
    return len(body)


def free_port():
    with socket.socket() as chooser:
        chooser.bind((HOST, 0))
        return chooser.getsockname()[1]
