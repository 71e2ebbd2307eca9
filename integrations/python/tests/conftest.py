"""What the tests share. They run against the installed package and the program that
FAKE_ICE_BINARY names."""

import os
import pathlib
import subprocess
import sys

import pytest

SECONDS = 180  # of patience with a machine that has other work


def environment(**changed):
    """This environment with changes; None takes a variable away."""
    both = {**os.environ, **changed}
    return {name: value for name, value in both.items() if value is not None}


@pytest.fixture
def run_python(tmp_path):
    """Runs `python ARGUMENTS` in an empty folder with these files; what came of it."""

    def run(files, *arguments, **variables):
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        # A run under xdist names its worker in the environment, where another would find it.
        xdist = {name: None for name in os.environ if name.startswith("PYTEST_")}
        return subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=environment(**xdist, **variables),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS,
            check=False)

    return run


@pytest.fixture
def run_pytest(run_python):
    """Runs pytest on the text of a test file."""

    def run(text, *arguments, **variables):
        return run_python({"test_it.py": text}, "-m", "pytest", "-p", "no:cacheprovider",
                          *arguments, **variables)

    return run


@pytest.fixture
def program(tmp_path):
    """Makes a program of a shell script."""

    def make(script, name="fake-ice"):
        path = tmp_path / name
        path.write_text("#!/bin/sh\n" + script, encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    return make


@pytest.fixture
def readme():
    return (pathlib.Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
