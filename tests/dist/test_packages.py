"""What the packages ask of a system, and what is in them."""
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

from files import BUILT, FOLDER, PACKAGES, REPOSITORY, VERSION, package, packages

MAX_BYTES = 7_000_000
FLOOR = (2, 34)  # of glibc: what Debian 12's own names pthread_create and the like with
SHARED = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}


def output(*command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def deb(folder):
    subprocess.run(["dpkg-deb", "--extract", package("*.deb"), folder], check=True)


def extract(kind, folder):
    if kind == "dpkg":
        deb(folder)
    elif kind == "pip":
        zipfile.ZipFile(packages()[kind]).extractall(folder)
    else:
        tarfile.open(packages()[kind]).extractall(folder)


class EachPackage(unittest.TestCase):
    def test_is_there_with_its_checksum_and_small(self):
        sums = (PACKAGES / "SHA256SUMS").read_text().splitlines()
        found = {}
        for line in sums:
            digest, name = line.split("  ")
            found[name] = digest
        self.assertEqual(set(found), {path.name for path in packages().values()})
        self.assertEqual({path.name for path in PACKAGES.iterdir()}, {*found, "SHA256SUMS"})
        for name, digest in found.items():
            content = (PACKAGES / name).read_bytes()
            self.assertEqual(hashlib.sha256(content).hexdigest(), digest, name)
            print(f"{name}: {len(content):,} bytes", flush=True)
            self.assertLessEqual(len(content), MAX_BYTES)

    def test_carries_the_same_stripped_program(self):
        programs = {}
        for kind in ("pip", "npm's program", "dpkg", "tar"):
            with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                extract(kind, folder)
                (program,) = [line for line in output("find", folder, "-name", "fake-ice", "-size",
                                                      "+1M").splitlines()]
                programs[kind] = output("sha256sum", program).split()[0]
                self.assertNotIn(".symtab", output("readelf", "-SW", program))
        self.assertEqual(len(set(programs.values())), 1, programs)

    def test_carries_the_licences(self):
        ours = (REPOSITORY / "LICENSE").read_text()
        linked = {"libssl-dev", "libsqlite3-dev", "libcpp-httplib-dev", "libstdc++-12-dev"}
        for kind in ("pip", "npm's program", "dpkg", "tar"):
            with self.subTest(kind), tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                extract(kind, folder)
                texts = output("find", folder, "-type", "f", "-path", "*/doc/*/copyright").split()
                owners = {path.split("/")[-2] for path in texts}
                self.assertLessEqual(linked, owners)
                names = ("copyright", "LICENSE")
                places = output("find", folder, "-name", names[0], "-o", "-name", names[1]).split()
                self.assertIn(ours, [open(place, encoding="utf-8").read() for place in places])
                for place in texts:
                    named = re.findall(r"/usr/share/common-licenses/([\w.-]*\w)",
                                       open(place, encoding="utf-8").read())
                    for text in named:
                        self.assertTrue(output("find", folder, "-path",
                                               f"*/common-licenses/{text}"), text)

    def test_has_the_version_of_the_project(self):
        for path in packages().values():
            self.assertIn(VERSION, path.name)


class TheProgram(unittest.TestCase):
    def test_asks_for_no_newer_glibc_than_is_said(self):
        asked = {tuple(map(int, found.split("."))) for found in
                 re.findall(r"\(GLIBC_([\d.]+)\)", output("objdump", "-T", BUILT))}
        self.assertEqual(max(asked), FLOOR)

    def test_needs_no_library_but_those_of_glibc_and_gcc(self):
        needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-dW", BUILT)))
        self.assertEqual(needed, SHARED)

    def test_is_hardened(self):
        done = subprocess.run([sys.executable, "-B", REPOSITORY / "tests/style/hardening_test.py",
                               BUILT], text=True, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_knows_no_place_of_the_machine_that_built_it(self):
        self.assertNotIn(str(REPOSITORY).encode(), BUILT.read_bytes())

    def test_says_the_same_as_the_readme(self):
        readme = " ".join((REPOSITORY / "README.md").read_text().split())
        self.assertIn(f"glibc {FLOOR[0]}.{FLOOR[1]} or later", readme)


class TheWheel(unittest.TestCase):
    def test_runs_where_its_tag_says(self):
        tag = f"manylinux_{FLOOR[0]}_{FLOOR[1]}_x86_64"
        self.assertTrue(package("*.whl").name.endswith(f"-py3-none-{tag}.whl"))
        said = " ".join(output(FOLDER / "venv/bin/auditwheel", "show", package("*.whl")).split())
        self.assertIn(f'consistent with the following platform tag: "{tag}"', said)

    def test_has_a_record_of_each_file(self):
        wheel = zipfile.ZipFile(package("*.whl"))
        (record,) = [name for name in wheel.namelist() if name.endswith("/RECORD")]
        rows = [line.rsplit(",", 2) for line in wheel.read(record).decode().splitlines()]
        self.assertEqual([place for place, _, _ in rows], wheel.namelist())

    def test_says_of_itself_what_the_specification_allows(self):
        wheel = zipfile.ZipFile(package("*.whl"))
        (place,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
        done = subprocess.run(
            [FOLDER / "venv/bin/python", "-c",
             "import sys; from packaging.metadata import Metadata;"
             " print(Metadata.from_email(sys.stdin.buffer.read()).version)"],
            input=wheel.read(place), stdout=subprocess.PIPE, check=True)
        self.assertEqual(done.stdout.decode().strip(), VERSION)

    def test_is_the_kit_that_pip_makes_of_the_sources(self):
        kit = REPOSITORY / "integrations/python/src"
        inside = {name for name in zipfile.ZipFile(package("*.whl")).namelist()
                  if name.startswith("fake_ice/")}
        sources = {str(path.relative_to(kit)) for path in kit.rglob("*")
                   if path.is_file() and path.suffix != ".pyc"}
        self.assertEqual(inside, sources)


if __name__ == "__main__":
    unittest.main()
