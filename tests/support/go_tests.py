"""Runs go test in modules, and shows what failed.

Usage: go_tests.py [-OPTION...] FOLDER...

The options are go test's own, such as -race. A test with subtests counts only when it fails and
none of these does; a package that fails without a test that does, such as one that does not build,
counts as a failure. Ends with the plain line `N passed, N failed`.
"""

import collections
import json
import subprocess
import sys

DONE = ("pass", "fail", "skip")


class Results:
    """What the events of `go test -json` tell."""

    def __init__(self):
        self.outcomes = {}  # of each test, by package and name
        self.broken = []  # packages that failed without a test that did
        self._said = collections.defaultdict(list)

    def take(self, line):
        try:
            event = json.loads(line)
        except ValueError:  # an old go says so what does not build
            print(line, flush=True)
            return
        package = event.get("Package") or event.get("ImportPath", "")
        key = (package, event.get("Test", ""))
        action = event["Action"]
        if action in ("output", "build-output"):
            self._said[key].append(event["Output"])
        elif action in DONE and key[1]:
            self.outcomes[key] = action
            self._tell(key, action)
        elif action == "fail":
            failed = any(of == package and outcome == "fail"
                         for (of, _), outcome in self.outcomes.items())
            if not failed:
                self.broken.append(package)
            self._tell(key, "fail" if not failed else "pass")
        elif action == "build-fail":
            self._tell(key, "fail")

    def _tell(self, key, outcome):
        said = "".join(self._said.pop(key, ()))
        if outcome == "fail":
            print(said, end="", flush=True)
        elif key[1] and not self._has_subtests(key):
            print(f"{outcome}: {' '.join(key)}", flush=True)

    def _has_subtests(self, key, outcomes=DONE):
        return any(package == key[0] and name.startswith(f"{key[1]}/") and outcome in outcomes
                   for (package, name), outcome in self.outcomes.items())

    def count(self, outcome):
        others = ("fail",) if outcome == "fail" else DONE
        return sum(1 for key, each in self.outcomes.items()
                   if each == outcome and not self._has_subtests(key, others))


def run(folder, options, results):
    command = ["go", "test", "-json", "-count=1", *options, "./..."]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout:
            results.take(line.rstrip("\n"))
    return child.returncode


def main():
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    results = Results()
    bad = 0
    for folder in (word for word in sys.argv[1:] if not word.startswith("-")):
        before = results.count("fail") + len(results.broken)
        code = run(folder, options, results)
        if code and results.count("fail") + len(results.broken) == before:
            print(f"go test in {folder} ended with {code}")
            bad += 1
    failed = results.count("fail") + len(results.broken) + bad
    skipped = results.count("skip")
    print(f"{results.count('pass')} passed, {failed} failed" +
          (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
