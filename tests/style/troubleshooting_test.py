"""docs/troubleshooting.md has each error that the program can answer, and no other.

Codes are read from the sources that raise them, and so are the reasons for which it does not start.
"""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
# A reply whose code is `Invalid` and the name of a parameter or path variable.
MADE_UP_CODES = {"InvalidId", "InvalidLimit", "InvalidWait"}
STARTS = ["server/cli", "server/store", "server/base", "server/sandbox", "server/http"]


def section(title):
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)[1]


def rows(title):
    """First cell of each row; a row has three cells with something in each."""
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", section(title), re.M)
    for code, rest in found:
        cells = [cell.strip() for cell in rest.split(" | ")]
        if len(cells) != 2 or not all(cells):
            raise AssertionError(f"{code}: a cause and a cure are needed")
    return [code for code, _ in found]


def source(*names):
    return "\n".join(path.read_text(encoding="utf-8")
                     for name in names for path in sorted(ROOT.glob(name)))


def gateway_codes():
    table = source("server/gateway/error_table.cpp")
    return set(re.findall(r'Row\{(?:ErrorId::\w+, )?"([^"]+)"', table))


def control_codes():
    text = source("server/control/*.cpp", "server/*.cpp")
    said = set(re.findall(r'\bReplyError\(\s*[^",;]+,\s*"(\w+)"', text))
    return said - {"Invalid"} | MADE_UP_CODES


def download_codes():
    text = source("server/media/*.cpp")
    return set(re.findall(r'(?:\{|OssError\{)\s*(?:\w+),\s*"([A-Z]\w+)",', text)) - {"ETag"}


class Troubleshooting(unittest.TestCase):
    def same(self, title, codes, least):
        shown = rows(title)
        self.assertGreaterEqual(len(codes), least, "the sources are read wrongly")
        self.assertEqual(len(shown), len(set(shown)), "a code has two rows")
        self.assertEqual(set(shown), codes)

    def test_has_each_error_code_and_no_other(self):
        self.same("Error codes", gateway_codes(), 60)

    def test_has_each_error_of_the_control_api_and_no_other(self):
        self.same("Errors of the control API", control_codes(), 15)

    def test_has_each_error_of_a_download(self):
        codes = download_codes()
        self.assertGreaterEqual(len(codes), 6, "the sources are read wrongly")
        shown = set(rows("Errors of downloads"))
        self.assertLessEqual(shown, codes)
        for code in codes - shown:
            self.assertIn(f"`{code}`", section("Errors of downloads"))

    def test_reasons_not_to_start_are_words_of_the_program(self):
        """A text may be broken into several literals in the sources."""
        text = source(*(f"{folder}/*.cpp" for folder in STARTS), "server/*.cpp")
        said = re.sub(r'"\s*"', "", text)
        found = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \|", section("The server does not start"),
                           re.M)
        self.assertGreater(len(found), 10)
        for cell in found:
            for words in re.findall(r"`([^`]+)`", cell):
                with self.subTest(words=words):
                    self.assertIn(words, said)

    def test_explanations_of_signatures_are_words_of_the_program(self):
        said = re.sub(r'"\s*"', "", source("server/auth/explain/*.cpp"))
        shown = rows("A signature does not match")
        self.assertGreater(len(shown), 10)
        for words in shown:
            with self.subTest(words=words):
                self.assertIn(words, said)

    def test_has_each_reason_for_which_a_store_cannot_be_used(self):
        """Each is a literal that begins as all of them do."""
        reasons = re.findall(r'"((?:it|its|there|another|a) [^"]+)"',
                             source("server/store/store_failure.cpp"))
        self.assertGreater(len(reasons), 9, "the sources are read wrongly")
        shown = re.findall(r"`([^`]+)`", section("The server does not start"))
        for reason in reasons:
            with self.subTest(reason=reason):
                self.assertTrue(any(reason.startswith(words) for words in shown))


if __name__ == "__main__":
    unittest.main()
