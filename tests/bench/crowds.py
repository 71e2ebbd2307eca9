"""Many clients at once: idle ones, and ones that a fault keeps waiting."""
import contextlib
import json
import pathlib
import resource
import selectors
import socket
import statistics
import time

from presign import JOB_ID
from servers import HOST, READY_SECONDS, Failed, Server, read_answer
from verdicts import Measured

IDLE, WINDOWS, WINDOW_SECONDS = 2_000, 5, 1.0
DELAYED, DELAY_SECONDS = 1_100, 8
SETTLE_SECONDS = 1  # for so many requests to be read, which is work like any other
PROBES, PROBE_EVERY_SECONDS, PROBING_SECONDS = 60, 0.05, 5
HEALTH = f"GET /_fake-ice/health HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def raise_file_limit():
    """Each client is an open file here and one in the server, which inherits the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < IDLE + 200:
        raise Failed(f"only {hard} files may be open")


@contextlib.contextmanager
def clients_of(server, count):
    clients = []
    try:
        for _ in range(count):
            clients.append(socket.create_connection((HOST, server.port), READY_SECONDS))
        yield clients
    finally:
        for client in clients:
            client.close()


def count_answered(clients, seconds):
    """How many get a 200 within so many seconds."""
    answered = 0
    with selectors.DefaultSelector() as waiting:
        for client in clients:
            waiting.register(client, selectors.EVENT_READ)
        end = time.monotonic() + seconds
        while waiting.get_map() and (left := end - time.monotonic()) > 0:
            for key, _ in waiting.select(left):
                waiting.unregister(key.fileobj)
                with contextlib.suppress(Failed, OSError):
                    answered += read_answer(key.fileobj.makefile("rb"))[0] == 200
    return answered


def send_all(clients, requests):
    for client, request in zip(clients, requests):
        client.sendall(request)


def cpu_nanoseconds(server):
    """Of all threads; finer than the clock ticks of /proc/<id>/stat."""
    total = 0
    for task in pathlib.Path(f"/proc/{server.process.pid}/task").iterdir():
        with contextlib.suppress(OSError):  # it may have ended
            total += int((task / "schedstat").read_text().split()[0])
    return total


def idle(run):
    """Clients that were answered once and keep their connections: what they cost while they do
    nothing, and whether each is answered again."""
    raise_file_limit()
    requests = run.requests(2 * IDLE)
    with Server(run.fake_ice) as server, clients_of(server, IDLE) as clients:
        send_all(clients, requests.some(IDLE))
        if count_answered(clients, READY_SECONDS) != IDLE:
            raise Failed("not every client got its first answer")
        shares = []
        for _ in range(WINDOWS):
            began, before = time.perf_counter(), cpu_nanoseconds(server)
            time.sleep(WINDOW_SECONDS)
            used = cpu_nanoseconds(server) - before
            shares.append(used / 1e7 / (time.perf_counter() - began))
        send_all(clients, requests.some(IDLE, first=IDLE))
        answered = count_answered(clients, READY_SECONDS)
    return {"idle_cpu": Measured(tuple(shares)), "idle_lost": Measured((IDLE - answered,))}


def probe(server):
    """Milliseconds of a health check on a connection of its own, as orchestrators make them."""
    began = time.perf_counter()
    with socket.create_connection((HOST, server.port), READY_SECONDS) as client:
        client.sendall(HEALTH)
        with client.makefile("rb") as stream:
            if read_answer(stream)[0] != 200:
                raise Failed("the health check failed")
    return (time.perf_counter() - began) * 1e3


def probes(server, seconds):
    taken, end = [], time.monotonic() + seconds
    while len(taken) < PROBES and time.monotonic() < end:
        taken.append(probe(server))
        time.sleep(PROBE_EVERY_SECONDS)
    return taken


def delay_fixture():
    return {"Jobs": [{"JobId": JOB_ID, "AppId": "app_stylized_generate_image",
                      "Status": "Finished"}],
            "Faults": [{"Match": {"Action": "GetYikeAIAppJob"},
                        "DelayMs": DELAY_SECONDS * 1000}]}


def delayed(run):
    """Health checks while many requests wait for the end of a fault's delay."""
    raise_file_limit()
    path = pathlib.Path(run.new_path("delay.json"))
    path.write_text(json.dumps(delay_fixture()))
    requests = run.requests(DELAYED)
    with Server(run.fake_ice + ["--fixtures", str(path)]) as server, \
            clients_of(server, DELAYED) as clients:
        usual = statistics.median(probes(server, PROBING_SECONDS))
        began = time.monotonic()
        send_all(clients, requests.some(DELAYED))
        time.sleep(SETTLE_SECONDS)
        taken = probes(server, PROBING_SECONDS)
        if count_answered(clients, began + DELAY_SECONDS - 0.5 - time.monotonic()):
            raise Failed("a request was answered before its delay was over")
        answered = count_answered(clients, READY_SECONDS)
    note = f"usually {usual:.1f}, then {statistics.median(taken):.1f} in the median"
    return {"delayed_health": Measured((max(taken),), note=note),
            "delayed_lost": Measured((DELAYED - answered,))}
