"""Everything at once, half the time over a store in memory and half over one in a file: memory,
descriptors, threads and latency stay as they were, and nothing that was acknowledged is lost.

Usage: main.py SECONDS
"""

import base64
import json
import multiprocessing
import os
import pathlib
import re
import statistics
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/hostile"))

import clients  # noqa: E402
from api import Client  # noqa: E402
from server import PATIENCE, Server, at_share  # noqa: E402

LINES = 10  # for each of the two ways to keep a store
WARM_UP = 3  # lines, in which journal, counts of polls and caches fill
# Between resets journal and jobs grow, and the allocator keeps some of what they leave.
MORE_MEMORY = 1.25
MORE_MEBIBYTES = 48
STAND_INS = 16  # threads that may stand in for waiting ones (server/http/worker_pool.h)
# The machine has others to serve, and the longest answers are chance: what is meant is time that
# grows with what has been.
SLOWER = 10
MOST_SECONDS_TO_STOP = 2.0

FIXTURE = {"Accounts": [{
    "AccountId": "1",
    "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
    "Jobs": [{"JobId": "job", "Status": "Finished"},
             {"JobId": "large", "Status": "Finished", "Result": {"ImageResult": [
                 {"File": "large.png",
                  "Content": base64.b64encode(b"x" * clients.FILE_BYTES).decode()}]}}]}]}
KINDS = [clients.Meter, clients.Submitter, clients.Tester, clients.Attacker, clients.Slow]


class Child:
    def __init__(self, kind, port):
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=clients.run, args=(kind, port, theirs),
                                                daemon=True)  # ends with this one
        self._process.start()
        theirs.close()

    def report(self, is_last=False):
        self._pipe.send(is_last)
        if not self._pipe.poll(PATIENCE):
            raise AssertionError("a client hangs")
        report = self._pipe.recv()
        if is_last:
            self._process.join(PATIENCE)
        return report


def state_of(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    number = {name: int(re.search(rf"^{name}:\s+(\d+)", status, re.M)[1])
              for name in ("VmRSS", "Threads")}
    return {"memory": number["VmRSS"] / 1024, "threads": number["Threads"],
            "descriptors": len(os.listdir(f"/proc/{process.pid}/fd"))}


def measure(server, children, seconds):
    """A line for each tenth of the time, and the wrong answers."""
    lines, wrong = [], []
    print("  seconds   MiB  descriptors  threads  requests  p50 ms  p95 ms  p99 ms")
    start = time.monotonic()
    for number in range(1, LINES + 1):
        threading.Event().wait(max(0, start + seconds * number / LINES - time.monotonic()))
        reports = [child.report() for child in children]
        times = [1000 * one for report in reports for one in report.times]
        line = {**state_of(server.process), "requests": sum(one.requests for one in reports),
                **{f"p{share}": at_share(times, share) for share in (50, 95, 99)}}
        wrong += [text for report in reports for text in report.wrong]
        lines.append(line)
        print(f"{seconds * number / LINES:9.0f} {line['memory']:5.0f} {line['descriptors']:12} "
              f"{line['threads']:8} {line['requests']:9} {line['p50']:7.2f} {line['p95']:7.2f} "
              f"{line['p99']:7.2f}", flush=True)
    return lines, wrong


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, holds, said):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {name}: {said}")


def check_flat(checks, lines):
    half = (WARM_UP + LINES) // 2
    first, last = lines[WARM_UP:half], lines[half:]

    def most(some, name):
        return max(line[name] for line in some)

    def middle(some, name):
        return statistics.median(line[name] for line in some)

    for name, allowed in (("memory", most(first, "memory") * MORE_MEMORY + MORE_MEBIBYTES),
                          ("threads", most(first, "threads") + STAND_INS),
                          ("descriptors", most(first, "descriptors") + clients.SLOW_CLIENTS)):
        checks.check(f"{name} stay as they were", most(last, name) <= allowed,
                     f"{most(last, name)} at last, {allowed} allowed")
    for name in ("p50", "p95"):
        checks.check(f"{name} stays as it was",
                     middle(last, name) <= SLOWER * middle(first, name),
                     f"{middle(last, name)} ms at last, {middle(first, name)} ms at first")


def check_afterwards(checks, server, quiet):
    """What clients and the logs held is given back once they are gone. Removes every job."""
    client = Client(server.port)
    client.control("POST reset")
    deadline = time.monotonic() + PATIENCE
    state = state_of(server.process)
    while ((state["descriptors"] > quiet["descriptors"] + 1 or state["threads"] > quiet["threads"])
           and time.monotonic() < deadline):
        client.control("GET health")  # a thread that stood in for a long one goes with the next
        threading.Event().wait(0.1)
        state = state_of(server.process)
    for name, allowed in (("descriptors", quiet["descriptors"] + 1),
                          ("threads", quiet["threads"]),
                          ("memory", quiet["memory"] + MORE_MEBIBYTES)):
        checks.check(f"{name} are given back", state[name] <= allowed,
                     f"{state[name]} afterwards, {allowed} allowed")


def check_restart(checks, start, jobs):
    """Every job that was acknowledged since the last reset is there, and has its AppParams."""
    server = start()
    control = Client(server.port).control
    lost = [job for job in jobs
            if b'"Prompt' not in control(f"GET accounts/1/jobs/{job}", right=(200, 404))]
    checks.check("no job is lost", jobs and not lost, f"{len(lost)} of {len(jobs)}: {lost[:5]}")
    server.stop()


def stop(checks, server):
    start = time.monotonic()
    log = server.stop()
    seconds = time.monotonic() - start
    checks.check("the stop is quick", seconds <= MOST_SECONDS_TO_STOP, f"{seconds:.1f} s")
    checks.check("the log tells of no fault", " fault=" not in log, log[-2000:])


def soak(checks, seconds, store):
    """One server for so long, its store in that file or, when there is none, in memory."""
    def start():
        return Server(*(("--store", store) if store else ()), fixture=json.dumps(FIXTURE))

    print(f"\nthe store in {'a file' if store else 'memory'}")
    server = start()
    try:
        Client(server.port).call("GetYikeAIAppJob", JobId="job")
        quiet = state_of(server.process)
        children = [Child(kind, server.port) for kind in KINDS]
        lines, wrong = measure(server, children, seconds)
        ends = [child.report(is_last=True) for child in children]
        wrong += [text for end in ends for text in end.wrong]
        told = "\n  ".join(["", *sorted(set(wrong))[:20]])
        checks.check("every answer is right", not wrong, told)
        check_flat(checks, lines)
        if not store:
            check_afterwards(checks, server, quiet)
        stop(checks, server)
        if store:
            check_restart(checks, start, ends[KINDS.index(clients.Submitter)].jobs)
    finally:
        server.process.kill()  # if it is still there


def main():
    seconds = float(sys.argv[1])
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        soak(checks, seconds / 2, store=None)
        soak(checks, seconds / 2, store=str(pathlib.Path(folder) / "soak.db"))
    print(f"{checks.passed} passed, {checks.failed} failed")


if __name__ == "__main__":
    main()
