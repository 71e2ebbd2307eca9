"""A fake-ice that speaks TLS, and ways to ask it."""

import http.client
import os
import pathlib
import re
import select
import shlex
import ssl
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("FAKE_ICE_BINARY") or str(ROOT / "build/release/fake-ice")
READY = re.compile(r"fake-ice \S+ listening on http://127\.0\.0\.1:(\d+)"
                   r" and https://127\.0\.0\.1:(\d+)\n")
PATIENCE = 60  # seconds, a guard against hanging
# The variables by which trust is given; a test starts without any.
TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
         "ALIBABA_CLOUD_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "JAVA_TOOL_OPTIONS")
PLAIN = {name: value for name, value in os.environ.items()
         if not name.startswith("FAKE_ICE_") and name not in TRUST}


class SecureServer:
    """A server of its own, for a with block. `options` come after --tls-listen."""

    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory()
        self._log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [BINARY, "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0",
             "--log-level", "warning", *options],
            env=PLAIN, stdout=subprocess.PIPE, stderr=self._log, text=True)
        readable, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        ready = READY.fullmatch(self.process.stdout.readline() if readable else "")
        if not ready:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not start: {self.log()}")
        self.port, self.tls_port = int(ready[1]), int(ready[2])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        log = self.log()
        self._log.close()
        self.folder.cleanup()
        if code != 0:
            raise AssertionError(f"the server ended with {code}: {log}")

    def log(self):
        self._log.seek(0)
        return self._log.read()

    def wait_for_log(self, text):
        """A thread of its own writes it, so that a line may come after the answer."""
        end = time.monotonic() + PATIENCE
        while text not in self.log():
            if time.monotonic() > end:
                raise AssertionError(f"{text!r} is not in the log: {self.log()}")

    @property
    def url(self):
        return f"https://127.0.0.1:{self.tls_port}"

    def ca(self):
        """The file of its certificate authority, as the control API gives it in plain HTTP."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", "/_fake-ice/ca.pem")
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise AssertionError(body.decode())
        file = pathlib.Path(self.folder.name) / "ca.pem"
        file.write_bytes(body)
        return str(file)

    def context(self):
        """Trusts this server and nobody else."""
        return ssl.create_default_context(cafile=self.ca())

    def connect(self, context=None):
        return http.client.HTTPSConnection("127.0.0.1", self.tls_port, timeout=PATIENCE,
                                           context=context or self.context())

    def post(self, target, body):
        connection = self.connect()
        connection.request("POST", target, body)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status >= 300:
            raise AssertionError(text)

    def get(self, target, context=None):
        connection = self.connect(context)
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


def start_failure(*options):
    """What a server says that does not start, in its one line."""
    ended = subprocess.run([BINARY, "--listen", "127.0.0.1:0", *options], env=PLAIN, text=True,
                           capture_output=True, timeout=PATIENCE)
    if ended.returncode != 2 or ended.stdout or ended.stderr.count("\n") != 1:
        raise AssertionError(f"{ended.returncode}: {ended.stdout}{ended.stderr}")
    return ended.stderr


def run(*command, given="", env=None):
    """The result of a command, its output and errors as one text."""
    return subprocess.run(command, env=env or PLAIN, input=given, text=True, timeout=PATIENCE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def variables_in(text):
    """What a shell would have after these lines."""
    variables = {}
    for line in text.splitlines():
        export, assignment = shlex.split(line)
        name, _, value = assignment.partition("=")
        assert export == "export", line
        variables[name] = value
    return variables
