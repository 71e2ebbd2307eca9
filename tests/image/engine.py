"""Starts programs of one unpacked image as a container engine would, where no engine runs.

A container has namespaces of its own and no capabilities. It is stricter than most: the root is
always read-only, there is no network but the loopback one, and neither /proc nor /dev nor /tmp.
"""

import contextlib
import json
import os
import pathlib
import select
import shlex
import shutil
import signal
import subprocess
import time

SECONDS_TO_START = 20
SECONDS_TO_STOP = 10
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def tool(name):
    """Where the machine has it: what it runs has the container's PATH."""
    return shutil.which(name, path=f"{os.environ['PATH']}:{DEFAULT_PATH}")


class Image:
    def __init__(self, root, folder):
        self.root = pathlib.Path(root)
        self.folder = pathlib.Path(folder)
        self.config = json.loads((self.folder / "image.json").read_text())["Docker"]["config"]

    @property
    def environment(self):
        named = dict(entry.split("=", 1) for entry in self.config["Env"])
        return {"PATH": DEFAULT_PATH} | named

    def volume(self, source, target):
        """A folder of the machine; a mere name stands for one that gets the rights of `target`."""
        if "/" in source:
            return pathlib.Path(source)
        volume = self.folder / "state" / "volumes" / source
        if not volume.exists():
            rights = (self.root / target.lstrip("/")).stat()
            volume.mkdir(parents=True)
            os.chown(volume, rights.st_uid, rights.st_gid)
            volume.chmod(rights.st_mode)
        return volume


class Container:
    """`volumes` are written as for an engine: SOURCE:TARGET or SOURCE:TARGET:ro."""

    def __init__(self, image, arguments=(), volumes=(), environment=None, user=None):
        self.image = image
        self.user = (user or image.config["User"]).partition(":")
        self.environment = image.environment | (environment or {})
        command = [*image.config["Entrypoint"], *arguments]
        self.process = subprocess.Popen(
            [tool("unshare"), "--mount", "--pid", "--net", "--fork",
             tool("sh"), "-euc", self._script(volumes, command)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.pid = self._first_pid()

    def _script(self, volumes, command):
        root = shlex.quote(str(self.image.root))
        lines = [f"{tool('ip')} link set lo up", f"mount --bind {root} {root}"]
        for volume in volumes:
            source, target, *options = volume.split(":")
            place = shlex.quote(f"{self.image.root}{target}")
            source = shlex.quote(str(self.image.volume(source, target)))
            lines.append(f"mount --bind {source} {place}")
            if "ro" in options:
                lines.append(f"mount -o remount,bind,ro {place}")
        lines.append(f"mount -o remount,bind,ro {root}")
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        user, _, group = self.user
        lines.append("exec " + shlex.join(
            [tool("env"), "-i", *variables, tool("chroot"), "--groups=",
             f"--userspec={user}:{group or '0'}", str(self.image.root), *command]))
        return "\n".join(lines)

    def _first_pid(self):
        """The process that is number 1 inside."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        deadline = time.monotonic() + SECONDS_TO_START
        while self.process.poll() is None and time.monotonic() < deadline:
            if pids := children.read_text().split():
                return int(pids[0])
        return None

    def ready_line(self):
        """The first line on stdout; empty when the program ends without one."""
        readable, _, _ = select.select([self.process.stdout], [], [], SECONDS_TO_START)
        return self.process.stdout.readline().rstrip("\n") if readable else ""

    def finish(self):
        """Waits for the end: exit code, stdout, stderr."""
        out, err = self.process.communicate(timeout=SECONDS_TO_START)
        return self.process.returncode, out, err

    def stop(self):
        """Asks it to end: how many seconds that took, and the exit code."""
        start = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        self.process.wait(SECONDS_TO_STOP)
        return time.monotonic() - start, self.process.returncode

    def execute(self, command):
        """Runs one more program inside."""
        user, _, group = self.user
        inside = ["--mount", "--pid", "--net", "--root", "--setuid", user, "--setgid", group or "0"]
        return subprocess.run([tool("nsenter"), "--target", str(self.pid), *inside, *command],
                              env=self.environment, capture_output=True, text=True,
                              timeout=SECONDS_TO_START, check=False)

    def beside(self, command, **options):
        """Runs a program of this machine in the container's network."""
        return subprocess.run([tool("nsenter"), "--target", str(self.pid), "--net", *command],
                              capture_output=True, text=True, timeout=60, check=False, **options)

    def kill(self):
        if self.process.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
        self.process.communicate()


@contextlib.contextmanager
def running(image, *arguments, **options):
    """A server that is ready."""
    container = Container(image, arguments, **options)
    try:
        line = container.ready_line()
        if " listening on " not in line:
            raise AssertionError(f"no server: {line!r}, {container.finish()}")
        container.line = line
        yield container
    finally:
        container.kill()
