"""The manual names what there is, and all that there is: options, keys, routes, error codes.

Usage: docs_test.py PROGRAM.
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = sys.argv.pop()
MANUAL = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
PAGES = [*MANUAL, *sorted(ROOT.glob("integrations/*/README.md")), ROOT / "README-CN.md",
         ROOT / "CONTRIBUTING.md",
         ROOT / "SECURITY.md", ROOT / "server/README.md", ROOT / "tests/bench/README.md"]
MOST_LINES = {"README.md": 250, "README-CN.md": 250, "CONTRIBUTING.md": 50}
OLD_WORDS = {"whence", "manieth", "in the place of", "stood", "stands? (before|behind|there)"}
# Options of other programs that the manual shows.
OF_OTHERS = {"docker": {"--rm", "--name", "--user", "--read-only", "--network", "--cap-drop",
                        "--security-opt", "--wait", "--network-alias"},
             "npm": {"--save-dev"}, "node": {"--test"},
             "curl": {"--data-binary", "--retry", "--retry-connrefused"}}
# Variables that are no option's.
OTHER_VARIABLES = {
    "FAKE_ICE_URL": "the server that a test kit attaches to",
    "FAKE_ICE_IMAGE": "of a workflow on GitHub, and no variable of fake-ice",
    "FAKE_ICE_VERSION": "what call --version does not read",
}
SCHEMA = json.loads((ROOT / "schema/fixture.schema.json").read_text())
OPENAPI = json.loads((ROOT / "schema/openapi.json").read_text())
# Of what the emulated API answers and of what other programs read.
OTHER_KEYS = {"JobIds": "a parameter of BatchGetYikeAIAppJob"}
SHOWN = {"", "console", "jsonc", "sh"}  # languages of blocks whose keys and routes are fake-ice's
FIXTURE_PAGES = ["docs/fixtures.md", "docs/faults.md", "docs/time.md"]


def read(page):
    return page.read_text(encoding="utf-8")


def name_of(page):
    return str(page.relative_to(ROOT))


def prose(text):
    """Without blocks of code."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def anchors(page):
    """As GitHub makes them of headings."""
    for heading in re.findall(r"^#+ (.*)$", prose(read(page)), re.M):
        kept = re.sub(r"[^\w\- ]", "", heading.lower())
        yield kept.replace(" ", "-")


def links(page):
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", prose(read(page))))


def manual():
    return "\n".join(read(page) for page in MANUAL)


def commands():
    said = subprocess.run([PROGRAM, "--help"], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"^  ([a-z]+) +[A-Z]", said, re.M))


def options():
    found = set()
    for command in commands():
        said = subprocess.run([PROGRAM, command, "--help"], check=True, capture_output=True,
                              text=True).stdout
        found.update(re.findall(r"^ +(?:-\w,? ?)*(--[\w-]+)", said, re.M))
    return found


def keys_of(node):
    """Every name that an object of a schema may have."""
    if isinstance(node, dict):
        properties = node.get("properties", {})
        if isinstance(properties, dict):
            yield from properties
        for value in node.values():
            yield from keys_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from keys_of(value)


def without_programs(page):
    """Without the blocks that are in a programming language."""
    return re.sub(r"^```(\w*)\n.*?^```$", lambda block: block[0] * (block[1] in SHOWN),
                  read(page), flags=re.M | re.S)


def code(text):
    """Blocks, and what is between backticks."""
    return "\n".join(re.findall(r"^```.*?^```$|`[^`\n]+`", text, re.M | re.S))


def named(word, text):
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)


def routes():
    """Method and path below /_fake-ice/ of each row of the control API's table."""
    for cell in re.findall(r"^\| (`[A-Z].*?) \|", read(ROOT / "docs/control-api.md"), re.M):
        methods, path = [], ""
        for code in re.findall(r"`([^`]+)`", cell):
            if code.startswith("…/"):
                path = path.rpartition("/")[0] + code[1:]
            else:
                method, _, path_here = code.partition(" ")
                methods.append(method)
                path = path_here
            if path:
                yield from ((method, path) for method in methods)


def errors():
    """Code, status and message of each row of the gateway's table, as docs/errors.md has them."""
    text = read(ROOT / "server/gateway/error_table.cpp")
    rows = re.findall(r'Row\{(ErrorId::\w+, )?"([^"]+)", (\d+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)',
                      text)
    for raised, code, status, message in rows:
        words = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', message)).replace('\\"', '"')
        yield (code.replace("{}", "<Parameter>"), status, words.replace("{}", "…"),
               "" if raised else "a fault alone")


class Links(unittest.TestCase):
    def test_lead_to_a_file_and_to_a_heading(self):
        for page in PAGES:
            for link in links(page):
                if re.match(r"[a-z]+:", link):
                    continue
                with self.subTest(page=name_of(page), link=link):
                    path, _, anchor = link.partition("#")
                    target = (page.parent / path).resolve() if path else page
                    self.assertTrue(target.exists(), "there is no such file")
                    if anchor:
                        self.assertIn(anchor, list(anchors(target)))

    def test_the_index_has_each_page(self):
        index = set(links(ROOT / "docs/README.md"))
        for page in sorted(ROOT.glob("docs/*.md")):
            if page.name != "README.md":
                self.assertIn(page.name, index)


