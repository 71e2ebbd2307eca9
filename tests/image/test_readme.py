"""The manual's page on containers is true: its commands are run line by line."""

import argparse
import os
import re
import shlex
import unittest

from engine import Container, running, tool
from files import IMAGE, REPOSITORY

PAGE = (REPOSITORY / "docs/container.md").read_text()
COMPOSE = (REPOSITORY / "compose.yaml").read_text()
BY_NAME = [tool("curl"), "-sS", "-o", "/dev/null", "-w", "%{http_code}",
           "-H", "Host: fake-ice:20201", "127.0.0.1:20201/_fake-ice/metrics"]


def blocks(language):
    return re.findall(rf"^▶\n```{language}\n(.*?)^```", PAGE, re.M | re.S)


def steps(block):
    """Each command with the lines that are printed for it."""
    for text in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, output = text.partition("\n")
        yield command, output


def variables(text):
    return dict(re.findall(r"^ +(FAKE_ICE_\w+): (\S+)", text, re.M))


def docker_run():
    """The options of `docker run` that the page shows."""
    parser = argparse.ArgumentParser(prog="docker run", exit_on_error=False)
    for flag in ("-d", "--rm", "--read-only"):  # the root is always read-only here
        parser.add_argument(flag, action="store_true")
    for flag in ("--name", "-p", "--user"):
        parser.add_argument(flag)
    parser.add_argument("--network", choices=["none"])
    parser.add_argument("--cap-drop", choices=["ALL"])
    parser.add_argument("-v", action="append", default=[])
    parser.add_argument("image", choices=["fake-ice"])
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


class Walk:
    """Runs commands of the page; what is not docker's runs in the last container's network."""

    def __init__(self):
        self.containers = {}

    def run(self, command):
        words = [os.path.expandvars(word) for word in shlex.split(command)]
        if words == ["make", "image"]:
            return ""  # tests/image/run has done it
        if words[:2] == ["docker", "run"]:
            return self.start(docker_run().parse_args(words[2:]))
        if words[:2] == ["docker", "stop"]:
            _, code = self.containers.pop(words[2]).stop()
            return words[2] if code == 0 else f"{code}"
        if words[:2] == ["docker", "exec"]:
            done = self.containers[words[2]].execute(words[3:])
        else:
            done = [*self.containers.values()][-1].beside([tool("bash"), "-c", command])
        return done.stdout if done.returncode == 0 else f"{done.returncode}: {done.stderr}"

    def start(self, options):
        if options.name in self.containers:
            raise AssertionError(f"the name {options.name} is in use")
        container = Container(IMAGE, options.arguments, options.v, user=options.user)
        if not options.d:
            code, out, err = container.finish()
            return out if code == 0 else f"{code}: {err}"
        self.containers[options.name] = container
        return "" if "listening" in container.ready_line() else container.finish()[2]

    def end(self):
        for container in self.containers.values():
            container.kill()


class ThePage(unittest.TestCase):
    def test_marks_what_is_run_here(self):
        marks = re.findall(r"^▶$", PAGE, re.M)
        self.assertEqual(len(blocks("console")) + len(blocks("yaml")), len(marks))

    def test_commands_print_what_it_says(self):
        walk = Walk()
        self.addCleanup(walk.end)
        os.environ["PWD"] = str(REPOSITORY)
        commands = [step for block in blocks("console") for step in steps(block)]
        self.assertGreater(len(commands), 5)
        for command, expected in commands:
            pattern = re.escape(expected.rstrip()).replace("…", ".*")
            self.assertRegex(walk.run(command).rstrip(), rf"\A{pattern}\Z", command)
        self.assertFalse(walk.containers, "a container is left running")

    def test_workflow_is_served(self):
        workflow, = blocks("yaml")
        posting = re.search(r"run: (curl .*)", workflow).group(1)
        with running(IMAGE, environment=variables(workflow)) as container:
            posted = container.beside([tool("bash"), "-c", posting], cwd=REPOSITORY)
            self.assertEqual(posted.returncode, 0, posted)
            job = container.execute(["fake-ice", "call", "GetYikeAIAppJob", "JobId=my-job"])
            self.assertEqual(job.returncode, 0, job)
            self.assertEqual(container.beside(BY_NAME).stdout, "200")

    def test_compose_file_gives_what_it_says(self):
        volumes = re.findall(r"^ +- (\S+:/\S+)$", COMPOSE, re.M)
        self.assertEqual(len(volumes), 2)
        volumes = [volume.replace("./", f"{REPOSITORY}/") for volume in volumes]
        settings = {"volumes": volumes, "environment": variables(COMPOSE)}
        with running(IMAGE, **settings) as container:
            self.assertEqual(container.beside(BY_NAME).stdout, "200")
            job = container.execute(["fake-ice", "call", "GetYikeAIAppJob", "JobId=my-job"])
            self.assertEqual(job.returncode, 0, job)
            self.assertTrue((IMAGE.volume("data", "/data") / "fake-ice.db").exists())

    def test_name_of_a_service_must_be_given(self):
        with running(IMAGE) as container:
            self.assertEqual(container.beside(BY_NAME).stdout, "403")
