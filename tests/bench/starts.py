"""How long a server takes to be there, and what memory it takes up."""
import os
import signal
import socket
import time

from servers import CLEAN, HOST, READY_SECONDS, Failed, Server, body_bytes, free_port
from verdicts import Measured

POLLS = 1_000_000  # as the target says
MAX_LOAD_SECONDS = 60
MEMORY_PART = 250_000  # requests that are presigned at a time
GROWTH_OVER = 100_000


def milliseconds_to_health(command_for_port):
    """Time from exec to the first 200. Tries to connect without a pause until it may."""
    port = free_port()
    request = f"GET /_fake-ice/health HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    command = command_for_port(port)
    with open(os.devnull, "r+b") as null:
        redirect = [(os.POSIX_SPAWN_DUP2, null.fileno(), number) for number in (0, 1, 2)]
        began = time.perf_counter()
        process = os.posix_spawn(command[0], command, CLEAN, file_actions=redirect)
    try:
        while time.perf_counter() - began < READY_SECONDS:
            with socket.socket() as client:
                client.settimeout(READY_SECONDS)
                if client.connect_ex((HOST, port)) == 0:
                    client.sendall(request)
                    if client.recv(4096).startswith(b"HTTP/1.1 200"):
                        return (time.perf_counter() - began) * 1e3
            if os.waitpid(process, os.WNOHANG)[0]:
                process = None
                raise Failed(f"{command[0]} ended instead of serving")
        raise Failed(f"{command[0]} did not answer its health check")
    finally:
        if process:
            os.kill(process, signal.SIGTERM)
            os.waitpid(process, 0)


def on_port(command):
    """`command` with its port to be chosen; the bare server's comes last."""
    if "--listen" not in command:
        return lambda port: command + [str(port)]
    return lambda port: [f"{HOST}:{port}" if part == f"{HOST}:0" else part for part in command]


def starts_in_turns(commands, count):
    """Milliseconds of each start; the first of each reads its files into the page cache and does
    not count."""
    times = [[] for _ in commands]
    for number in range(count + 1):
        for command, taken in zip(commands, times):
            one = milliseconds_to_health(on_port(command))
            if number > 0:
                taken.append(one)
    return times


def starts(run):
    """In memory, with the bundled fixture, beside the bare server."""
    requests = run.requests(1)
    bare = run.bare + [str(body_bytes(run.fake_ice, requests.some(1)[0]))]
    ours, theirs = starts_in_turns([run.fake_ice, bare], run.starts)
    return {"start_ms": Measured(tuple(ours), note=f"bare {sorted(theirs)[len(theirs) // 2]:.1f}"),
            "start_ratio": Measured(tuple(our / their for our, their in zip(ours, theirs)))}


def memory(run):
    """Idle, and after many polls; with the log's lines going to nowhere, as to a pipe that is
    read."""
    after = {}
    with Server(run.fake_ice) as server:
        idle = server.resident_mib()
        began, done = time.monotonic(), 0
        while done < run.memory_requests and time.monotonic() - began < MAX_LOAD_SECONDS:
            done += replay_part(run, server, after, done)
        resident = server.resident_mib()
    note = f"after {done:,}" if done < POLLS else ""
    before = max((count for count in after if count <= done - GROWTH_OVER), default=0)
    measured = {"memory_idle": Measured((idle,)), "memory_after": Measured((resident,), note=note)}
    if before:
        measured["memory_growth"] = Measured((resident - after[before],),
                                             note=f"over the last {done - before:,}")
    else:
        measured["memory_growth"] = Measured(failed="there were too few requests")
    return measured


def replay_part(run, server, after, done):
    """Presigns some requests and replays them a second at a time, for as long as there are enough
    for one more second. How many it replayed; notes in `after` the memory at each count."""
    requests = run.requests(MEMORY_PART)
    try:
        taken = fastest = 0
        while taken + 1.3 * fastest + 1000 < requests.count and done + taken < run.memory_requests:
            # One thread takes the requests in their order, so that the next turn can go on.
            one = int(requests.replay(server, 8, 1, threads=1, first=taken)["taken"])
            taken, fastest = taken + one, max(fastest, one)
            after[done + taken] = server.resident_mib()
        return taken
    finally:
        requests.drop()
