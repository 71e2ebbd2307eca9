"""What TLS costs: kept connections beside plain HTTP, and new ones beside nginx with the same
certificate."""
import re
import subprocess

import nginx
import speed
from servers import BENCH, Failed, Server, body_bytes
from verdicts import Measured

LISTEN = ["--tls-listen", "127.0.0.1:0"]
HEALTH = "/_fake-ice/health"


class NewConnections:
    """In the place of presigned requests: each has a connection, and so a handshake, of its own."""

    def replay(self, server, connections, seconds):
        before = server.cpu_seconds()
        done = subprocess.run(
            ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}",
             "-H", "Connection: close", "-s", str(BENCH / "figures.lua"), server.url + HEALTH],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=seconds + 30,
            check=False)
        result = {name: float(value)
                  for name, value in re.findall(r"^(\w+)=([\d.]+)$", done.stdout, re.M)}
        if done.returncode or result.get("non_2xx", 1) or result["socket_errors"]:
            raise Failed(f"wrk failed: {done.stdout}{done.stderr}")
        result["cpu_microseconds"] = ((server.cpu_seconds() - before) * 1e6
                                      / max(result["requests"], 1))
        return result


def certificate(run):
    """The options for one that both servers show."""
    files = run.new_path("cert.pem"), run.new_path("key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                    "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


def tls(run):
    """Signed polls on 32 connections that are kept, then connections for one request each."""
    requests = run.requests(run.per_turn)
    kept = speed.in_turns(
        [speed.Contender("fake-ice", speed.fresh(run.fake_ice), requests, 32),
         speed.Contender("fake-ice, TLS", lambda: Server(run.fake_ice + LISTEN, tls=True),
                         requests, 32)], run)
    measured = {"tls_rate": speed.ratios(kept, "fake-ice, TLS", "fake-ice"),
                "tls_new": Measured(skipped=nginx.ABSENT)}
    if not nginx.is_there():
        return measured
    files = certificate(run)
    own = ["--tls-cert", files[0], "--tls-key", files[1]]
    size = body_bytes(run.fake_ice, requests.some(1)[0])
    fresh = speed.in_turns(
        [speed.Contender("fake-ice, handshakes", lambda: Server(run.fake_ice + LISTEN + own,
                                                                tls=True), NewConnections(), 32),
         speed.Contender("nginx, handshakes", lambda: nginx.Nginx(size, files),
                         NewConnections(), 32)], run)
    measured["tls_new"] = speed.ratios(fresh, "fake-ice, handshakes", "nginx, handshakes")
    return measured
