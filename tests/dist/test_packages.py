"""What the packages ask of a system, and what is in them."""
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

from files import FOLDER, KIT_OF_NODE, MACHINES, PACKAGES, REPOSITORY, VERSION

MAX_BYTES = 7_000_000
FLOOR = (2, 34)  # of glibc: what Debian 12's own names pthread_create and the like with
SHARED = {"libc.so.6", "libm.so.6", "libgcc_s.so.1"}


def output(*command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def extract(kind, path, folder):
    if kind == "dpkg":
        subprocess.run(["dpkg-deb", "--extract", path, folder], check=True)
    elif kind == "pip":
        zipfile.ZipFile(path).extractall(folder)
    else:
        tarfile.open(path).extractall(folder)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class AllPackages(unittest.TestCase):
    def test_are_there_with_their_checksums_and_small(self):
        sums = dict(reversed(line.split("  "))
                    for line in read(PACKAGES / "SHA256SUMS").splitlines())
        expected = {path.name for machine in MACHINES for path in machine.packages().values()}
        self.assertEqual(set(sums), expected | {KIT_OF_NODE})
        self.assertEqual({path.name for path in PACKAGES.iterdir()}, {*sums, "SHA256SUMS"})
        for name, digest in sums.items():
            content = (PACKAGES / name).read_bytes()
            self.assertEqual(hashlib.sha256(content).hexdigest(), digest, name)
            self.assertIn(VERSION, name)
            print(f"{name}: {len(content):,} bytes", flush=True)
            self.assertLessEqual(len(content), MAX_BYTES)

    def test_of_one_machine_carry_the_same_stripped_program(self):
        for machine in MACHINES:
            programs = set()
            for kind, path in machine.packages().items():
                with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                    extract(kind, path, folder)
                    (program,) = output("find", folder, "-name", "fake-ice", "-size",
                                        "+1M").split()
                    programs.add(output("sha256sum", program).split()[0])
                    self.assertNotIn(".symtab", output("readelf", "-SW", program))
            self.assertEqual(len(programs), 1, machine)

    def test_carry_our_licence_and_those_of_what_is_linked_in(self):
        ours = read(REPOSITORY / "LICENSE")
        linked = {"libssl-dev", "libsqlite3-dev", "libcpp-httplib-dev", "libstdc++-12-dev"}
        for machine in MACHINES:
            for kind, path in machine.packages().items():
                with (self.subTest(path.name),
                      tempfile.TemporaryDirectory(dir=FOLDER) as folder):
                    extract(kind, path, folder)
                    texts = output("find", folder, "-path", "*/doc/*/copyright").split()
                    self.assertLessEqual(linked, {text.split("/")[-2] for text in texts})
                    places = output("find", folder, "-name", "copyright", "-o", "-name",
                                    "LICENSE").split()
                    self.assertIn(ours, map(read, places))
                    common = {name.rstrip(".") for text in texts for name in
                              re.findall(r"/usr/share/common-licenses/([\w.-]+)", read(text))}
                    self.assertLessEqual(common, set(output(
                        "find", folder, "-path", "*/common-licenses/*", "-printf", "%f ").split()))


class ThePrograms(unittest.TestCase):
    def test_ask_for_no_newer_glibc_than_is_said(self):
        for machine in MACHINES:
            asked = {tuple(map(int, found.split("."))) for found in
                     re.findall(r"Name: GLIBC_([\d.]+) ", output("readelf", "-VW",
                                                                 machine.program))}
            self.assertEqual(max(asked), FLOOR, machine)

    def test_need_no_library_but_those_of_glibc_and_gcc(self):
        for machine in MACHINES:
            needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]",
                                    output("readelf", "-dW", machine.program)))
            self.assertEqual(needed, SHARED | {machine.loader}, machine)

    def test_are_hardened(self):
        for machine in MACHINES:
            done = subprocess.run([sys.executable, "-B",
                                   REPOSITORY / "tests/style/hardening_test.py",
                                   machine.program], text=True, capture_output=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_know_no_place_of_the_machine_that_built_them(self):
        for machine in MACHINES:
            self.assertNotIn(str(REPOSITORY).encode(), machine.program.read_bytes())

    def test_have_the_floor_that_the_readme_says(self):
        readme = " ".join(read(REPOSITORY / "README.md").split())
        self.assertIn(f"glibc {FLOOR[0]}.{FLOOR[1]} or later", readme)


class TheWheels(unittest.TestCase):
    def setUp(self):
        self.wheels = {machine: machine.packages()["pip"] for machine in MACHINES}

    @staticmethod
    def file_in(wheel, ending):
        archive = zipfile.ZipFile(wheel)
        (name,) = [name for name in archive.namelist() if name.endswith(ending)]
        return archive.read(name)

    def test_run_where_their_tags_say(self):
        for machine, wheel in self.wheels.items():
            tag = f"manylinux_{FLOOR[0]}_{FLOOR[1]}_{machine.name}"
            self.assertTrue(wheel.name.endswith(f"-py3-none-{tag}.whl"))
            said = " ".join(output(FOLDER / "venv/bin/auditwheel", "show", wheel).split())
            self.assertIn(f'consistent with the following platform tag: "{tag}"', said)

    def test_have_a_record_of_each_file(self):
        for wheel in self.wheels.values():
            record = self.file_in(wheel, "/RECORD").decode().splitlines()
            self.assertEqual([row.rsplit(",", 2)[0] for row in record],
                             zipfile.ZipFile(wheel).namelist())

    def test_say_of_themselves_what_the_specification_allows(self):
        script = ("import sys; from packaging.metadata import Metadata;"
                  " print(Metadata.from_email(sys.stdin.buffer.read()).version)")
        for wheel in self.wheels.values():
            done = subprocess.run([FOLDER / "venv/bin/python", "-c", script], check=True,
                                  input=self.file_in(wheel, "/METADATA"), stdout=subprocess.PIPE)
            self.assertEqual(done.stdout.decode().strip(), VERSION)

    def test_are_the_kit_of_the_sources(self):
        kit = REPOSITORY / "integrations/python/src"
        sources = {str(path.relative_to(kit)) for path in kit.rglob("*")
                   if path.is_file() and path.suffix != ".pyc"}
        for wheel in self.wheels.values():
            inside = {name for name in zipfile.ZipFile(wheel).namelist()
                      if name.startswith("fake_ice/")}
            self.assertEqual(inside, sources)


if __name__ == "__main__":
    unittest.main()
