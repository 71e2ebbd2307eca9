"""docs/troubleshooting.md quotes clients as they speak: each is run, and says what is shown.

Usage: client_words_test.py PROGRAM. A client that is not there is skipped.
"""

import pathlib
import re
import shutil
import socket
import subprocess
import sys
import unittest

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/troubleshooting.md"
PROGRAM = pathlib.Path(sys.argv.pop()).resolve()
# Each client as a command that takes a URL; what it prints has its words for the failure.
CLIENTS = {
    "curl": ["curl", "-sS"],
    "Python": [sys.executable, "-c", "import sys, urllib.request as r\n"
               "try: r.urlopen(sys.argv[1])\n"
               "except Exception as error: print(error)"],
    "Node": ["node", "-e", "const url = process.argv[1];\n"
             "require(url.split(':')[0]).get(url).on('error', (e) => console.log(e));\n"
             "fetch(url).catch((e) => console.log(e.cause));"],
}
PLAIN = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


def shown(title):
    """The words of each client in that section."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n### {title}\n")[1].split("\n##")[0]
    return {client: re.findall(r"`([^`]+)`", words)
            for client, words in re.findall(r"^\| ([^|]+?) \| (.*) \|$", section, re.M)
            if "`" in words}


class ClientWords(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = subprocess.Popen(
            [PROGRAM, "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0"], text=True,
            env=PLAIN, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.stop)
        cls.plain, cls.tls = re.findall(r"https?://(\S+)", cls.server.stdout.readline())

    @classmethod
    def stop(cls):
        cls.server.terminate()
        cls.server.wait()
        cls.server.stdout.close()

    def check(self, title, url):
        words = shown(title)
        self.assertLessEqual(set(CLIENTS), set(words), title)
        for client, command in CLIENTS.items():
            if not shutil.which(command[0]):
                continue
            done = subprocess.run([*command, url], text=True, capture_output=True, env=PLAIN,
                                  timeout=60, check=False)
            said = done.stdout + done.stderr
            for quoted in words[client]:
                with self.subTest(client=client, quoted=quoted):
                    pattern = ".*".join(map(re.escape, quoted.split("…")))
                    self.assertRegex(said, pattern)

    def test_https_to_the_port_of_http(self):
        self.check("HTTPS spoken to the HTTP port", f"https://{self.plain}/")

    def test_an_unknown_authority(self):
        self.check("The certificate is not trusted", f"https://{self.tls}/")

    def test_a_port_where_nothing_listens(self):
        with socket.socket() as held:  # bound, so that nobody else comes to listen there
            held.bind(("127.0.0.1", 0))
            self.check("The connection is refused", f"http://127.0.0.1:{held.getsockname()[1]}/")


if __name__ == "__main__":
    unittest.main()
