"""Does what the workflow in a kit's README does, as a job of CI would, in the folder where this is
started: it has the kit and tests, and PATH has what the steps call. So a server is shared as the
README says, and the tests run against it.

Usage: workflow.py README
Steps before the one that starts the server install things, which are there. The tests must pass,
must have called that server with accounts of their own, and must have given these back; what the
README says to type between two runs must take away what a killed run left.
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request

DEFAULT_ACCOUNT = "1000000000000001"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def steps(readme):
    """The commands of each step, by the condition that it has: `always` or `failure()`."""
    (workflow,) = re.findall(r"^▶\n```yaml\n(.*?)^```$", readme, re.M | re.S)
    for step in re.split(r"^ *- ", workflow, flags=re.M)[1:]:
        condition = re.search(r"^ *if: (.*)$", step, re.M)
        several = re.search(r"^ *run: \|\n((?: +.*\n)+)", step, re.M)
        one = re.search(r"^ *run: ([^|\n].*)$", step, re.M)
        if several or one:
            lines = several[1].splitlines() if several else [one[1]]
            yield condition[1] if condition else "always", "\n".join(map(str.strip, lines))


class Job:
    """What steps share: environment variables, and processes that go on after them."""

    def __init__(self):
        self.environment = {name: value for name, value in os.environ.items()
                            if name not in ("FAKE_ICE_URL", "FAKE_ICE_CONTROL_TOKEN")}
        self.groups = []

    def run(self, commands):
        """Runs a step as GitHub's runner does; its output, or None when it failed."""
        with tempfile.NamedTemporaryFile("r") as settings:
            environment = {**self.environment, "GITHUB_ENV": settings.name}
            shell = subprocess.Popen(["bash", "-e", "-c", commands], env=environment,
                                     start_new_session=True)
            self.groups.append(shell.pid)
            code = shell.wait()
            for line in settings.read().splitlines():
                name, _, value = line.partition("=")
                self.environment[name] = value
        return code == 0

    def end(self):
        for group in self.groups:
            try:
                os.killpg(group, signal.SIGTERM)
            except ProcessLookupError:
                pass  # what it began has ended


def control(url, method, path):
    request = urllib.request.Request(f"{url}/_fake-ice/{path}", method=method)
    with OPENER.open(request) as answer:
        return answer.read().decode()


def accounts(url):
    listed = json.loads(control(url, "GET", "accounts"))["Accounts"]
    return [one["AccountId"] for one in listed]


def follow(readme, job):
    """Does all of it; what is wrong, or an empty text."""
    commands = list(steps(readme))
    starts = [place for place, (_, run) in enumerate(commands) if "FAKE_ICE_URL" in run]
    if len(starts) != 1 or len(commands) == starts[0] + 1:
        return f"one step must start the server and others follow, not {commands}"
    conditions = tuple(condition for condition, _ in commands[starts[0]:])
    if conditions != ("always", "always", "failure()"):
        return f"a start, the tests and what follows their failure are expected, not {conditions}"
    (_, start), (_, test), (_, after_failure) = commands[starts[0]:]
    if not job.run(start):
        return "the server did not start"
    url = job.environment["FAKE_ICE_URL"]
    passed = job.run(test)
    if not job.run(after_failure):  # it is to be of use when it is needed
        return f"{after_failure} failed"
    if not passed:
        return f"{test} failed"
    # The journal of an account goes with that; what was counted stays.
    if 'action="SubmitYikeAIAppJob",code="OK"' not in control(url, "GET", "metrics"):
        return f"the tests did not call {url}"
    if accounts(url) != [DEFAULT_ACCOUNT]:
        return f"the tests left {accounts(url)} behind"
    (tidy,) = re.findall(r"`(curl [^`]*)`", readme)
    control(url, "POST", "accounts")  # as a test does that is killed then
    if len(accounts(url)) != 2 or not job.run(tidy) or accounts(url) != [DEFAULT_ACCOUNT]:
        return f"{tidy} leaves {accounts(url)}"
    return ""


def main(path):
    job = Job()
    try:
        wrong = follow(pathlib.Path(path).read_text(encoding="utf-8"), job)
    finally:
        job.end()
    print(wrong or "the workflow does what it says")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
