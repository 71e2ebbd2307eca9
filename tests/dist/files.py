"""The packages as they lie in build/dist/, and what of the project they are held against."""
import dataclasses
import os
import pathlib
import re

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ["DIST_FOLDER"])  # of what these tests make and need
PACKAGES = REPOSITORY / "build/dist"
VERSION = re.search(r"(?m)^project\(fake_ice VERSION (\S+)",
                    (REPOSITORY / "CMakeLists.txt").read_text())[1]



@dataclasses.dataclass(frozen=True)
class Machine:
    """One that there are packages for, by the names that it has in each world."""
    name: str
    debian: str
    node: str
    preset: str
    loader: str

    @property
    def program(self):
        """As it was built, with its symbols."""
        return REPOSITORY / "build" / self.preset / "fake-ice"

    def packages(self):
        """Every package by what it is for."""
        return {"pip": package(f"*_{self.name}.whl"),
                "npm": package(f"fake-ice-linux-{self.node}-*.tgz"),
                "dpkg": package(f"*_{self.debian}.deb"), "tar": package(f"*-{self.name}.tar.gz")}


def package(pattern):
    """The one package whose name fits."""
    (found,) = PACKAGES.glob(pattern)
    return found


X86_64 = Machine("x86_64", "amd64", "x64", "static", "ld-linux-x86-64.so.2")
ARM64 = Machine("aarch64", "arm64", "arm64", "static-arm64", "ld-linux-aarch64.so.1")
MACHINES = [machine for machine in (X86_64, ARM64) if [*PACKAGES.glob(f"*_{machine.name}.whl")]]
KIT_OF_NODE = f"fake-ice-{VERSION}.tgz"  # for any machine
