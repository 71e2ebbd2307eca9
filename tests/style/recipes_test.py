"""▶ in the manual and the kits' pages is before what a test takes from there and runs, and before
nothing else."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Who runs the marked blocks of a page; each fails when there is a mark that it does not run.
MANUAL = "tests/cli/readme_test.py"  # of README.md and docs/, but for these
RUNNERS = {
    "docs/container.md": "tests/image/test_readme.py",
    "docs/sdks.md": "tests/sdk/readme.py",
    "integrations/python/README.md": "integrations/python/tests/test_readme.py",
    "integrations/node/README.md": "integrations/node/tests/node/readme.test.mjs",
    "integrations/java/README.md": "integrations/java/src/test/java/fakeice/ReadmeTest.java",
    "integrations/go/README.md": "integrations/go/tests/runs/readme_test.go",
    "integrations/cpp/README.md": "integrations/cpp/tests/readme_tests.py",
}
SHOWN = {"text", "jsonc"}  # what is printed or read by people, and no command or program
# Blocks that could run and do not: their beginning, and why.
SETTING = "the setting of an SDK, as its source has it"
INSTALLS = "it installs what tests/dist and tests/kits/run install in their own way"
IN_NETWORK = "tests/tls/test_names.py runs it in a network of its own"
NOT_RUN = {
    ("docs/https.md", "echo 127.0.0.1 ice."): IN_NETWORK,
    ("docs/https.md", "- run: |"): IN_NETWORK,
    ("docs/https.md", "services:"): IN_NETWORK,
    ("docs/https.md", "fake-ice --tls-listen 127.0.0.1:20202"):
        "tests/tls does the same on ports that are free",
    ("docs/sdks.md", "Config config = new Config()"): SETTING,
    ("docs/sdks.md", "config := &openapi.Config{"): SETTING,
    ("docs/sdks.md", "$config = new Config(["): SETTING,
    ("docs/sdks.md", "var config = new Config {"): SETTING,
    ("docs/sdks.md", "config.setAccessKeyId("): SETTING,
    ("integrations/python/README.md", "$ make dist "): INSTALLS,
    ("integrations/node/README.md", "$ make dist "): INSTALLS,
    ("integrations/java/README.md", "$ make build "): INSTALLS,
    ("integrations/cpp/README.md", "$ cmake --preset release "): INSTALLS,
    ("integrations/cpp/README.md", "find_package(fake_ice CONFIG REQUIRED)"): INSTALLS,
}


MEANS = "A test runs each block marked ▶."


def pages():
    return [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")),
            *sorted(ROOT.glob("integrations/*/README.md"))]


def name_of(page):
    return str(page.relative_to(ROOT))


def runner(name):
    """README.md and the pages of docs/ that have no runner of their own are run by one."""
    return RUNNERS.get(name, None if name.startswith("integrations/") else MANUAL)


def blocks(path):
    """Language, text, and whether it is marked, of each block."""
    text = path.read_text(encoding="utf-8")
    for mark, language, block in re.findall(r"^(▶\n)?```(\w*)\n(.*?)^```$", text, re.M | re.S):
        yield language, block, bool(mark)


class Recipes(unittest.TestCase):
    def test_a_block_that_could_run_is_marked_or_has_a_reason(self):
        """Or it is shown again: the same block is marked on another page."""
        reasons = set(NOT_RUN)
        ran = {block for page in pages() for _, block, marked in blocks(page) if marked}
        for page in pages():
            name = name_of(page)
            for language, block, marked in blocks(page):
                if language in SHOWN or not language or marked or block in ran:
                    continue
                of_it = {(of, begin) for of, begin in NOT_RUN
                         if of == name and block.startswith(begin)}
                with self.subTest(page=name, block=block):
                    self.assertTrue(of_it, "mark it and have it run, or say why not")
                reasons -= of_it
        self.assertEqual(reasons, set(), "there are no such blocks")

    def test_a_mark_belongs_to_a_block_that_somebody_runs(self):
        for page in pages():
            name = name_of(page)
            found = list(blocks(page))
            marks = len(re.findall("^▶$", page.read_text(encoding="utf-8"), re.M))
            self.assertEqual(marks, sum(marked for *_, marked in found), f"{name}: a stray mark")
            if runner(name) != MANUAL:
                self.assertTrue(marks, name)
            for language, block, marked in found:
                with self.subTest(page=name, block=block):
                    self.assertFalse(marked and (language in SHOWN or not language))
                    self.assertTrue(runner(name))

    def test_each_runner_looks_for_the_marks_and_counts_them(self):
        for program in {MANUAL, *RUNNERS.values()}:
            with self.subTest(runner=program):
                text = (ROOT / program).read_text(encoding="utf-8")
                self.assertRegex(text, r"▶\\+n", "it takes marked blocks")
                self.assertRegex(text, r"\^\(?▶\)?\$", "it counts the marks")

    def test_each_page_says_what_the_mark_means_where_there_is_one(self):
        for page in pages():
            text = page.read_text(encoding="utf-8")
            marked = bool(re.search("^▶$", text, re.M))
            self.assertEqual(" ".join(text.split()).count(MEANS), int(marked), page)

    def test_pages_with_a_runner_of_their_own_are_no_others_to_run(self):
        self.assertLessEqual(set(RUNNERS), {name_of(page) for page in pages()})
        text = (ROOT / MANUAL).read_text(encoding="utf-8")
        elsewhere = set(re.findall(r'"([\w-]+\.md)"', re.search(r"^ELSEWHERE = .*", text, re.M)[0]))
        self.assertEqual(elsewhere, {name[5:] for name in RUNNERS if name.startswith("docs/")})


if __name__ == "__main__":
    unittest.main()
