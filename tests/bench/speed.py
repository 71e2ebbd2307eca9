"""Servers that take turns at the same kind of load, and what stands beside what."""
import contextlib
import dataclasses
import json
import pathlib
import statistics
import typing

import nginx
from presign import JOB_ID
from servers import Requests, Server, body_bytes
from verdicts import Measured

STATEMENTS = 200
USER_KEY = "bench-user-access-key-id:bench-user-access-key-secret"


@dataclasses.dataclass
class Contender:
    """One of those that take turns. `start` gives a server to use in a `with`: a fresh one for each
    turn, so that no nonce is ever used twice, or one that lives on, which then gets a part of the
    requests each time."""
    name: str
    start: typing.Callable
    requests: Requests
    connections: int
    lives_on: bool = False

    def turn(self, number, rounds, seconds):
        with self.start() as server:
            if not self.lives_on:
                return self.requests.replay(server, self.connections, seconds)
            part = self.requests.count // rounds
            return self.requests.replay(server, self.connections, seconds, first=number * part,
                                        count=part)


def in_turns(contenders, run):
    """Per contender, a result for each round; every other round in reverse order."""
    results = {contender.name: [] for contender in contenders}
    for number in range(run.rounds):
        for contender in contenders[::1 if number % 2 == 0 else -1]:
            results[contender.name].append(contender.turn(number, run.rounds, run.seconds))
    run.details.append({"Connections": {c.name: c.connections for c in contenders},
                        "Rounds": results})
    print_results(contenders, results)
    return results


def print_results(contenders, results):
    for contender in contenders:
        rows = results[contender.name]

        def median(name, rows=rows):
            return statistics.median(row[name] for row in rows)
        print(f"{contender.connections:>11}  {contender.name:<28}"
              f"{median('requests_per_second'):>9.0f}{median('p50_microseconds') / 1e3:>9.2f}"
              f"{median('p99_microseconds') / 1e3:>9.2f}{median('max_microseconds') / 1e3:>9.2f}"
              f"{median('cpu_microseconds'):>9.1f}", flush=True)


def print_head(run):
    print(f"\nmedians of {run.rounds} rounds of {run.seconds} s; CPU: the server's own"
          " microseconds per request")
    print(f"{'connections':>11}  {'server':<28}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}"
          f"{'CPU us':>9}", flush=True)


def ratios(results, name, beside, field="requests_per_second"):
    """`name`'s figure divided by that of `beside` in the same round: what slows the machine slows
    both."""
    return Measured(tuple(row[field] / max(other[field], 1e-9)
                          for row, other in zip(results[name], results[beside])))


def fresh(command):
    return lambda: Server(command)


def with_store(run):
    return lambda: Server(run.fake_ice + ["--store", run.new_path("turn.db")])


def polls(run):
    """The account's own signed polls, at 32 connections beside everything, then at 8 and at 1."""
    requests = run.requests(run.per_turn)
    bare = run.bare + [str(body_bytes(run.fake_ice, requests.some(1)[0]))]
    no_log = run.fake_ice + ["--log-level", "off"]
    contenders = [Contender("fake-ice", fresh(run.fake_ice), requests, 32),
                  Contender("fake-ice, no log", fresh(no_log), requests, 32),
                  Contender("fake-ice, --store", with_store(run), requests, 32),
                  Contender("bare", fresh(bare), requests, 32)]
    if nginx.is_there():
        contenders.append(Contender("nginx", lambda: nginx.Nginx(int(bare[-1])), requests, 32))
    at_32 = in_turns(contenders, run)
    measured = {"rate_32": ratios(at_32, "fake-ice", "bare"),
                "cpu": ratios(at_32, "fake-ice", "bare", "cpu_microseconds"),
                "p99": ratios(at_32, "fake-ice", "bare", "p99_microseconds"),
                "polls_store": ratios(at_32, "fake-ice, --store", "fake-ice"),
                "nginx": ratios(at_32, "fake-ice", "nginx") if nginx.is_there()
                else Measured(skipped=nginx.ABSENT)}
    for connections in (8, 1):
        results = in_turns([Contender("fake-ice", fresh(run.fake_ice), requests, connections),
                            Contender("bare", fresh(bare), requests, connections)], run)
        measured[f"rate_{connections}"] = ratios(results, "fake-ice", "bare")
    return measured


def v1(run):
    """The same polls, signed as V1, to both servers."""
    requests = run.requests(run.per_turn, "--signature", "v1")
    bare = run.bare + [str(body_bytes(run.fake_ice, requests.some(1)[0]))]
    results = in_turns([Contender("fake-ice, V1", fresh(run.fake_ice), requests, 32),
                        Contender("bare, V1", fresh(bare), requests, 32)], run)
    return {"v1_cpu": ratios(results, "fake-ice, V1", "bare, V1", "cpu_microseconds")}


def user_fixture():
    """A RAM user whose policy has the statement that allows it at its very end."""
    key_id, secret = USER_KEY.split(":")
    statements = [{"Effect": "Allow", "Action": f"ice:List{number}*",
                   "Resource": f"acs:ice:cn-shanghai:*:project/{number}"}
                  for number in range(STATEMENTS - 1)]
    statements.append({"Effect": "Allow", "Action": "ice:Get*", "Resource": "*"})
    user = {"UserId": "200000000000000009", "UserName": "bench",
            "AccessKeys": [{"AccessKeyId": key_id, "AccessKeySecret": secret}],
            "Policies": [{"Version": "1", "Statement": statements}]}
    return {"Accounts": [{"AccountId": "1000000000000001", "Users": [user],
                          "Jobs": [{"JobId": JOB_ID, "AppId": "app_stylized_generate_image",
                                    "Status": "Finished"}]}]}


def policy(run):
    """Polls of a RAM user beside the account's own, of the same job in the same store."""
    path = pathlib.Path(run.new_path("user.json"))
    path.write_text(json.dumps(user_fixture()))
    start = fresh(run.fake_ice + ["--fixtures", str(path)])
    own = run.requests(run.per_turn)
    by_user = run.requests(run.per_turn, "--key", USER_KEY)
    results = in_turns([Contender("fake-ice, account", start, own, 32),
                        Contender("fake-ice, RAM user", start, by_user, 32)], run)
    return {"policy": ratios(results, "fake-ice, RAM user", "fake-ice, account")}


def submits(run):
    """Submits to a store on disk, many at a time beside one at a time."""
    requests = run.requests(run.per_turn // 2, "--submit")
    results = in_turns([Contender("submits, one at a time", with_store(run), requests, 1),
                        Contender("submits", with_store(run), requests, 32)], run)
    return {"submits_store": ratios(results, "submits", "submits, one at a time")}


def lookups(run, large, small, jobs):
    """Polls of any job: in a store that is served already, beside one of ten jobs."""
    part = run.per_turn * run.rounds // 2
    results = in_turns(
        [Contender(f"{jobs:,} jobs", lambda: contextlib.nullcontext(large),
                   run.requests(part, "--jobs", str(jobs)), 32, lives_on=True),
         Contender("10 jobs", lambda: contextlib.nullcontext(small),
                   run.requests(part, "--jobs", "10"), 32, lives_on=True)], run)
    return {"lookups": ratios(results, f"{jobs:,} jobs", "10 jobs")}
