"""What is sent in the place of a handshake, and handshakes that never end: nobody else waits, and
no thread is held."""

import pathlib
import random
import socket
import ssl
import unittest

from server import PATIENCE, Bystander, Server, at_share
from test_inputs import ANSWERS_IN_QUIET, LONGEST_AS_LONG, MOST_AS_LONG

SLOW_CLIENTS = 300
MUTATIONS = 300
GET = b"GET /_fake-ice/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def client_hello():
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(incoming, outgoing,
                                                   server_hostname="ice.cn-shanghai.aliyuncs.com")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


HELLO = client_hello()
RECORDS = {
    "a record without an end": b"\x16\x03\x01\xff\xff" + b"x" * 4096,
    "an empty record": b"\x16\x03\x01\x00\x00",
    "many empty records": b"\x16\x03\x01\x00\x00" * 2000,
    "SSL 2": b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" + b"x" * 35,
    "an alert": b"\x15\x03\x01\x00\x02\x02\x28",
    "data before a handshake": b"\x17\x03\x03\x00\x20" + b"x" * 32,
    "a change of cipher before a handshake": b"\x14\x03\x03\x00\x01\x01",
    "an unknown record": b"\xff\x03\x03\x00\x10" + b"x" * 16,
    "a hello of 16 MiB": b"\x16\x03\x01\x40\x00\x01\xff\xff\xff" + b"x" * 16380,
    "two hellos": HELLO + HELLO,
    "a hello in many records": b"".join(
        b"\x16\x03\x01\x00\x01" + HELLO[at:at + 1] for at in range(5, len(HELLO))),
    "zeros": bytes(5000),
}


def mutations():
    """The same ones every time."""
    chance = random.Random(14)
    for _ in range(MUTATIONS):
        data = bytearray(HELLO)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data[:chance.randint(1, len(data))])


class Handshakes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--auth", "off", "--tls-listen", "127.0.0.1:0")
        cls.addClassCleanup(cls.server.stop)
        cls.bystander = Bystander(cls.server.port)
        cls.addClassCleanup(cls.bystander.stop)
        cls.bystander.begin()
        cls.quiet = cls.bystander.end(at_least=ANSWERS_IN_QUIET)

    def threads(self):
        return len(list(pathlib.Path(f"/proc/{self.server.process.pid}/task").iterdir()))

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.server.tls_port), PATIENCE)

    def send(self, data):
        """Everything that the server says to it, until both have ended."""
        with self.connect() as client:
            said = b""
            try:
                client.sendall(data)
                client.shutdown(socket.SHUT_WR)
                while part := client.recv(65536):
                    said += part
            except OSError:
                pass
            return said

    def check_nobody_waited(self):
        loud = self.bystander.end(at_least=ANSWERS_IN_QUIET)
        for share in (50, 95):
            self.assertLess(at_share(loud, share), MOST_AS_LONG * at_share(self.quiet, share))
        self.assertLess(max(loud), LONGEST_AS_LONG * at_share(self.quiet, 50))

    def check_it_serves(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with context.wrap_socket(self.connect()) as client:
            client.sendall(GET)
            self.assertTrue(client.recv(65536).startswith(b"HTTP/1.1 200"))

    def test_what_is_no_handshake_is_ended_and_holds_up_nobody(self):
        before = self.threads()
        self.bystander.begin()
        for name, data in RECORDS.items():
            with self.subTest(name):
                said = self.send(data)
                # In TLS, an alert or the beginning of a handshake, and in plain not a word.
                self.assertIn(said[:1], (b"", b"\x15", b"\x16"))
                self.assertNotIn(b"HTTP/1.1", said)
        for data in mutations():
            said = self.send(data)
            if 0x41 <= data[0] <= 0x5a or 0x61 <= data[0] <= 0x7a:
                continue  # it speaks plain HTTP, which is told so
            self.assertIn(said[:1], (b"", b"\x15", b"\x16"), data)
        self.check_nobody_waited()
        self.assertEqual(self.threads(), before)
        self.check_it_serves()

    def test_handshakes_that_do_not_end_hold_up_nobody_and_no_thread(self):
        before = self.threads()
        slow = [self.connect() for _ in range(SLOW_CLIENTS)]
        try:
            self.bystander.begin()
            for at in range(60):
                for client in slow:
                    client.sendall(HELLO[at:at + 1])
            self.check_nobody_waited()
            self.check_it_serves()
            self.assertEqual(self.threads(), before)
            # One that goes on is served like any other.
            slow[0].sendall(HELLO[60:])
            self.assertEqual(slow[0].recv(1), b"\x16")
        finally:
            for client in slow:
                client.close()
