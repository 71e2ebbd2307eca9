"""What clients show of a connection whose TLS a fault rejects."""

import json
import pathlib
import shutil
import sys
import unittest

from secure_server import BINARY, PLAIN, SecureServer, run, variables_in

FAULTED = {"Accounts": [{"AccountId": "1000000000000001",
                         "Faults": [{"Connection": "TlsReject"}]}]}
PYTHON = "import sys, urllib.request\nurllib.request.urlopen(sys.argv[1])"
NODE = "require('https').get(process.argv[1]).on('error', ({ code }) => console.log(code))"
GO = """
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	_, err := http.Get(os.Args[1])
	fmt.Println(err)
}
"""
JAVA = """
import java.net.URI;
import java.net.http.*;
class Get {
  public static void main(String[] args) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(args[0])).build();
    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
"""


class TlsReject(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = SecureServer("--auth", "off")
        cls.server.post("/_fake-ice/fixtures", json.dumps(FAULTED))
        lines = run(BINARY, "env", "--endpoint", f"http://127.0.0.1:{cls.server.port}",
                    "--trust-dir", cls.server.folder.name).stdout
        cls.env = PLAIN | variables_in(lines)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def check(self, *command, says):
        """Each request of the client is rejected, and it says so."""
        url = self.server.url + "/?Action=GetYikeAIAppJob&Version=2020-11-09&JobId=j"
        self.assertRegex(run(*command, url, env=self.env).stdout, says)

    def file(self, name, text):
        path = pathlib.Path(self.server.folder.name) / name
        path.write_text(text)
        return str(path)

    def test_curl(self):
        for version in ("1.2", "1.3"):
            self.check("curl", "-sS", "--tls-max", version, says="alert bad record mac")

    def test_python(self):
        self.check(sys.executable, "-c", PYTHON, says="SSLV3_ALERT_BAD_RECORD_MAC")

    @unittest.skipUnless(shutil.which("node"), "there is no node")
    def test_node(self):
        self.check("node", "-e", NODE, says="ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC")

    @unittest.skipUnless(shutil.which("go"), "there is no go")
    def test_go(self):
        self.check("go", "run", self.file("get.go", GO), says="remote error: tls: bad record MAC")

    @unittest.skipUnless(shutil.which("javac"), "there is no JDK")
    def test_java(self):
        self.check("java", self.file("Get.java", JAVA),
                   says="SSLException: Received fatal alert: bad_record_mac")

    def test_the_next_connection_is_as_any(self):
        answer, _ = self.server.get("/_fake-ice/health")
        self.assertEqual(answer.status, 200)
