"""Completions do in each shell what a person at a terminal expects, and the manual page is one.

Usage: shells_test.py PROGRAM
"""

import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(sys.argv.pop()).resolve()
ANSWER_SECONDS = 20
PROMPT = "ready> "
# What is typed before the tab key, and what the line is then.
COMPLETED = [
    ("fake-ice ca", "fake-ice call "),
    ("fake-ice --lis", "fake-ice --listen "),
    ("fake-ice serve --tls-k", "fake-ice serve --tls-key "),
    ("fake-ice serve --auth o", "fake-ice serve --auth off "),
    ("fake-ice call GetYike", "fake-ice call GetYikeAIAppJob "),
    ("fake-ice call GetYikeAIAppJob --sec", "fake-ice call GetYikeAIAppJob --security-token "),
    ("fake-ice completion z", "fake-ice completion zsh "),
    ("fake-ice check my", "fake-ice check my\\ jobs.json "),
    ("fake-ice --fixtures my", "fake-ice --fixtures my\\ jobs.json "),
    ("fake-ice --tls-dir au", "fake-ice --tls-dir authority/"),
    ("fake-ice exec --allo", "fake-ice exec --allow "),
    ("fake-ice exec --stri", "fake-ice exec --strict-apps "),
    ("fake-ice exec -- sha256s", "fake-ice exec -- sha256sum "),
]


def printed(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, stdout=subprocess.PIPE,
                          encoding="utf-8", timeout=ANSWER_SECONDS).stdout


class Terminal:
    """A shell with a person at its terminal."""

    def __init__(self, command, folder, variables, plain=True):
        self.unwanted = r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]" if plain else r"(?!)"
        self.process, self.screen = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(shutil.which(command[0]), command, variables)
        self.shown = ""

    def type(self, text):
        os.write(self.screen, text.encode())

    def wait_for(self, what):
        """All that came up to `what`."""
        until = time.monotonic() + ANSWER_SECONDS
        while what not in self.shown:
            ready, _, _ = select.select([self.screen], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise AssertionError(f"{what!r} did not come, but {self.shown!r}")
            shown = os.read(self.screen, 4096).decode(errors="replace")
            self.shown += re.sub(self.unwanted, "", shown)
        before, _, self.shown = self.shown.partition(what)
        return before + what

    def close(self):
        os.close(self.screen)
        os.waitpid(self.process, 0)


class Shells(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        (cls.path / "my jobs.json").touch()
        (cls.path / "authority").mkdir()
        (cls.path / "bin").mkdir()
        (cls.path / "bin/fake-ice").symlink_to(PROGRAM)
        cls.variables = {"PATH": f"{cls.path}/bin:{os.environ['PATH']}", "HOME": cls.folder.name,
                         "TERM": "dumb", "LC_ALL": "C.UTF-8", "PS1": PROMPT}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def completes(self, command, beginning):
        terminal = Terminal(command, self.path, self.variables)
        try:
            terminal.type(beginning + "\n")
            terminal.type("echo begin''ning\n")
            terminal.wait_for("beginning")
            for typed, line in COMPLETED:
                with self.subTest(typed):
                    terminal.type(typed + "\t")
                    terminal.wait_for(line)
                    # Nothing of it is to be run.
                    terminal.type("\x15echo next''line\n")
                    terminal.wait_for("nextline")
        finally:
            terminal.close()

    def test_bash(self):
        self.completes(["bash", "--norc", "--noprofile", "-i"],
                       "bind 'set bell-style none'; . <(fake-ice completion bash)")

    def test_zsh(self):
        functions = self.path / "functions"
        functions.mkdir()
        (functions / "_fake-ice").write_text(printed("completion", "zsh"), encoding="utf-8")
        self.completes(["zsh", "-f", "-i"],
                       f"PS1='{PROMPT}'; fpath=({functions} $fpath); autoload -U compinit; "
                       "compinit -u -D; setopt no_beep; unsetopt zle_bracketed_paste")

    def test_fish(self):
        script = self.path / "fake-ice.fish"
        script.write_text(printed("completion", "fish"), encoding="utf-8")
        for typed, line in COMPLETED:
            with self.subTest(typed):
                answer = subprocess.run(
                    ["fish", "--no-config", "-c", "source fake-ice.fish; complete -C $argv[1]",
                     typed], cwd=self.path, env=self.variables, stdout=subprocess.PIPE, check=True,
                    encoding="utf-8", timeout=ANSWER_SECONDS).stdout
                offered = [one.split("\t")[0] for one in answer.splitlines()]
                self.assertIn(line.split(" ", typed.count(" "))[-1].strip().replace("\\ ", " "),
                              [one.replace("\\ ", " ") for one in offered])

    def test_what_a_shell_shows_with_a_choice_is_described(self):
        for shell, option, phrase in [("zsh", "--strict-apps", "Refuse jobs of apps"),
                                      ("fish", "strict-apps", "Refuse jobs of apps")]:
            self.assertRegex(printed("completion", shell), f"{option}.*{phrase}")


class Terminals(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.plain = {"PATH": os.environ["PATH"], "TERM": "xterm"}
        cls.server = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0"], env=cls.plain,
                                      encoding="utf-8", stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL)
        cls.endpoint = cls.server.stdout.readline().split()[-1]
        cls.call = (f"call GetYikeAIAppJob --endpoint {cls.endpoint} "
                    "JobId=00000000000000000000000000000004").split()

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()
        cls.server.stdout.close()

    def shown(self, arguments, until, **variables):
        terminal = Terminal([str(PROGRAM), *arguments], "/", {**self.plain, **variables},
                            plain=False)
        try:
            return terminal.wait_for(until)
        finally:
            terminal.close()

    def test_call_indents_json_on_a_terminal_and_not_in_a_pipe(self):
        self.assertIn('{\r\n  "RequestId": "', self.shown(self.call, "\r\n}\r\n"))
        self.assertRegex(printed(*self.call), r'^\{"RequestId":"')

    def test_tail_has_colours_on_a_terminal_unless_they_are_not_wanted(self):
        printed(*self.call)
        tail = f"tail --endpoint {self.endpoint}".split()
        self.assertIn("\x1b[32m200\x1b[0m", self.shown(tail, "200\x1b[0m"))
        for unwanted in [{"NO_COLOR": "1"}, {"TERM": "dumb"}]:
            self.assertNotIn("\x1b", self.shown(tail, "200\r\n", **unwanted))


class Manual(unittest.TestCase):

    def test_it_is_well_formed(self):
        linted = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"], input=printed("man"),
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                                encoding="utf-8", timeout=ANSWER_SECONDS)
        # A page without a date of its own is one that is the same on any day.
        self.assertEqual([line for line in linted.stdout.splitlines()
                          if not line.endswith('missing date, using "": TH')], [])

    def test_it_names_every_command_and_option_as_help_does(self):
        page = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=200"], input=printed("man"),
                              stdout=subprocess.PIPE, check=True, encoding="utf-8",
                              timeout=ANSWER_SECONDS).stdout
        page = re.sub(".\b", "", page)
        commands = re.findall(r"^  ([a-z]+) +[A-Z]", printed("--help"), re.M)
        self.assertGreater(len(commands), 10)
        for command in commands:
            text = printed("help", command)
            for option in re.findall(r"^ +(?:-\w, )*(--[a-z0-9-]+)", text, re.M):
                self.assertRegex(page, rf"(?m)^ +(-\w, )*{option}\b", command)
            self.assertRegex(page, rf"fake-ice \[?{command}\b")


if __name__ == "__main__":
    unittest.main()
