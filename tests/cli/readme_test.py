"""The commands of README.md and docs/ do what is shown, run line by line by the built program.

Usage: readme_test.py PROGRAM. The pages on containers and on SDKs have their own tests. Each page
finds the server as it was at its start.
What differs from run to run, ids and times, may differ from what is shown; a value that a later
command names again is the one that came.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv.pop()).resolve()
ELSEWHERE = {"container.md", "sdks.md"}  # tests/image and tests/sdk run these
SHOWN_ADDRESS = "127.0.0.1:20201"
# Ids and times, as the pages write examples of them.
CHANGES = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}|[0-9A-F]{8}-(?=…)|[0-9a-f]{32}"
                     r"|\d{4}-\d\d-\d\dT[\d:.]+\+08:00|\b\d{16}\b|LTAI(?=…)|\b\d+ms\b")
ANY_ID = r"[\w:.+-]+"
SUBMITTED = "c4dae7c8879458f3dc6a516ba52bc227"  # as a page writes a job that was submitted
EXECUTING = "00000000000000000000000000000003"
MY_JSON = '{"Accounts": [{"AccountId": "2", "Jobs": [{"JobId": "1", "Stauts": "Created"}]}]}'


def pages():
    docs = sorted((ROOT / "docs").glob("*.md"))
    return [ROOT / "README.md", *(page for page in docs if page.name not in ELSEWHERE)]


def steps(page):
    """Each command with the output shown for it, where one is."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^▶\n```console\n(.*?)^```$", text, re.M | re.S)
    if len(blocks) != len(re.findall(r"^▶$", text, re.M)):
        raise AssertionError(f"{page.name} marks what is not run here")
    for block in blocks:
        for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
            lines = step.splitlines(keepends=True)
            count = 1  # of the command's lines: a quote may go on
            while "".join(lines[:count]).count("'") % 2:
                count += 1
            yield "".join(lines[:count]).strip(), "".join(lines[count:]).strip()


def may_make_namespaces():
    """Asked of another program, so that a mistake of fake-ice's is none of the machine's."""
    return subprocess.run(["unshare", "--user", "--map-root-user", "--net", "--mount", "true"],
                          stderr=subprocess.DEVNULL, check=False).returncode == 0


class Readme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        here = pathlib.Path(cls.folder.name)
        (here / "build/release").mkdir(parents=True)
        (here / "build/release/fake-ice").symlink_to(PROGRAM)
        (here / "my.json").write_text(MY_JSON, encoding="utf-8")
        plain = {name: value for name, value in os.environ.items()
                 if not name.startswith("FAKE_ICE_") and not name.lower().endswith("_proxy")}
        cls.server = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0"], env=plain, text=True,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.stop)
        cls.ready = cls.server.stdout.readline()
        cls.address = re.search(r"http://(\S+)", cls.ready)[1]
        cls.environment = {**plain, "FAKE_ICE_ENDPOINT": f"http://{cls.address}"}

    @classmethod
    def stop(cls):
        cls.server.terminate()
        cls.server.wait()
        cls.server.stdout.close()

    def call(self, *arguments):
        done = subprocess.run([PROGRAM, "call", *arguments], check=True, text=True,
                              env=self.environment, stdout=subprocess.PIPE)
        return json.loads(done.stdout)

    def prepare(self, command, known):
        """Does what the text before a command tells or takes for granted; sets $JOB."""
        if "/finish" in command:  # of a job that was submitted a moment ago
            answer = self.call("SubmitYikeAIAppJob", "AppId=app_stylized_generate_image",
                               'AppParams={"Extra.4.Prompt":"a boat"}')
            known[SUBMITTED] = self.environment["JOB"] = answer["JobId"]
        if "/verify" in command:  # of a job that was polled too fast
            self.environment["JOB"] = EXECUTING
            for _ in range(2):
                self.call("GetYikeAIAppJob", f"JobId={EXECUTING}")

    def real(self, text, known):
        for shown, value in known.items():
            text = text.replace(shown, value)
        return text.replace(SHOWN_ADDRESS, self.address)

    def check(self, shown, said, known):
        """Notes in `known` what stood where the page shows an example."""
        pattern, names, end = "", [], 0
        for match in CHANGES.finditer(shown):
            pattern += self.literal(shown[end:match.start()])
            if match[0] in known or match[0] in said:
                pattern += re.escape(known.get(match[0], match[0]))
            else:
                names.append(match[0])
                pattern += f"({ANY_ID})"
            end = match.end()
        pattern += self.literal(shown[end:])
        found = re.fullmatch(pattern, said.strip(), re.S)
        self.assertTrue(found, f"shown:\n{shown}\nsaid:\n{said}")
        known.update(zip(names, found.groups()))

    def literal(self, text):
        return ".*".join(map(re.escape, text.replace(SHOWN_ADDRESS, self.address).split("…")))

    def test_each_command_says_what_is_shown(self):
        ran = sum(self.run_page(page) for page in pages())
        self.assertGreater(ran, 10)
        picture = pathlib.Path(self.folder.name, "boat.png")
        self.assertTrue(picture.read_bytes().startswith(b"\x89PNG"))

    def run_page(self, page):
        """How many commands it has."""
        known = {}
        ran = 0
        subprocess.run(["curl", "-fsS", "-X", "POST", f"http://{self.address}/_fake-ice/reset"],
                       check=True, env=self.environment, capture_output=True)
        for command, shown in steps(page):
            if command == "make run":
                self.check(shown, self.ready, known)
                continue
            if "fake-ice exec" in command and not may_make_namespaces():
                continue
            self.prepare(command, known)
            with self.subTest(page=page.name, command=command):
                done = subprocess.run(
                    ["bash", "-c", self.real(command, known)], cwd=self.folder.name, text=True,
                    env=self.environment, capture_output=True, timeout=60, check=False)
                said = done.stdout or done.stderr
                if shown:
                    self.check(shown, said, known)
                else:
                    self.assertEqual(done.returncode, 0, said)
                    self.assertNotIn('"Error"', said.replace('"Error":{"Code":"Throttling', ""))
                ran += 1
        return ran


if __name__ == "__main__":
    unittest.main()
