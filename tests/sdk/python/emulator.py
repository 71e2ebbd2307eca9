"""Starts the emulator as a child process, controls it, and relays what clients and it exchange."""

import http.client
import io
import json
import os
import re
import select
import socket
import socketserver
import subprocess
import tempfile
import threading

from files import BINARY

READY = re.compile(r"fake-ice \S+ listening on http://127\.0\.0\.1:(\d+)"
                   r"(?: and https://127\.0\.0\.1:(\d+))?\n")
SECONDS_TO_START = 10
SECONDS_TO_STOP = 30
POLL_SECONDS = 0.01  # how soon a relay notices that it is to stop


class Emulator:
    """An emulator on a free port; stop() ends it and checks that it ended well."""

    def __init__(self, fixture_path=None, *options):
        command = [BINARY, "--listen", "127.0.0.1:0", "--log-level", "warning", *options]
        if fixture_path:
            command += ["--fixtures", str(fixture_path)]
        # The developer's own settings must not change what is tested.
        plain = {name: value for name, value in os.environ.items()
                 if not name.startswith("FAKE_ICE_")}
        self._log = tempfile.TemporaryFile("w+")
        self._child = subprocess.Popen(command, env=plain, stdout=subprocess.PIPE,
                                       stderr=self._log, text=True)
        self.port, self.tls_port = self._read_ports()

    def _read_ports(self):
        readable, _, _ = select.select([self._child.stdout], [], [], SECONDS_TO_START)
        line = self._child.stdout.readline() if readable else ""
        ready = READY.fullmatch(line)
        if not ready:
            self._child.kill()
            self._child.wait()
            raise AssertionError(f"the emulator did not start: {line!r}\n{self._close()}")
        return int(ready[1]), ready[2] and int(ready[2])

    def _close(self):
        """Closes what the child wrote to; returns its log."""
        self._child.stdout.close()
        with self._log:
            self._log.seek(0)
            return self._log.read()

    def stop(self):
        self._child.terminate()
        try:
            code = self._child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._child.kill()
            code = self._child.wait()
        log = self._close()
        if code != 0:
            raise AssertionError(f"the emulator ended with {code}\n{log}")


def http_call(port, method, target, headers=None, body=None):
    """One request without any SDK: the response, and its body as bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_STOP)
    try:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def control(port, method, path, body=None):
    """Calls the control API; the answer is its JSON."""
    text = None if body is None else json.dumps(body)
    response, answer = http_call(port, method, f"/_fake-ice/{path}", body=text)
    if response.status >= 300:
        raise AssertionError(f"{method} {path}: {answer.decode()}")
    return json.loads(answer)


class Relay(socketserver.ThreadingTCPServer):
    """Passes bytes on to a port, so that a test can count a client's connections and see what is
    answered."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, target_port):
        super().__init__(("127.0.0.1", 0), _RelayHandler)
        self.port = self.server_address[1]
        self.target_port = target_port
        self.connections = 0
        self.answered = bytearray()
        threading.Thread(target=self.serve_forever, args=(POLL_SECONDS,), daemon=True).start()

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)

    def first_headers(self):
        """The headers of the first answer, as they came."""
        status_line, _, rest = bytes(self.answered).partition(b"\r\n")
        if not status_line.startswith(b"HTTP/1.1 ") or b"\r\n\r\n" not in rest:
            raise AssertionError(f"no whole answer came: {bytes(self.answered)!r}")
        return http.client.parse_headers(io.BytesIO(rest))

    def stop(self):
        self.shutdown()
        self.server_close()


class _RelayHandler(socketserver.BaseRequestHandler):
    def handle(self):
        with socket.create_connection(("127.0.0.1", self.server.target_port)) as far:
            forward = threading.Thread(target=_pass_on, args=(self.request, far), daemon=True)
            forward.start()
            _pass_on(far, self.request, self.server.answered)
            forward.join()


def _pass_on(source, sink, record=None):
    try:
        while data := source.recv(65536):
            if record is not None:
                record += data
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # Either side may hang up; the client under test then says so itself.
