"""Runs every test beside this file, or in the folder that is named.

Ends with the plain line `N passed, N failed`.
"""

import pathlib
import sys
import unittest


class CountingResult(unittest.TextTestResult):
    passed = 0

    def getDescription(self, test):
        if isinstance(test, unittest.case._SubTest):
            return f"{self.getDescription(test.test_case)} {test._subDescription()}"
        method = getattr(test, "_testMethodName", None)
        if method is None:  # what went wrong before a class could begin
            return str(test)
        return f"{type(test).__name__}: {method.replace('_', ' ').removeprefix('test ')}"

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main():
    here = str(pathlib.Path(__file__).parent)
    tests = unittest.defaultTestLoader.discover(sys.argv[1] if len(sys.argv) > 1 else here)
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=CountingResult)
    result = runner.run(tests)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.passed} passed, {failed} failed")
    return 0 if result.wasSuccessful() and result.passed else 1


if __name__ == "__main__":
    sys.exit(main())
