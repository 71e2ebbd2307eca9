"""nginx as a reference: one worker that answers a constant body and writes no log."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from servers import CLEAN, HOST, READY_SECONDS, STOP_SECONDS, Failed, cpu_seconds_of, free_port

# Debian's place, which is not in everybody's PATH.
PROGRAM = "/usr/sbin/nginx"
ABSENT = f"{PROGRAM} is missing (Debian's package nginx)"
CONFIGURATION = """
daemon off;
worker_processes 1;
pid {prefix}/pid;
error_log {prefix}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path {prefix}/body;
  proxy_temp_path {prefix}/proxy;
  fastcgi_temp_path {prefix}/fastcgi;
  uwsgi_temp_path {prefix}/uwsgi;
  scgi_temp_path {prefix}/scgi;
  server {{
    listen {host}:{port}{tls};
    default_type application/json;
    location / {{ return 200 '{body}'; }}
  }}
}}
"""


def is_there():
    return os.access(PROGRAM, os.X_OK)


class Nginx:
    """Runs for the length of a `with`, on a free port; all it writes goes to its own folder."""

    def __init__(self, body_bytes, certificate=None):
        """`certificate` has the files of one and of its key, for a server that speaks TLS."""
        self.body = "x" * body_bytes
        self.command = [PROGRAM]
        self.tls = ""
        if certificate:
            self.tls = f" ssl;\n    ssl_certificate {certificate[0]};\n" \
                       f"    ssl_certificate_key {certificate[1]};\n" \
                       "    ssl_protocols TLSv1.2 TLSv1.3"  # as fake-ice; 1.3 is not the default

    @property
    def url(self):
        return f"{'https' if self.tls else 'http'}://{HOST}:{self.port}"

    def __enter__(self):
        self.prefix = tempfile.mkdtemp(prefix="fake-ice-bench-nginx-")
        self.port = free_port()
        path = pathlib.Path(self.prefix) / "nginx.conf"
        path.write_text(CONFIGURATION.format(prefix=self.prefix, host=HOST, port=self.port,
                                             body=self.body, tls=self.tls))
        self.process = subprocess.Popen(
            [PROGRAM, "-p", self.prefix, "-e", f"{self.prefix}/error.log", "-c", str(path)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=CLEAN)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait(self):
        began = time.monotonic()
        while time.monotonic() - began < READY_SECONDS and self.process.poll() is None:
            with socket.socket() as client:
                if client.connect_ex((HOST, self.port)) == 0 and self._workers():
                    return
        raise Failed(f"nginx did not become ready: {self._log()}")

    def _log(self):
        log = pathlib.Path(self.prefix) / "error.log"
        return log.read_text()[-300:] if log.exists() else ""

    def _workers(self):
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return pathlib.Path(children).read_text().split()

    def cpu_seconds(self):
        return sum(cpu_seconds_of(worker) for worker in self._workers())

    def __exit__(self, *_):
        try:
            if self.process.poll() is None:
                os.kill(self.process.pid, signal.SIGTERM)
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failed("nginx did not stop on SIGTERM") from None
        finally:
            shutil.rmtree(self.prefix, ignore_errors=True)
