"""The recipes that lead the service's names to a server without exec, as the manual has them, each
in a network and with an /etc/hosts of its own."""

import fcntl
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import textwrap
import unittest

from secure_server import BINARY, PATIENCE, PLAIN, ROOT

HEADING = "### The names without exec\n"
CLOUD = "ice.cn-shanghai.aliyuncs.com"
ASK = f'curl -sS "https://{CLOUD}/?Action=GetYikeAIAppJob&Version=2020-11-09"'
# Asked of another program, so that a mistake of fake-ice's is none of the machine's.
ALLOWED = subprocess.run(["unshare", "--user", "--map-root-user", "--net", "--mount", "true"],
                         stderr=subprocess.DEVNULL).returncode == 0


def section():
    for page in [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]:
        text = page.read_text(encoding="utf-8")
        if HEADING in text:
            return re.split(r"^#", text.split(HEADING)[1], maxsplit=1, flags=re.M)[0]
    raise AssertionError("no page has the recipes")


def block(beginning):
    """The one block of the section that begins so."""
    found = [code for code in re.findall(r"^```\w+\n(.*?)^```$", section(), re.M | re.S)
             if code.startswith(beginning)]
    if len(found) != 1:
        raise AssertionError(f"{len(found)} blocks begin with {beginning!r}")
    return found[0]


def bring_up_loopback():
    """With a second address: glibc asks for no IPv4 where there are loopback addresses alone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for name, address in ((b"lo", "127.0.0.1"), (b"lo:1", "192.0.2.1")):
            asked = struct.pack("16sHH4s8x", name, socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(any_socket, 0x8916, asked)  # SIOCSIFADDR
        up = struct.pack("16sH14x", b"lo", 0x49)  # IFF_UP, IFF_LOOPBACK, IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, up)  # SIOCSIFFLAGS


def run_inside(folder, script):
    bring_up_loopback()
    hosts = pathlib.Path(folder) / "hosts"
    shutil.copyfile("/etc/hosts", hosts)
    subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)
    os.chdir(folder)
    # The machine's own root may do all this; nothing runs when its shell has ended.
    os.execvp("bash", ["bash", "-euc", 'trap "kill %1" EXIT; sudo() { "$@"; }\n' + script])


@unittest.skipUnless(ALLOWED, "this machine lets no user make namespaces")
class Names(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        # The recipes name the program as one that is installed.
        os.symlink(BINARY, self.folder / "fake-ice")

    def check(self, script, **variables):
        """The client is told nothing but the service's own name."""
        env = PLAIN | variables
        env["PATH"] = f"{self.folder}:{env['PATH']}"
        ended = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--net", "--mount", sys.executable, __file__,
             str(self.folder), f"{script}\n{ASK}"],
            env=env, text=True, timeout=PATIENCE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(ended.returncode, 0, ended.stdout)
        self.assertIn("<Code>MissingAccessKeyId</Code>", ended.stdout)

    def test_the_hosts_of_a_machine(self):
        self.check(block("echo "))

    def test_a_step_of_a_workflow(self):
        step = block("- run: |\n").removeprefix("- run: |\n")
        given = self.folder / "given"
        # Later steps have what this one writes there.
        self.check(textwrap.dedent(step) + "set -a; while IFS== read -r name value; do "
                   'export "$name=$value"; done <"$GITHUB_ENV"', GITHUB_ENV=str(given))

    def test_the_services_of_a_compose_file(self):
        compose = block("services:\n")
        settings = dict(re.findall(r"^ +(FAKE_ICE_\w+): (\S+)$", compose, re.M))
        self.assertEqual(set(settings), {"FAKE_ICE_LISTEN", "FAKE_ICE_TLS_LISTEN",
                                         "FAKE_ICE_WRITE_ENV", "FAKE_ICE_CONTROL_HOST"})
        alias, = re.findall(r"aliases: \[(\S+)\]", compose)
        source, = re.findall(r"\. (\S+) &&", compose)
        here = {name: value.replace("/data", str(self.folder))
                for name, value in settings.items()}
        self.check(f"echo 127.0.0.1 {alias} >>/etc/hosts; fake-ice & "
                   "curl -fsS --retry 20 --retry-connrefused http://127.0.0.1/_fake-ice/health; "
                   f". {source.replace('/data', str(self.folder))}", **here)


if __name__ == "__main__":
    run_inside(*sys.argv[1:])
