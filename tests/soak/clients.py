"""The clients of a soak, each in a process of its own until the time is over."""

import contextlib
import http.client
import json
import multiprocessing
import random
import socket
import time

from api import Client, Wrong
import test_inputs  # of tests/hostile

FILE_BYTES = 2 << 20
JOBS_BETWEEN_RESETS = 300
SLOW_CLIENTS = 40

# Counts resets of everything, each at its begin and at its end; the clients of one soak share it.
resets = multiprocessing.Value("i", 0)


class Meter:
    """A poll of a job that is always there, timed."""

    def __init__(self, port):
        self._client = Client(port)

    def step(self, report):
        start = time.perf_counter()
        self._client.call("GetYikeAIAppJob", JobId="job")
        report.times.append(time.perf_counter() - start)


class Submitter:
    """Submits, polls and asks in batches; resets everything from time to time, and knows which jobs
    it was told of since."""

    def __init__(self, port):
        self._client = Client(port)

    def step(self, report):
        client = self._client
        client.call("PrecheckYikeAIAppJob", AppId="app", AppParams='{"Prompt":"a boat"}')
        params = json.dumps({"Prompt": "x" * random.randrange(2000)})
        job_id = client.call("SubmitYikeAIAppJob", AppId="app", AppParams=params)["JobId"]
        report.jobs.append(job_id)
        if client.call("GetYikeAIAppJob", JobId=job_id)["JobId"] != job_id:
            raise Wrong("a poll names another job")
        some = random.sample(report.jobs, min(20, len(report.jobs)))
        listed = client.call("BatchGetYikeAIAppJob", JobIds=",".join(some))["JobList"]
        if len(listed) != len(some):
            raise Wrong(f"a batch of {len(some)} has {len(listed)}")
        refused = client.call("GetYikeAIAppJob", (400,), secret="wrong", JobId=job_id)
        if refused["Code"] != "SignatureDoesNotMatch":
            raise Wrong(f"a wrong signature is {refused['Code']}")
        if len(report.jobs) == JOBS_BETWEEN_RESETS:
            resets.value += 1  # before and after it: whoever sees neither was not reset
            client.control("POST reset")
            resets.value += 1
            report.jobs.clear()


class Tester:
    """What a test does through the control API, on an account that it makes and deletes. Only a
    reset of everything may take the account away meanwhile."""

    def __init__(self, port):
        self._control = Client(port)
        self._port = port
        self._number = 0
        self._name = f"soak-{random.randrange(1 << 40)}"

    def step(self, report):
        before = resets.value
        try:
            self._test(report)
        except Wrong:
            # Odd: a reset went on already when this began.
            if before % 2 == 0 and resets.value == before:
                raise

    def _test(self, report):
        self._number += 1
        account_id = f"{self._name}-{self._number}"
        here, key = f"accounts/{account_id}", f"key-{account_id}"
        control = self._control.control
        control("POST fixtures", {"Accounts": [{
            "AccountId": account_id,
            "AccessKeys": [{"AccessKeyId": key, "AccessKeySecret": "secret"}],
            "Jobs": [{"JobId": f"j{i}", "Timeline": [
                {"Status": "Created"}, {"After": "1m", "Status": "Finished"}]}
                     for i in range(100)]}]})
        client = Client(self._port, key)
        for minutes, status in ((0, "Created"), (2, "Finished")):
            control(f"POST {here}/clock", {"Advance": f"{minutes}m"})
            job = client.call("GetYikeAIAppJob", JobId="j1")
            if job["Status"] != status:
                raise Wrong(f"after {minutes} minutes the job is {job['Status']}")
        fault = {"Times": 1, "Error": {"Code": "ServiceUnavailable"}}
        control(f"POST {here}/faults", fault, (201,))
        client.call("GetYikeAIAppJob", (503,), JobId="j1")
        client.call("GetYikeAIAppJob", JobId="j1")
        if len(json.loads(control(f"GET {here}/jobs?Status=Finished"))["Jobs"]) != 100:
            raise Wrong("not all jobs have finished")
        control(f"POST {here}/jobs/j1/verify", {"MaxPolls": 9})
        control(f"GET requests?AccountId={account_id}")
        control("GET metrics")
        if self._number % 20 == 0:
            json.loads(control("GET fixtures?Secrets=true"))
        # An account that was not there at the start goes away by either.
        control(f"DELETE {here}" if self._number % 2 else f"POST reset?AccountId={account_id}")


class Attacker:
    """The hostile inputs one after the other; none may be a fault of the server."""

    def __init__(self, port):
        self._port = port
        self._inputs = [one for table in test_inputs.TABLES for one in table]

    def step(self, report):
        one = random.choice(self._inputs)
        with socket.create_connection(("127.0.0.1", self._port), 60) as connection:
            test_inputs.send(connection, one)
            if random.random() < 0.2:
                return  # gone without an answer
            answers, _ = test_inputs.read_answers(connection, 1)
        report.requests += 1
        for answer in answers:
            if answer.status >= 500:
                raise Wrong(f"{one.name}: {answer.status} {answer.body[:300]!r}")


class Slow:
    """Connections that are begun and not ended: half a head, half a body, a download of which
    little is read. The oldest gives up for each new one."""

    BEGINNINGS = [b"GET / HTTP/1.1\r\nHost: h",
                  b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc",
                  b"GET /_media/1/large/image-1.png HTTP/1.1\r\nHost: h\r\n\r\n"]

    def __init__(self, port):
        self._port = port
        self._open = []

    def step(self, report):
        if len(self._open) == SLOW_CLIENTS:
            self._open.pop(0).close()
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", self._port))
        connection.sendall(random.choice(self.BEGINNINGS))
        connection.settimeout(0.05)
        self._open.append(connection)
        with contextlib.suppress(TimeoutError):
            random.choice(self._open).recv(1000)
        report.requests += 1


class Report:
    """What one client has done since the last report."""

    def __init__(self, jobs=()):
        self.times = []
        self.jobs = list(jobs)  # told of since the last reset
        self.requests = 0
        self.wrong = []


def run(kind, port, pipe):
    """The whole of a client's process: a step after the other, a report for each word that comes,
    whether it is the last."""
    client, report = kind(port), Report()
    while True:
        if pipe.poll():
            is_last = pipe.recv()
            pipe.send(report)
            if is_last:
                return
            report = Report(report.jobs)
        report.requests += 1
        try:
            client.step(report)
        except (Wrong, OSError, http.client.HTTPException, AssertionError, ValueError,
                KeyError) as error:
            report.wrong.append(f"{kind.__name__}: {type(error).__name__}: {error}")
            client = kind(port)
