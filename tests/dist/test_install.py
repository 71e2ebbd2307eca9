"""Each package is installed and used where there is neither compiler nor network nor repository."""
import re
import shutil
import unittest

import bare_root
from files import ARM64, FOLDER, KIT_OF_NODE, MACHINES, PACKAGES, REPOSITORY, VERSION, X86_64

README = (REPOSITORY / "integrations/python/README.md").read_text()
SDK_OF_NODE = REPOSITORY / "integrations/node/tests/sdk.cjs"
NPM = "npm --no-audit --no-fund"
NODE_TEST = """
const assert = require('node:assert');
const { test } = require('node:test');
const { start } = require('fake-ice');
const { drawsABoat } = require('./sdk.cjs');

test('draws a boat', async () => {
  const server = await start();
  await drawsABoat(await server.account(), assert.equal);
  await server.stop();
});
"""


class InABareRoot(unittest.TestCase):
    """A /srv of its own, in which the Python kit's test lies, with the SDK that it uses."""

    @classmethod
    def setUpClass(cls):
        cls.srv = bare_root.new_srv()
        cls.addClassCleanup(shutil.rmtree, cls.srv)
        shutil.copy(X86_64.packages()["pip"], cls.srv)
        for tarball in (PACKAGES / KIT_OF_NODE, X86_64.packages()["npm"]):
            shutil.copy(tarball, cls.srv)
        shutil.copytree(FOLDER / "wheels", cls.srv / "wheels")
        shutil.unpack_archive(next(FOLDER.glob("npm-*.tgz")), cls.srv / "npm")
        (cls.srv / "bin").mkdir()
        (cls.srv / "bin/npm").symlink_to("../npm/package/bin/npm-cli.js")
        whole_test = re.search(r"^```python\n(.*?)^```$", README, re.M | re.S)[1]
        (cls.srv / "test_boat.py").write_text(whole_test)
        cls.run_in_root("python3 -m venv venv; venv/bin/pip install -q --no-index -f wheels *.whl"
                        " pytest alibabacloud-ice20201109")

    @classmethod
    def run_in_root(cls, script, **environment):
        return bare_root.run(cls.srv, script, **environment)

    def run_the_kits_test(self, program=None):
        named = {"FAKE_ICE_BINARY": program} if program else {}
        self.assertIn("1 passed", self.run_in_root("venv/bin/pytest -q test_boat.py", **named))

    def test_has_no_compiler_and_no_network(self):
        compilers = self.run_in_root("for one in cc gcc g++ c++ clang ld; do"
                                     " command -v $one || echo none; done")
        self.assertEqual(compilers.split(), ["none"] * 6)
        interfaces = self.run_in_root("tail -n +3 /proc/net/dev | cut -d: -f1").split()
        self.assertEqual(interfaces, ["lo"])

    def test_pip_installs_kit_and_program_in_one(self):
        self.assertEqual(self.run_in_root("venv/bin/fake-ice --version"), f"fake-ice {VERSION}\n")
        self.run_the_kits_test()

    def test_pip_finds_the_program_beside_packages_in_a_folder_of_their_own(self):
        found = self.run_in_root(
            "python3 -m venv plain; plain/bin/pip install -q --no-index --target apart *.whl;"
            " PYTHONPATH=apart python3 -c"
            " 'from fake_ice._program import find_program; print(find_program())'")
        self.assertEqual(found, "/srv/apart/bin/fake-ice\n")

    def test_pip_leaves_nothing_behind(self):
        self.run_in_root("python3 -m venv other; cp -r other before;"
                         " other/bin/pip install -q --no-index *.whl;"
                         " other/bin/pip uninstall -qy fake-ice;"
                         " find other before -name __pycache__ -exec rm -r {} +;"
                         " diff -r before other")

    def test_npm_installs_both_tarballs(self):
        found = self.run_in_root(
            f"mkdir two; cd two; {NPM} install --offline --save-dev ../fake-ice-*.tgz;"
            f" ls node_modules; {NPM} exec --offline -- fake-ice --version")
        self.assertIn(f"fake-ice\nfake-ice-linux-x64\nfake-ice {VERSION}\n", found)

    def test_npm_takes_the_program_of_the_platform(self):
        registry, project = self.srv / "registry", self.srv / "project"
        shutil.copytree(REPOSITORY / "build/sdk/node/node_modules", registry / "node_modules")
        for tarball in PACKAGES.glob("*.tgz"):
            shutil.copy(tarball, registry)
        shutil.copy(REPOSITORY / "tests/dist/registry.py", self.srv)
        project.mkdir()
        (project / "package.json").write_text("{}")
        shutil.copy(SDK_OF_NODE, project)
        (project / "boat.test.cjs").write_text(NODE_TEST)
        printed = self.run_in_root(f"""
            mkfifo address; python3 registry.py registry >address & read -r registry <address
            cd project
            {NPM} install --registry "$registry" fake-ice @alicloud/openapi-core \
              @darabonba/typescript
            {NPM} exec --offline -- fake-ice --version; node --test; kill $!""")
        self.assertIn(f"fake-ice {VERSION}\n", printed)
        self.assertRegex(printed, r"(?m)^# pass 1$")

    def test_dpkg_installs_and_purges_the_program(self):
        shutil.copy(X86_64.packages()["dpkg"], self.srv)
        self.addCleanup(self.run_in_root, "dpkg --purge fake-ice; ! command -v fake-ice")
        self.run_in_root("dpkg --install *.deb")
        self.assertEqual(self.run_in_root("fake-ice --version"), f"fake-ice {VERSION}\n")
        self.assertEqual(self.run_in_root("dpkg --verify fake-ice; dpkg --audit"), "")
        self.run_the_kits_test("/usr/bin/fake-ice")

    def test_tar_unpacks_the_program(self):
        shutil.copy(X86_64.packages()["tar"], self.srv)
        self.run_in_root("tar xf *.tar.gz; mv fake-ice-*/ unpacked")
        self.run_the_kits_test("/srv/unpacked/bin/fake-ice")

    @unittest.skipUnless(ARM64 in MACHINES, "there are no packages for arm64")
    def test_the_program_for_arm64_runs_under_qemu(self):
        folder = self.srv / "arm64"
        shutil.unpack_archive(ARM64.packages()["tar"], folder)
        shutil.copy(shutil.which("qemu-aarch64-static"), folder)
        (folder / "root/lib").mkdir(parents=True)
        libraries = REPOSITORY / "build/sysroot-arm64/usr/lib/aarch64-linux-gnu"
        for name in (ARM64.loader, "libc.so.6", "libm.so.6", "libgcc_s.so.1"):
            shutil.copy(libraries / name, folder / "root/lib")
        program = folder / "fake-ice"
        program.write_text("#!/bin/sh\nexec /srv/arm64/qemu-aarch64-static -L /srv/arm64/root"
                           ' /srv/arm64/fake-ice-*/bin/fake-ice "$@"\n')
        program.chmod(0o755)
        self.run_the_kits_test("/srv/arm64/fake-ice")


if __name__ == "__main__":
    unittest.main()
