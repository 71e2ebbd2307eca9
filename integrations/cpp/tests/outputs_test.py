"""What tests that fail print, and what the library shows of itself.

Usage: outputs_test.py FOLDER LIBRARY; the folder has the programs.
"""
import pathlib
import re
import subprocess
import sys
import unittest

LIBRARY = sys.argv.pop(2)
FOLDER = pathlib.Path(sys.argv.pop(1))
README = pathlib.Path(__file__).parent.parent / "README.md"
HEAD = "fake-ice: requests of this test\n"
SPOILT_SECRET = """\
  *  SubmitYikeAIAppJob  400 SignatureDoesNotMatch
                the secret was used with a newline at its end: trim what is read from a file
"""


def output_of_failing(program, *options):
    done = subprocess.run([FOLDER / program, *options], stdout=subprocess.PIPE, check=False,
                          stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 1, (done.returncode, done.stdout)
    return done.stdout


def shape(text):
    """Without what differs from run to run."""
    text = re.sub(r"[\d:]{8}\.\d{3}|[\da-f]{32}", "*", text)
    return re.sub(r"account \d+, its clock at \S+ \*", "account *, its clock at *", text)


class Output(unittest.TestCase):
    maxDiff = None

    def journals(self, text):
        """Each journal that was printed, without its first line, by the test it belongs to."""
        return [shape(part) for part in text.split(HEAD)[1:]]

    def check_the_way_of_a_job(self, journal):
        self.assertTrue(journal.startswith(
            "account *, its clock at *, frozen\n"
            "  *  SubmitYikeAIAppJob  200                  *\n"
            "  *  GetYikeAIAppJob     200 Created          *  ×3, until *\n"
            "  *  GetYikeAIAppJob     400 Throttling.User  *\n"
            "                by a fault of this account: Error Throttling.User\n"
            "  *  GetYikeAIAppJob     200 Created          *\n"), journal)

    def check_all(self, text):
        spoilt, way, nobody, tls, thrown = self.journals(text)
        self.assertIn(SPOILT_SECRET, spoilt)
        self.check_the_way_of_a_job(way)
        self.assertIn("  No request came with its key, LTAI", nobody)
        self.assertIn("The default account, 1000000000000001, was asked meanwhile: 1 request.\n",
                      nobody)
        self.assertIn("404 InvalidAccessKeyId.NotFound  key nobody", nobody)
        self.assertRegex(nobody, r"LTAI\w+: it is to be called with that key,\n  endpoint "
                         r"127\.0\.0\.1:\d+ \(host:port, without http://\) and protocol HTTP\.\n")
        self.assertNotIn("warned", nobody)
        warned = re.findall("The server, which others may call too, warned meanwhile: port [0-9]+"
                            r" is plain HTTP and the client spoke TLS \(HTTPS\): set the protocol"
                            r" of the SDK to HTTP, such as config\.protocol = 'HTTP'",
                            " ".join(tls.split()))
        self.assertEqual(len(warned), 1, tls)
        self.assertEqual(tls.count("is plain HTTP"), 1)
        self.assertIn("SubmitYikeAIAppJob  200", thrown)
        self.assertIn(r"404 JobNotFound  a\x1b[2Jb", thrown)
        self.assertNotIn("\x1b", text.split(HEAD, 1)[1])
        (secret,) = re.findall("the secret is (.+)", text)
        self.assertEqual(text.count(secret), 1)

    def test_a_failing_doctest_names_the_mistake(self):
        self.check_all(output_of_failing("failing_doctest", "--no-colors=true"))

    def test_a_failing_gtest_names_the_mistake(self):
        self.check_all(output_of_failing("failing_gtest", "--gtest_color=no"))

    def test_the_readme_shows_what_is_printed(self):
        printed = output_of_failing("spoilt_boat_test", "--no-colors=true")
        (shown,) = re.findall(r"^```text\n(.*?)^```$", README.read_text(encoding="utf-8"),
                              re.M | re.S)
        self.assertIn(shape(shown), shape(printed))

    def test_the_library_shows_nothing_of_what_it_is_made_of(self):
        listed = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], check=True, text=True,
                                stdout=subprocess.PIPE).stdout
        names = [line.split()[-1] for line in listed.splitlines()]
        self.assertGreater(len(names), 20)
        for name in names:
            self.assertRegex(name, r"^_Z(T[ISV])?NK?8fake_ice7testing|^_ZNK8fake_ice7testing")


if __name__ == "__main__":
    unittest.main()
