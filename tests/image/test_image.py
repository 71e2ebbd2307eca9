"""What is in the image, and what it says of itself."""

import json
import re
import stat
import subprocess
import unittest

from engine import Container
from files import FOLDER, IMAGE, REPOSITORY

MAX_COMPRESSED_BYTES = 20_000_000
CONFIG = IMAGE.config
DOC = IMAGE.root / "usr/share/doc"


def files():
    """Everything but folders, by its place in the image."""
    for path in sorted(IMAGE.root.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield "/" + str(path.relative_to(IMAGE.root)), path


def libraries():
    return [(place, path) for place, path in files() if re.match(r"/lib(64)?/.*\.so(\.|$)", place)]


class TheImage(unittest.TestCase):
    def test_is_small_enough_when_compressed(self):
        index = json.loads((FOLDER / "oci/index.json").read_text())

        def blob(digest):
            return FOLDER / "oci/blobs" / digest.replace(":", "/")

        layers = json.loads(blob(index["manifests"][0]["digest"]).read_text())["layers"]
        self.assertTrue(all(layer["mediaType"].endswith("gzip") for layer in layers), layers)
        size = sum(blob(layer["digest"]).stat().st_size for layer in layers)
        print(f"{size:,} bytes compressed", end=" ... ", flush=True)
        self.assertGreater(size, 1_000_000)
        self.assertLessEqual(size, MAX_COMPRESSED_BYTES)

    def test_starts_the_program_itself_and_not_as_root(self):
        self.assertEqual(CONFIG["Entrypoint"], ["/usr/bin/fake-ice"])
        self.assertFalse(CONFIG["Cmd"])
        self.assertEqual(CONFIG["User"], "65534:65534")

    def test_checks_its_health_without_a_shell(self):
        self.assertEqual(CONFIG["Healthcheck"]["Test"], ["CMD", "fake-ice", "health"])

    def test_names_its_port(self):
        self.assertEqual(list(CONFIG["ExposedPorts"]), ["20201/tcp"])

    def test_has_labels_and_the_version_of_the_program(self):
        code, out, _ = Container(IMAGE, ["--version"]).finish()
        self.assertEqual(code, 0)
        prefix = "org.opencontainers.image."
        labels = {name.removeprefix(prefix): value for name, value in CONFIG["Labels"].items()}
        self.assertEqual(f"{labels['title']} {labels['version']}\n", out)
        self.assertEqual(labels["licenses"], "MIT")
        self.assertIn("emulator", labels["description"])

    def test_holds_the_program_its_libraries_licences_and_a_fixture_alone(self):
        shipped = {place for place, _ in libraries()} | {
            "/usr/bin/fake-ice", "/fixtures/default.json", "/usr/share/doc/fake-ice/LICENSE"}
        kept = re.compile(r"/usr/share/(doc/[^/]+/copyright|common-licenses/[^/]+)$")
        others = [place for place, _ in files() if place not in shipped and not kept.match(place)]
        self.assertEqual(others, [])

    def test_has_no_other_program_such_as_a_shell_or_a_compiler(self):
        known = {place for place, _ in libraries()}
        programs = [place for place, path in files() if path.stat().st_mode & 0o111]
        self.assertEqual(set(programs) - known, {"/usr/bin/fake-ice"})

    def test_has_every_library_that_it_loads_and_no_more(self):
        needed = set()
        for _, path in [*libraries(), ("", IMAGE.root / "usr/bin/fake-ice")]:
            text = subprocess.run(["readelf", "-d", path], capture_output=True, text=True,
                                  check=True).stdout
            needed.update(re.findall(r"\(NEEDED\).*\[(.*)\]", text))
        names = {path.name for _, path in libraries()}
        loaders = {name for name in names if name.startswith("ld-linux")}
        self.assertEqual(names - loaders, needed - loaders)
        self.assertEqual(len(loaders), 1)

    def test_is_stripped(self):
        sections = subprocess.run(["readelf", "-S", IMAGE.root / "usr/bin/fake-ice"],
                                  capture_output=True, text=True, check=True).stdout
        self.assertIn(".text", sections)
        self.assertNotIn(".symtab", sections)

    def test_has_the_licence_of_everything_in_it(self):
        self.assertEqual((DOC / "fake-ice/LICENSE").read_text(),
                         (REPOSITORY / "LICENSE").read_text())
        packages = {folder.name for folder in DOC.iterdir()}
        for place, path in libraries():
            owners = subprocess.run(["dpkg-query", "-S", f"*/{path.name}"], capture_output=True,
                                    text=True, check=True).stdout
            self.assertTrue(packages & set(re.findall("^[^:]+", owners, re.M)), place)
        for compiled_in in ("nlohmann-json3-dev", "libexpected-dev", "libvalijson-dev",
                            "libcli11-dev", "libsqlitecpp-dev"):
            self.assertIn(compiled_in, packages)
        for copyright_file in DOC.glob("*/copyright"):
            self.assertGreater(copyright_file.stat().st_size, 100, copyright_file)

    def test_has_the_licence_texts_that_others_refer_to(self):
        named = set()
        for copyright_file in DOC.glob("*/copyright"):
            named.update(re.findall(r"/usr/share/common-licenses/([\w.-]*\w)",
                                    copyright_file.read_text(errors="replace")))
        self.assertGreater(len(named), 3)
        for name in named:
            self.assertTrue((IMAGE.root / "usr/share/common-licenses" / name).is_file(), name)

    def test_lets_any_user_write_to_a_new_volume_at_data(self):
        self.assertEqual(stat.S_IMODE((IMAGE.root / "data").stat().st_mode), 0o1777)
