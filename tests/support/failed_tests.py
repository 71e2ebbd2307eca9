"""Names the tests that failed, as a runner's own report has them, a line each.

Usage: failed_tests.py REPORT

A report is JUnit's XML (pytest, CTest), the JSON summary of jest and Vitest, TAP (Node), or what
go test, Maven, unittest or a script with lines of `FAILED name: reason` printed.
"""

import json
import re
import sys
import xml.etree.ElementTree

PRINTED = re.compile(r"\s*--- FAIL: (\S+)|FAILED (?!\()(.*)|\[ERROR\] {3}(?=\S)(.*)"
                     r"|(?:FAIL|ERROR): (.*)")
NOT_OK = re.compile(r"(\s*)not ok \d+ - (.*)")


def of_junit(text):
    for case in xml.etree.ElementTree.fromstring(text).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            yield " ".join(filter(None, (case.get("classname"), case.get("name"))))


def of_summary(text):
    for suite in json.loads(text)["testResults"]:
        failed = [case for case in suite["assertionResults"] if case["status"] == "failed"]
        if not failed and suite["status"] == "failed":
            yield suite["name"].rpartition("/")[2]
        yield from (case["fullName"] for case in failed)


def of_tap(text):
    """A test comes after its subtests and fails with them: it is named when none of them is."""
    deepest = 0
    for indent, name in NOT_OK.findall(text):
        if len(indent) >= deepest:
            yield name
        deepest = len(indent)


def of_lines(text):
    names = [next(filter(None, found.groups())) for found in PRINTED.finditer(text)]
    return [name for name in names if not any(sub.startswith(f"{name}/") for sub in names)]


READERS = {"xml": of_junit, "json": of_summary, "tap": of_tap}


def main():
    path = sys.argv[1]
    with open(path, encoding="utf-8", errors="replace") as file:
        for name in READERS.get(path.rpartition(".")[2], of_lines)(file.read()):
            print(name)


if __name__ == "__main__":
    main()
