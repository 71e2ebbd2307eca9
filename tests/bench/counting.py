"""Counts what one signed GetYikeAIAppJob costs the server, beside a bare cpp-httplib server.

Instructions in user space by callgrind and allocations by memcheck are the same on every machine
and under any load, where times are not; system calls by strace nearly so. Each is counted over a
few requests and over many, of one client in turn, and the difference is divided by theirs: neither
start nor end plays a part. valgrind has no SHA instructions, so that hashing counts for more than
it takes.
"""
import concurrent.futures
import pathlib
import re
import socket
import tempfile

from servers import HOST, Requests, Server, ask, body_bytes
from verdicts import Measured

FEW, MANY = 300, 1_300


class Traced(Server):
    """A server that is the child of the tool, which passes no signals on."""

    def server_id(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        ids = children.read_text().split()
        return int(ids[0]) if ids else self.process.pid


def ask_one_by_one(port, requests):
    with socket.create_connection((HOST, port), 60) as client, client.makefile("rb") as stream:
        for request in requests:
            ask(stream, client, request)


def output_of(tool, command, requests, log, kind=Server):
    """What `tool` wrote about a server that answered `requests`."""
    with kind(tool + command, ready_seconds=60, stop_seconds=60) as server:
        ask_one_by_one(server.port, requests)
    return pathlib.Path(log).read_text()


def instructions(command, requests, log):
    text = output_of(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                      f"--log-file={log}"], command, requests, log)
    return int(re.search(r"Collected : (\d+)", text)[1])


def allocations(command, requests, log):
    text = output_of(["valgrind", "--undef-value-errors=no", "--leak-check=no",
                      f"--log-file={log}"], command, requests, log)
    return int(re.search(r"total heap usage: ([\d,]+) allocs", text)[1].replace(",", ""))


def system_calls(command, requests, log):
    text = output_of(["strace", "-f", "-c", "-o", log], command, requests, log, Traced)
    return {name: int(count) for count, name in
            re.findall(r"^ *[\d.]+ +[\d.]+ +\d+ +(\d+)(?: +\d+)? +(\w+)$", text, re.M)
            if name != "total"}


def of_one_request(count, command, requests, log):
    few = count(command, requests[:FEW], log)
    many = count(command, requests[:MANY], log)
    return (many - few) / (MANY - FEW)


def system_calls_of_one_request(command, requests, log):
    few = system_calls(command, requests[:FEW], log)
    many = system_calls(command, requests[:MANY], log)
    each = {name: (many[name] - few.get(name, 0)) / (MANY - FEW) for name in many}
    return {name: calls for name, calls in each.items() if calls > 0.01}


def count_all(fake_ice, bare, with_system_calls):
    """Per server, what each count says."""
    with tempfile.TemporaryDirectory(prefix="fake-ice-counts-") as folder:
        signed = Requests(folder, MANY).some(MANY)
        servers = {"fake-ice": fake_ice, "bare": bare + [str(body_bytes(fake_ice, signed[0]))]}

        def count(name):
            log = f"{folder}/{name}.log"
            return {"instructions": of_one_request(instructions, servers[name], signed, log),
                    "allocations": of_one_request(allocations, servers[name], signed, log)}
        # Side by side: the tools are slow, and load changes neither.
        with concurrent.futures.ThreadPoolExecutor(len(servers)) as both:
            counted = dict(zip(servers, both.map(count, servers)))
        # A thread that is kept waiting may wake another, with a call more: one after the other.
        for name, command in servers.items() if with_system_calls else ():
            counted[name]["system calls"] = system_calls_of_one_request(command, signed,
                                                                        f"{folder}/{name}.log")
        return counted


def print_counts(counted):
    print(f"\nOne signed GetYikeAIAppJob, of one client ({MANY - FEW} requests counted)")
    print(f"{'server':<12}{'instructions':>14}{'allocations':>13}  system calls")
    for name, counts in counted.items():
        calls = counts.get("system calls", {})
        listed = ", ".join(f"{call} {number:.2f}" for call, number in sorted(calls.items()))
        said = f"{sum(calls.values()):.2f}: {listed}" if calls else "not counted"
        print(f"{name:<12}{counts['instructions']:>14,.0f}{counts['allocations']:>13.1f}  {said}")


def measure(run):
    """The rows of `make bench` that are counts."""
    counted = count_all(run.fake_ice, run.bare, with_system_calls=True)
    print_counts(counted)
    ours, bare = counted["fake-ice"], counted["bare"]
    calls = ours["system calls"]
    locks = sum(calls.get(name, 0) for name in ("futex", "mprotect"))
    return {"instructions": Measured((ours["instructions"],),
                                     note=f"bare {bare['instructions']:,.0f}"),
            "allocations": Measured((ours["allocations"],), note=f"bare {bare['allocations']:.0f}"),
            "system_calls": Measured((sum(calls.values()),),
                                     note=f"bare {sum(bare['system calls'].values()):.1f}"),
            "lock_calls": Measured((locks,))}
