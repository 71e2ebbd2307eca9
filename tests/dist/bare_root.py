"""Runs commands in a root of Debian 12 that has Python and Node and little else: no compiler, no
network but the loopback one, and nothing of the repository but what lies in its /srv."""
import pathlib
import shlex
import subprocess
import tempfile

from files import FOLDER

ROOT = FOLDER / "base"
SECONDS = 150
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin:/srv/bin", "HOME": "/srv",
               "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


def new_srv():
    """A folder for what becomes /srv of the root."""
    return pathlib.Path(tempfile.mkdtemp(dir=FOLDER, prefix="srv-"))


def run(srv, script, **environment):
    """What the shell script prints, standard error as well; an error when it fails."""
    variables = [f"{name}={value}" for name, value in (ENVIRONMENT | environment).items()]
    root = shlex.quote(str(ROOT))
    inside = shlex.join(["env", "-i", *variables, "chroot", str(ROOT), "sh", "-euc",
                         "cd /srv\n" + script])
    outside = (f"ip link set lo up; mount --bind {shlex.quote(str(srv))} {root}/srv;"
               f" mount -t proc proc {root}/proc; exec {inside}")
    done = subprocess.run(["unshare", "--mount", "--pid", "--net", "--fork", "sh", "-euc", outside],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=SECONDS,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{script!r} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout
