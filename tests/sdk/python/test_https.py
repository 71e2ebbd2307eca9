"""Clients that speak HTTPS as they do by themselves: the endpoint is told, and trust is given by
the environment alone."""

import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from behaviour import BUNDLED, VERSIONS, get_job
from clients import Ice, IceAsync, OpenApi, Request
from emulator import Emulator, control

ACCOUNT_ID = "1000000000000001"
CLIENTS = {"ice": Ice, "ice-async": IceAsync}


def live_a_job(port, tls_port, client_class):
    """Submits a job, polls it once it is finished, and downloads what it made."""
    submitting = OpenApi(tls_port, BUNDLED, protocol="HTTPS")
    submitted = submitting.call(Request("SubmitYikeAIAppJob", VERSIONS[0],
                                        {"AppId": "any", "AppParams": "{}"}))
    control(port, "POST", f"accounts/{ACCOUNT_ID}/clock", {"Advance": "1h"})
    polling = client_class(tls_port, BUNDLED, protocol="HTTPS")
    answer = polling.call(get_job(submitted.body["JobId"])).body
    url = answer["Result"]["ImageResult"][0]["OutputUrl"]
    with urllib.request.urlopen(url) as download:
        print(answer["Status"], url, download.headers["Content-Type"])


class Https(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        file = pathlib.Path(cls.folder.name) / "env"
        cls.emulator = Emulator(None, "--tls-listen", "127.0.0.1:0", "--write-env", str(file))
        cls.addClassCleanup(cls.emulator.stop)
        cls.trust = dict(shlex.split(line)[1].split("=", 1)
                         for line in file.read_text().splitlines())

    def run_client(self, name, trust):
        """In a process of its own, since trust is read when one begins."""
        plain = {variable: value for variable, value in os.environ.items()
                 if variable not in self.trust}
        return subprocess.run(
            [sys.executable, __file__, str(self.emulator.port), str(self.emulator.tls_port), name],
            env=plain | trust, text=True, timeout=60, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)

    def test_a_job_is_submitted_polled_and_downloaded(self):
        for name in CLIENTS:
            with self.subTest(name):
                ended = self.run_client(name, self.trust)
                self.assertEqual(ended.returncode, 0, ended.stdout)
                self.assertRegex(
                    ended.stdout,
                    f"Finished https://127.0.0.1:{self.emulator.tls_port}/_media/.* image/png")

    def test_without_trust_it_is_not(self):
        ended = self.run_client("ice", {})
        self.assertNotEqual(ended.returncode, 0)
        self.assertIn("CERTIFICATE_VERIFY_FAILED", ended.stdout)


if __name__ == "__main__":
    live_a_job(int(sys.argv[1]), int(sys.argv[2]), CLIENTS[sys.argv[3]])
