"""Of each runner's report, the tests that failed are named, and no others."""

import unittest

import failed_tests

JUNIT = """<testsuites><testsuite>
<testcase classname="test_a" name="test_ok"/>
<testcase classname="test_a" name="test_left"><skipped/></testcase>
<testcase classname="test_a.TestC" name="test_m[2]"><failure message="assert 2 == 1"/></testcase>
<testcase classname="" name="test_e"><error message="failed on setup"/></testcase>
</testsuite></testsuites>"""

SUMMARY = """{"testResults": [
{"name": "/p/sea.test.js", "status": "failed", "assertionResults": [
  {"fullName": "boats float", "status": "passed"}, {"fullName": "boats leak", "status": "failed"}]},
{"name": "/p/torn.test.js", "status": "failed", "assertionResults": []},
{"name": "/p/dry.test.js", "status": "passed", "assertionResults": []}]}"""

TAP = """# Subtest: sinks
not ok 1 - sinks
# Subtest: boats
    # Subtest: leak
    not ok 2 - leak
not ok 2 - boats
ok 3 - float
# fail 3"""

GO = """=== RUN   TestA/sub
    a_test.go:3: no
    --- FAIL: TestA/sub (0.00s)
--- FAIL: TestA (0.00s)
pass: x TestB
--- FAIL: TestAB (0.00s)
1 passed, 2 failed"""

MAVEN = """[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0
[ERROR] Failures:
[ERROR]   SeaTest.leaks:12 expected: <1> but was: <2>
[ERROR] There are test failures."""


class FailedTests(unittest.TestCase):
    def test_of_pytest_and_ctest(self):
        self.assertEqual(list(failed_tests.of_junit(JUNIT)), ["test_a.TestC test_m[2]", "test_e"])

    def test_of_jest_and_vitest_with_a_file_that_could_not_be_read(self):
        self.assertEqual(list(failed_tests.of_summary(SUMMARY)), ["boats leak", "torn.test.js"])

    def test_of_node_without_those_that_fail_with_their_subtests(self):
        self.assertEqual(list(failed_tests.of_tap(TAP)), ["sinks", "leak"])

    def test_of_go_without_those_that_fail_with_their_subtests(self):
        self.assertEqual(list(failed_tests.of_lines(GO)), ["TestA/sub", "TestAB"])

    def test_of_maven(self):
        self.assertEqual(list(failed_tests.of_lines(MAVEN)),
                         ["SeaTest.leaks:12 expected: <1> but was: <2>"])

    def test_of_unittest(self):
        said = "FAIL: Sea: leaks\n-----\nERROR: Sea: sinks\n\nFAILED (failures=1, errors=1)"
        self.assertEqual(list(failed_tests.of_lines(said)), ["Sea: leaks", "Sea: sinks"])

    def test_of_a_script_that_says_why(self):
        self.assertEqual(list(failed_tests.of_lines("ok\nFAILED a: 2 s\n0 passed, 1 failed")),
                         ["a: 2 s"])


if __name__ == "__main__":
    unittest.main()
