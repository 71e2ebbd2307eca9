"""▶ in a README stands before what a test takes from there and runs, and before nothing else."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Who runs the marked blocks of a README, or of a section of it; each fails when there is a mark in
# its part that it does not run.
RUNNERS = {
    ("README.md", "## Container"): "tests/image/test_readme.py",
    ("README.md", "## Pointing an SDK here"): "tests/sdk/readme.py",
    ("README.md", None): "tests/cli/readme_test.py",
    ("integrations/python/README.md", None): "integrations/python/tests/test_readme.py",
    ("integrations/node/README.md", None): "integrations/node/tests/node/readme.test.mjs",
    ("integrations/java/README.md", None):
        "integrations/java/src/test/java/fakeice/ReadmeTest.java",
    ("integrations/go/README.md", None): "integrations/go/tests/runs/readme_test.go",
    ("integrations/cpp/README.md", None): "integrations/cpp/tests/readme_tests.py",
}
SHOWN = {"text", "jsonc"}  # what is printed or read by people, and no command or program
# Blocks that could run and do not: their beginning, and why.
SETTING = "the setting of an SDK, as its source has it"
INSTALLS = "it installs what tests/dist and tests/kits/run install in their own way"
NOT_RUN = {
    ("README.md", "fake-ice --tls-listen 127.0.0.1:20202"):
        "tests/tls does the same on ports that are free",
    ("README.md", "Config config = new Config()"): SETTING,
    ("README.md", "config := &openapi.Config{"): SETTING,
    ("README.md", "$config = new Config(["): SETTING,
    ("README.md", "var config = new Config {"): SETTING,
    ("README.md", "config.setAccessKeyId("): SETTING,
    ("integrations/python/README.md", "$ make dist "): INSTALLS,
    ("integrations/node/README.md", "$ make dist "): INSTALLS,
    ("integrations/java/README.md", "$ make build "): INSTALLS,
    ("integrations/cpp/README.md", "$ cmake --preset release "): INSTALLS,
    ("integrations/cpp/README.md", "find_package(fake_ice CONFIG REQUIRED)"): INSTALLS,
}


def readmes():
    return [ROOT / "README.md", *sorted(ROOT.glob("integrations/*/README.md"))]


def blocks(path):
    """Language, first line, heading above, and whether it is marked, of each block."""
    heading = fence = None
    before = ""
    lines = path.read_text(encoding="utf-8").splitlines()
    for line, after in zip(lines, [*lines[1:], ""]):
        if line.startswith("```"):
            if fence is None:
                yield line[3:], after, heading, before == "▶"
            fence = line if fence is None else None
        elif fence is None and line.startswith("## "):
            heading = line
        before = line


class Recipes(unittest.TestCase):
    def test_a_block_that_could_run_is_marked_or_has_a_reason(self):
        reasons = set(NOT_RUN)
        for path in readmes():
            name = str(path.relative_to(ROOT))
            for language, first, _, marked in blocks(path):
                if language in SHOWN or not language or marked:
                    continue
                of_it = {(readme, begin) for readme, begin in NOT_RUN
                         if readme == name and first.startswith(begin)}
                with self.subTest(readme=name, block=first):
                    self.assertTrue(of_it, "mark it and have it run, or say why not")
                reasons -= of_it
        self.assertEqual(reasons, set(), "there are no such blocks")

    def test_a_mark_belongs_to_a_block_that_somebody_runs(self):
        for path in readmes():
            name = str(path.relative_to(ROOT))
            found = list(blocks(path))
            self.assertTrue(any(marked for *_, marked in found), name)
            for language, first, heading, marked in found:
                with self.subTest(readme=name, block=first):
                    self.assertFalse(marked and (language in SHOWN or not language))
                    self.assertTrue(
                        (name, heading) in RUNNERS or (name, None) in RUNNERS)
            marks = len(re.findall("^▶$", path.read_text(encoding="utf-8"), re.M))
            self.assertEqual(marks, sum(marked for *_, marked in found), f"{name}: a stray mark")

    def test_each_runner_looks_for_the_marks_and_counts_them(self):
        for (name, _), runner in RUNNERS.items():
            with self.subTest(readme=name, runner=runner):
                text = (ROOT / runner).read_text(encoding="utf-8")
                self.assertRegex(text, r"▶\\+n", "it takes marked blocks")
                self.assertRegex(text, r"\^\(?▶\)?\$", "it counts the marks")

    def test_each_readme_says_what_the_mark_means(self):
        for path in readmes():
            text = " ".join(path.read_text(encoding="utf-8").split())
            self.assertEqual(text.count("▶ stands before what a test takes from this page and"
                                        " runs."), 1, path)


if __name__ == "__main__":
    unittest.main()