class Pages(unittest.TestCase):
    def test_are_as_short_as_they_should_be(self):
        for name, most in MOST_LINES.items():
            self.assertLessEqual(len(read(ROOT / name).splitlines()), most, name)

    def test_have_one_title_and_begin_with_it(self):
        for page in MANUAL:
            text = prose(read(page))
            self.assertTrue(text.startswith("# "), page)
            self.assertEqual(len(re.findall(r"^# ", text, re.M)), 1, page)


    def test_are_in_words_that_people_use(self):
        for page in [*PAGES, *MANUAL]:
            text = re.sub(r"`[^`]*`", "", prose(read(page)))
            for old in OLD_WORDS:
                self.assertNotRegex(" ".join(text.split()), rf"(?i)\b{old}\b", name_of(page))


class Options(unittest.TestCase):
    def setUp(self):
        self.known = options()
        self.assertIn("--tls-listen", self.known)
        self.assertIn("--pretty", self.known)

    def test_are_all_named(self):
        text = manual()
        for option in sorted(self.known):
            self.assertTrue(named(option, text), f"no page names {option}")

    def test_that_are_named_exist(self):
        others = set().union(*OF_OTHERS.values())
        shown = set()
        for page in MANUAL:
            for option in re.findall(r"(?<![\w/-])--[a-z][\w-]*", read(page)):
                shown.add(option)
                with self.subTest(page=name_of(page), option=option):
                    self.assertIn(option, self.known | others)
        self.assertLessEqual(others, shown, "the manual shows these no longer")

    def test_have_the_variables_that_are_named(self):
        of_options = {"FAKE_ICE_" + option[2:].upper().replace("-", "_") for option in self.known}
        for page in MANUAL:
            for variable in re.findall(r"\bFAKE_ICE_[A-Z]\w*", read(page)):
                with self.subTest(page=name_of(page), variable=variable):
                    self.assertIn(variable, of_options | set(OTHER_VARIABLES))

    def test_and_commands_are_named_and_exist(self):
        known = commands()
        self.assertIn("serve", known)
        text = manual()
        for command in sorted(known):
            self.assertTrue(re.search(rf"fake-ice \[?{command}\b", text),
                            f"no page names the command {command}")
        shown = re.findall(r"^(?:\$ )?(?:build/release/)?fake-ice ([a-z]+)\b", code(text), re.M)
        for command in [*shown, *re.findall(r"`fake-ice ([a-z]+)", text)]:
            self.assertIn(command, known)


class Keys(unittest.TestCase):
    def test_of_fixtures_are_all_named(self):
        text = code("\n".join(read(ROOT / page) for page in FIXTURE_PAGES))
        for key in sorted(set(keys_of(SCHEMA))):
            with self.subTest(key=key):
                self.assertTrue(named(key, text), f"none of {FIXTURE_PAGES} names it")

    def test_that_are_named_exist(self):
        known = set(keys_of(SCHEMA)) | set(keys_of(OPENAPI)) | set(OTHER_KEYS)
        for page in MANUAL:
            for key in re.findall(r'(?<!\\)"([A-Z]\w+)"\s*:', without_programs(page)):
                with self.subTest(page=name_of(page), key=key):
                    self.assertIn(key, known)

    def test_of_tables_exist(self):
        known = set(keys_of(SCHEMA))
        for page in FIXTURE_PAGES:
            for cell in re.findall(r"^\| ((?:`[A-Z]\w+`(?:, | and )?)+) \|", read(ROOT / page),
                                   re.M):
                for key in re.findall(r"`(\w+)`", cell):
                    self.assertIn(key, known, page)


class ControlApi(unittest.TestCase):
    def test_table_has_each_route_and_no_other(self):
        there = {(method.upper(), path.removeprefix("/_fake-ice/"))
                 for path, methods in OPENAPI["paths"].items() if path != "/"
                 for method in methods if method in ("get", "post", "put", "patch", "delete")}
        self.assertEqual(set(routes()), there)

    def test_routes_that_are_called_exist(self):
        patterns = ["/_fake-ice/?", *(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "/?"
                                      for path in OPENAPI["paths"] if path != "/")]
        for page in MANUAL:
            for path in re.findall(r"/_fake-ice/[\w/{}$.-]*", without_programs(page)):
                with self.subTest(page=name_of(page), path=path):
                    self.assertTrue(any(re.fullmatch(pattern, path.rstrip("."))
                                        for pattern in patterns))


class Errors(unittest.TestCase):
    def test_are_all_listed_and_no_others(self):
        shown = set(re.findall(r"^\| `([^`]+)` \| (\d+) \| (.*?) \| ?(.*?) ?\|$",
                               read(ROOT / "docs/errors.md"), re.M))
        self.assertEqual(shown, set(errors()))


if __name__ == "__main__":
    unittest.main()
