"""Runs what docs/sdks.md shows of SDKs, as a person would who pastes it: the whole test of each
language, and the recipes that are marked as run.

Ends with the plain line `N passed, N failed`, and `, N skipped` when a language is not there.
tests/sdk/run installs the packages of Python and Node before; Go and Java fetch their own.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "python"))

from emulator import Emulator  # noqa: E402
from files import ROOT  # noqa: E402

ADDRESS = "127.0.0.1:20201"
BUILD = ROOT / "build/sdk"
SECONDS = 600  # the first run of Go and Java downloads packages
# With which Go and Maven say that their registry gave no answer.
UNREACHABLE = re.compile("dial tcp|no such host|i/o timeout|UnknownHost|Connect(ion)? timed out"
                         "|Could not transfer artifact|Connection refused.*repo")


class Skip(Exception):
    """Why a language's test cannot run here."""


class Failure(Exception):
    """What a language's test, or a step before it, said."""


def sections():
    """That of recipes and that of whole tests."""
    text = (ROOT / "docs/sdks.md").read_text(encoding="utf-8")
    return text.split("\n## A whole test\n", 1)


def marked(language, part):
    return re.findall(rf"^▶\n```{language}\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)


def block(language, part):
    """The one block of that language."""
    found = marked(language, part)
    if len(found) != 1:
        raise Failure(f"the page marks {len(found)} blocks of {language} and not one")
    return found[0]


def commands(program):
    """What the page says to type, of the lines that begin with that program."""
    typed = "".join(marked("console", sections()[1]))
    return re.findall(rf"^\$ ({program} .*)$", typed, re.MULTILINE)


def at(port, text):
    if text.count(ADDRESS) != 1:
        raise Failure(f"this must name {ADDRESS} once:\n{text}")
    return text.replace(ADDRESS, f"127.0.0.1:{port}")


def recipe_for(language, port):
    return at(port, block(language, sections()[0]))


def test_for(language, port):
    return at(port, block(language, sections()[1]))


def run(command, folder, proxy=False):
    """Runs a command that must succeed. Calls to 127.0.0.1 must not go through a proxy."""
    environment = {name: value for name, value in os.environ.items()
                   if proxy or name.upper() not in ("HTTP_PROXY", "HTTPS_PROXY")}
    done = subprocess.run(command, cwd=folder, env=environment, timeout=SECONDS, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode == 0:
        return done.stdout
    if os.environ.get("SKIP_UNREACHABLE") == "1" and UNREACHABLE.search(done.stdout):
        raise Skip("the registry cannot be reached")
    raise Failure(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def check_versions(named, file):
    """Each package at a version that the page names is the one installed here."""
    if not named:
        raise Failure("the page names no package")
    text = (ROOT / file).read_text(encoding="utf-8")
    for name, version in named:
        if not re.search(rf'^\W*{re.escape(name)}\W+{re.escape(version)}\W*$', text, re.MULTILINE):
            raise Failure(f"the page names {name} {version}, and {file} does not")


def python(port):
    (install,) = commands("pip")
    check_versions(re.findall(r"(\S+)==(\S+)", install), "tests/sdk/python/requirements.txt")
    folder = BUILD / "readme/python"
    write(folder / "test_boat.py", test_for("python", port))
    run([str(BUILD / "python/venv/bin/python"), "-m", "pytest", "-q", "test_boat.py"], folder)


def node(port):
    (install,) = commands("npm")
    check_versions(re.findall(r"(\S+)@(\S+)", install), "tests/sdk/node/package.json")
    folder = BUILD / "node/readme"  # below the folder of the packages
    write(folder / "boat.test.js", test_for("js", port))
    run(["node", "--test", "boat.test.js"], folder)


def version(command, pattern):
    """Major and minor version of a program; Skip when it is not there."""
    if not shutil.which(command[0]):
        raise Skip(f"there is no {command[0]}")
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, said.stdout + said.stderr)
    if not found:
        raise Skip(f"{' '.join(command)} names no version")
    return int(found[1]), int(found[2] or 0)


def python_recipe(port):
    folder = BUILD / "readme/python"
    write(folder / "recipe.py", recipe_for("python", port))
    said = run([str(BUILD / "python/venv/bin/python"), "recipe.py"], folder)
    if not said.startswith(f"Finished http://127.0.0.1:{port}/_media/"):
        raise Failure(said)


def node_recipe(port):
    folder = BUILD / "node/readme"
    shown = "console.log(config.endpoint, config.protocol, config.accessKeyId);\n"
    write(folder / "recipe.js", recipe_for("js", port) + shown)
    if run(["node", "recipe.js"], folder) != f"127.0.0.1:{port} HTTP fake-ice-access-key-id\n":
        raise Failure("the recipe configures something else")


def marks(_):
    """Each mark is of a block that one of these runs."""
    recipes, tests = sections()
    for part, languages in ((recipes, ["python", "js"]),
                            (tests, ["console", "python", "js", "go", "xml", "java"])):
        known = sum(len(marked(language, part)) for language in languages)
        if known != len(re.findall("^▶$", part, re.MULTILINE)):
            raise Failure("the page marks what is not run")


def go(port):
    if version(["go", "version"], r"go(\d+)\.(\d+)") < (1, 18):
        raise Skip("go is older than 1.18")
    folder = BUILD / "readme/go"
    shutil.rmtree(folder, ignore_errors=True)
    write(folder / "boat_test.go", test_for("go", port))
    for command in commands("go"):
        run([*command.split(), *(["-count=1"] if command == "go test" else [])], folder, proxy=True)


def java(port):
    if version(["javac", "-version"], r"javac (\d+)(?:\.(\d+))?") < (11, 0):
        raise Skip("java is older than 11")
    if not shutil.which("mvn"):
        raise Skip("there is no mvn")
    folder = BUILD / "readme/java"
    write(folder / "pom.xml", block("xml", sections()[1]))
    write(folder / "src/test/java/BoatTest.java", test_for("java", port))
    said = run(["mvn", "-B", "test"], folder, proxy=True)
    if "Tests run: 1, Failures: 0, Errors: 0, Skipped: 0" not in said:
        raise Failure(said)


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    emulator = Emulator()
    for test in (marks, python_recipe, node_recipe, python, node, go, java):
        try:
            test(emulator.port)
            outcome, why = "passed", ""
        except Skip as skip:
            outcome, why = "skipped", f": {skip}"
        except (Failure, subprocess.TimeoutExpired) as failure:
            outcome, why = "failed", f": {failure}"
        counts[outcome] += 1
        print(f"docs/sdks.md, {test.__name__}: {outcome}{why}", flush=True)
    emulator.stop()
    print("{passed} passed, {failed} failed".format(**counts) +
          (f", {counts['skipped']} skipped" if counts["skipped"] else ""))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
