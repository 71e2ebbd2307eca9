"""server/README.md is true: what it names is there, and it leaves out no room."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVER = ROOT / "server"
MAP = (SERVER / "README.md").read_text()
# More would not be read.
MAX_LINES = 120
# Paths of the server's own address, not of files.
ADDRESSES = {"/_fake-ice/", "/_media/"}


def names():
    """What stands in backticks and is a path: it has a slash, or ends like a file."""
    for name in re.findall(r"`([^`\n]+)`", MAP):
        if name not in ADDRESSES and ("/" in name or re.search(r"\.(cpp|h|py|cmake)$", name)):
            yield name


def rooms():
    """The folders of server/, and the sources that are rooms of their own."""
    for path in sorted(SERVER.iterdir()):
        if path.is_dir():
            yield f"{path.name}/"
        elif path.suffix == ".cpp":
            yield path.name


class Map(unittest.TestCase):
    def test_each_name_is_a_file_or_a_folder(self):
        found = list(names())
        self.assertGreater(len(found), 40)
        for name in found:
            with self.subTest(name=name):
                found_at = [home / name for home in (SERVER, ROOT) if (home / name).exists()]
                self.assertTrue(found_at)
                self.assertEqual(found_at[0].is_dir(), name.endswith("/"))

    def test_each_room_has_a_row(self):
        rows = re.findall(r"^\| `([^`]+)` \|", MAP, re.M)
        self.assertEqual(sorted(rows), sorted(rooms()))

    def test_it_is_one_page(self):
        self.assertLessEqual(len(MAP.splitlines()), MAX_LINES)


if __name__ == "__main__":
    unittest.main()
