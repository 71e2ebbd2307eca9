"""The packages as they lie in build/dist/, and what of the project they are held against."""
import os
import pathlib
import re

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ["DIST_FOLDER"])  # of what these tests make and need
PACKAGES = REPOSITORY / "build/dist"
BUILT = REPOSITORY / "build/static/fake-ice"  # with its symbols
VERSION = re.search(r"(?m)^project\(fake_ice VERSION (\S+)",
                    (REPOSITORY / "CMakeLists.txt").read_text())[1]


def package(pattern):
    """The one package whose name fits."""
    (found,) = PACKAGES.glob(pattern)
    return found


def packages():
    """Every package by what it is for."""
    return {"pip": package("*.whl"), "npm's kit": package(f"fake-ice-{VERSION}.tgz"),
            "npm's program": package("fake-ice-linux-*.tgz"), "dpkg": package("*.deb"),
            "tar": package("*.tar.gz")}
