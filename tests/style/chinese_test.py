"""README.md and README-CN.md are in step: the same snippets, headings, tables and links."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^(?:▶\n)?```\w*\n.*?^```$", re.M | re.S)
# What leads from one to the other.
OTHER = {"README.md": "README-CN.md", "README-CN.md": "README.md"}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name):
    return BLOCK.sub("", read(name))


def levels(name):
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(name), re.M)]


def rows(name):
    """The number of cells of each row of each table."""
    return [line.count(" | ") for line in prose(name).splitlines() if line.startswith("|")]


def links(name):
    found = re.findall(r"\]\(([^)\s]+)\)", prose(name))
    return sorted(link for link in found if link != OTHER[name])


def literals(name):
    """What is in backticks: names, options, commands."""
    return sorted(re.findall(r"`([^`\n]+)`", prose(name)))


class InStep(unittest.TestCase):
    def same(self, of):
        english, chinese = of("README.md"), of("README-CN.md")
        self.assertTrue(english)
        self.assertEqual(chinese, english)

    def test_same_snippets(self):
        self.same(lambda name: BLOCK.findall(read(name)))

    def test_same_headings(self):
        self.same(levels)

    def test_same_tables(self):
        self.same(rows)

    def test_same_links(self):
        self.same(links)

    def test_same_names(self):
        self.same(literals)

    def test_lead_to_each_other_before_anything_else(self):
        for name, other in OTHER.items():
            self.assertIn(f"]({other})", read(name).split("\n## ")[0])


if __name__ == "__main__":
    unittest.main()
