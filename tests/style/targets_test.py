"""A machine that has nothing: .ci/need knows every command that targets and scripts run, each
target asks it for what it needs, and what cannot be had is named."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()


def scripts(language):
    """The files of .ci and tests that begin by naming that interpreter."""
    shebang = f"#!/usr/bin/env {language}\n".encode()
    for folder in (".ci", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.read_bytes().startswith(shebang):
                yield path


# What every Debian has: its essential packages, apt, and bash's own commands.
EVERYWHERE = set("""
    apt-config apt-get basename bash cat chmod chroot cp cut date dirname dpkg-deb dpkg-query echo
    env expand false find flock grep head id install ln ls mkdir mktemp mv nproc nsenter printf
    realpath rm sed sh sha256sum sort tail tar tee touch tr true uname unshare xargs awk ldd mount
    [ [[ : break cd command compgen continue declare done else esac exec exit export fi kill local
    mapfile read return set shift shopt source trap type ulimit umask unset wait
    """.split())
KEYWORDS = "if|then|elif|else|while|until|do|for|case|in|time|!|exec|command -v|env"
# A package that .ci/need installs for another of its commands or headers brings these.
BROUGHT = {"cpack": "cmake", "ctest": "cmake", "gofmt": "go", "readelf": "g++"}
# Asked for, and done without where they are not there.
OPTIONAL = {"sudo", "docker", "podman", "crun", "runc", "go", "javac", "mvn", "ffprobe"}


def probes():
    """What .ci/need looks for, by group: `command:git`, `header:zlib.h`."""
    text = (ROOT / ".ci/need").read_text()
    return {name: re.findall(r"^ +(\w+:\S+)", body, re.M)
            for name, body in re.findall(r"^(\w+)=['\"](.*?)^['\"]", text, re.M | re.S)}


def installed():
    commands = {probe.partition(":")[2] for group in probes().values() for probe in group
                if probe.startswith("command:")}
    return commands | {name for name, by in BROUGHT.items() if by in commands}


def commands_in(text):
    """The words that stand where a shell expects a command, without those that it defines."""
    text = re.sub(r"<<-?'?(\w+)'?[^\n]*\n.*?^\1$", "", text, flags=re.M | re.S)  # here-documents
    text = re.sub(r"(?m)(^|\s)#.*$", r"\1", text).replace("\\\n", " ")
    defined = set(re.findall(r"^\s*([\w-]+)\(\) ", text, re.M))
    text = re.sub(r"'[^']*'", "''", text)
    text = re.sub(r"\bfor \w+ in [^;\n]*", "", text)
    text = re.sub(r"\$\(\(.*?\)\)", "0", text)  # arithmetic
    text = re.sub(r"(?m)^(\s*(?:local )?\w+\+?)=\([^)(]*\)$", r"\1=list", text)
    text = re.sub(r"\$\(", "\n", text)  # a substitution is a command, in a string as well
    text = re.sub(r'"[^"\n]*"', '""', text)
    text = re.sub(r"(?m)^\s*[^()\n;&]*\)(?=\s|$)", "", text)  # a pattern of `case`
    found = set()
    for piece in re.split(r"[\n;|&({]+", text):
        words = re.sub(rf"^\s*(?:(?:{KEYWORDS})(?:\s+|$)|\w+=\S*\s+)*", "", piece).split()
        if words and re.fullmatch(r"[a-z][a-z0-9.+-]*|\[", words[0]):
            found.add(words[0])
    return found - defined


def with_sourced(script):
    """A script's text, with those that it sources in their places."""
    return re.sub(r"(?m)^\. (\S+)$", lambda source: (ROOT / source[1]).read_text(),
                  script.read_text())


def targets():
    """Each target of the Makefile with its recipe, and what that calls put in its place."""
    for name, recipe in re.findall(r"^([a-z-]+):[^\n]*\n((?:\t[^\n]*\n)+)", MAKEFILE, re.M):
        sanitized = re.search(r"define sanitized\n(.*?)\nendef", MAKEFILE, re.S)[1]
        yield name, recipe.replace("$(call sanitized,", f"{sanitized}\n$(call sanitized,")


class Targets(unittest.TestCase):
    def test_each_command_of_a_script_is_one_that_need_installs(self):
        known = EVERYWHERE | OPTIONAL | installed()
        found = list(scripts("bash"))
        self.assertGreaterEqual(len(found), 9)
        for script in found:
            with self.subTest(script=script):
                used = commands_in(with_sourced(script))
                self.assertTrue(used)
                self.assertEqual(used - known, set())

    def test_each_command_that_python_starts_is_one_that_need_installs(self):
        known = EVERYWHERE | OPTIONAL | installed()
        call = re.compile(r"(?:\b(?:tool|which)\(|\b(?:run|version)\(\[|= \[)\"([a-z][a-z0-9-]*)\"")
        python = {*(ROOT / "tests").rglob("*.py"), *scripts("python3")}
        found = {name for script in python for name in call.findall(script.read_text())}
        self.assertLessEqual({"wrk", "ip", "mvn"}, found)
        self.assertEqual(found - known, set())

    def test_each_command_of_a_recipe_is_one_that_its_target_asks_for(self):
        groups = probes()
        groups["test"] += groups["unit"]
        everywhere = EVERYWHERE | {"make"}
        for name, recipe in targets():
            with self.subTest(target=name):
                asked = [group for line in re.findall(r"\.ci/need ([a-z ]+)", recipe)
                         for group in line.split()]
                has = {probe.partition(":")[2] for group in asked for probe in groups[group]}
                has |= {new for new, by in BROUGHT.items() if by in has}
                words = re.findall(r"^\t@?([a-z-]+) |[|&]+ \\?\s*([a-z-]+) |xargs ([a-z-]+)",
                                   recipe, re.M)
                used = {word for match in words for word in match if word}
                self.assertEqual(used - everywhere - has, set())
                if "FAKE_ICE_BUILD_TESTS=ON" in recipe:  # CMake looks for what tests need
                    self.assertLessEqual(set(groups["unit"]), {
                        probe for group in asked for probe in groups[group]})

    def test_need_lists_what_tasks_compile_against_and_no_tools(self):
        need = [str(ROOT / ".ci/need"), "--libraries"]
        listed = subprocess.run([*need, "build", "unit"], text=True, capture_output=True,
                                check=True).stdout.split()
        self.assertEqual(listed, sorted(set(listed)))
        headers = {probe for group in ("build", "unit") for probe in probes()[group]
                   if probe.startswith("header:")}
        self.assertEqual(len(listed), len(headers))
        self.assertLessEqual({"libsqlite3-dev", "doctest-dev"}, set(listed))
        self.assertFalse({"cmake", "python3"} & set(listed))
        typo = subprocess.run([*need, "biuld"], text=True, capture_output=True, check=False)
        self.assertEqual((typo.returncode, typo.stdout), (1, ""))
        self.assertIn("biuld", typo.stderr)

    def test_the_image_does_not_compile_the_tests(self):
        stages = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(), flags=re.M)[1:]
        by_name = {re.search(r" AS (\w+)", stage)[1]: stage for stage in stages if " AS " in stage}
        self.assertEqual(re.findall(r"COPY --from=(\w+)", stages[-1]), ["build"])
        self.assertNotIn("test", by_name["build"])
        self.assertIn("make test-unit", by_name["test"])

    def test_without_an_engine_make_image_names_the_packages_that_bring_one(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("bash", "dirname", "env"):
                os.symlink(shutil.which(name), f"{folder}/{name}")
            done = subprocess.run([str(ROOT / ".ci/image")], env={"PATH": folder}, text=True,
                                  capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        for package in ("podman", "buildah", "docker.io"):
            self.assertIn(package, done.stderr)


if __name__ == "__main__":
    unittest.main()
