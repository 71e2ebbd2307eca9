"""Trust by the environment alone, with clients that are told nothing else."""

import os
import pathlib
import shutil
import ssl
import sys
import tempfile
import unittest

from secure_server import (BINARY, PLAIN, SecureServer, run, start_failure, variables_in)

JAVA = """
import java.net.URI;
import java.net.http.*;
class Get {
  public static void main(String[] args) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(args[0])).build();
    System.out.println(HttpClient.newHttpClient().send(request,
        HttpResponse.BodyHandlers.ofString()).statusCode());
    var store = java.security.KeyStore.getInstance("PKCS12");
    store.load(new java.io.FileInputStream(System.getProperty("javax.net.ssl.trustStore")),
        "changeit".toCharArray());
    System.out.println(store.size());
  }
}
"""


class Trust(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = pathlib.Path(cls.folder.name) / "it's an env"
        cls.server = SecureServer("--write-env", str(cls.file))
        cls.variables = variables_in(cls.file.read_text())

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.folder.cleanup()

    def check(self, *command, names):
        """With these variables alone the client gets its answer, without them it does not."""
        trusting = PLAIN | {name: self.variables[name] for name in names}
        shown = run(*command, env=trusting)
        self.assertEqual(shown.returncode, 0, shown.stdout)
        self.assertIn("200", shown.stdout)
        self.assertNotEqual(run(*command).returncode, 0)
        return shown.stdout

    @property
    def health(self):
        return self.server.url + "/_fake-ice/health"

    def test_python(self):
        self.check(sys.executable, "-c", "import sys, urllib.request as r\n"
                   "print(r.urlopen(sys.argv[1]).status)", self.health, names=["SSL_CERT_FILE"])

    def test_curl(self):
        for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
            self.check("curl", "-sS", "-o", os.devnull, "-w", "%{http_code}", self.health,
                       names=[name])

    def test_node(self):
        self.check("node", "-e", "require('https').get(process.argv[1], r => console.log("
                   "r.statusCode)).on('error', () => process.exit(1))", self.health,
                   names=["NODE_EXTRA_CA_CERTS"])

    def test_fake_ice_itself(self):
        called = run(BINARY, "call", "GetYikeAIAppJob", "JobId=00000000000000000000000000000004",
                     "--endpoint", self.server.url,
                     env=PLAIN | {"SSL_CERT_FILE": self.variables["SSL_CERT_FILE"]})
        self.assertEqual(called.returncode, 0, called.stdout)
        self.assertIn(f'"OutputUrl":"{self.server.url}/_media/', called.stdout)

    @unittest.skipUnless(shutil.which("javac"), "there is no JDK")
    def test_java_trusts_it_and_what_it_trusted_before(self):
        file = pathlib.Path(self.folder.name) / "Get.java"
        file.write_text(JAVA)
        shown = self.check("java", str(file), self.health, names=["JAVA_TOOL_OPTIONS"])
        bundle = pathlib.Path(self.variables["SSL_CERT_FILE"]).read_text()
        self.assertEqual(int(shown.split()[-1]), bundle.count("BEGIN CERTIFICATE"))

    def test_the_bundle_has_the_systems_authorities_too(self):
        bundle = pathlib.Path(self.variables["SSL_CERT_FILE"]).read_text()
        system = ssl.get_default_verify_paths().openssl_cafile
        for file in ("/etc/ssl/certs/ca-certificates.crt", system):
            if os.path.exists(file):
                self.assertTrue(bundle.startswith(pathlib.Path(file).read_text()))
                break
        self.assertTrue(bundle.endswith(pathlib.Path(self.server.ca()).read_text()))

    def test_where_it_cannot_be_written_nothing_is_changed(self):
        store = pathlib.Path(self.folder.name) / "store.db"
        said = start_failure("--tls-listen", "127.0.0.1:0", "--store", str(store), "--write-env",
                             f"{self.folder.name}/nowhere/env")
        self.assertIn("--write-env: cannot write", said)
        self.assertFalse(store.exists())

    def test_a_shell_reads_the_file(self):
        shown = run("sh", "-c", '. "$1" && printf %s "$SSL_CERT_FILE"', "sh", str(self.file))
        self.assertEqual(shown.stdout, f"{self.file}.bundle.pem")

    def test_the_command_prints_the_same_for_a_running_server(self):
        endpoint = f"http://127.0.0.1:{self.server.port}"
        with tempfile.TemporaryDirectory() as folder:
            printed = run(BINARY, "env", "--endpoint", endpoint, "--trust-dir", folder)
            self.assertEqual(printed.returncode, 0, printed.stdout)
            variables = variables_in(printed.stdout)
            self.assertEqual(variables.keys(), self.variables.keys())
            self.assertEqual(pathlib.Path(variables["NODE_EXTRA_CA_CERTS"]).read_text(),
                             pathlib.Path(self.server.ca()).read_text())
            self.assertEqual(pathlib.Path(variables["SSL_CERT_FILE"]).parent, pathlib.Path(folder))
        temporary = run(BINARY, "env", "--endpoint", endpoint)
        made = pathlib.Path(variables_in(temporary.stdout)["SSL_CERT_FILE"]).parent
        self.assertEqual(made.stat().st_mode & 0o777, 0o700)
        shutil.rmtree(made)
