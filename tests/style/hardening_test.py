#!/usr/bin/env python3
"""The program is built so that a mistake in memory ends it, and is no way in.

Usage: hardening_test.py PROGRAM

The program is that of a release build.
"""
import re
import subprocess
import sys
import unittest

PROGRAM = sys.argv[1]


def readelf(option):
    return subprocess.run(["readelf", "-W", option, PROGRAM], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


class TheProgram(unittest.TestCase):
    def test_may_lie_anywhere_in_memory(self):
        self.assertRegex(readelf("-h"), r"Type:\s+DYN \(Position-Independent Executable")

    def test_keeps_its_tables_of_addresses_read_only(self):
        self.assertIn("GNU_RELRO", readelf("-l"))
        self.assertRegex(readelf("-d"), r"\(FLAGS_1\).*NOW")

    def test_runs_nothing_on_the_stack(self):
        self.assertRegex(readelf("-l"), r"GNU_STACK(\s+0x[0-9a-f]+){5} RW ")

    def test_sees_that_a_stack_is_overwritten(self):
        self.assertIn("__stack_chk_fail@", readelf("--dyn-syms"))

    def test_asserts_what_containers_are_asked_for(self):
        self.assertIn("__glibcxx_assert_fail", readelf("--syms"))  # with libstdc++ in it or not

    def test_checks_the_bounds_of_what_it_copies(self):
        self.assertRegex(readelf("--dyn-syms"), re.compile(r" __\w+_chk@", re.M))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
