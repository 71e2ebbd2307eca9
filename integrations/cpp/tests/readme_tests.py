"""Writes the README's whole test as boat_test.cpp, and as spoilt_boat_test.cpp with the change that
the README tells.

Usage: readme_tests.py README
"""
import pathlib
import re
import sys

README = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
(test,) = re.findall(r"^▶\n```cpp\n(.*?)^```$", README, re.M | re.S)
assert len(re.findall("^▶$", README, re.M)) == 1  # that nothing is marked which is not run
(change,) = re.findall(r"^`(config\[.*?)` in front of the first call", README, re.M)
FIRST_CALL = "  const std::string job_id ="
spoilt = test.replace(FIRST_CALL, f"  {change}\n{FIRST_CALL}")
assert spoilt != test
pathlib.Path("boat_test.cpp").write_text(test, encoding="utf-8")
pathlib.Path("spoilt_boat_test.cpp").write_text(spoilt, encoding="utf-8")
