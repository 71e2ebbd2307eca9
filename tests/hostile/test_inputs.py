"""Every input of the tables: the right answers and no others, and nobody else is held up."""

import collections
import http.client
import io
import json
import re
import unittest
import xml.etree.ElementTree

import bodies
import credentials
import heads
import smuggling
from inputs import GET
from server import Bystander, Server, at_share

TABLES = [heads.LINES, heads.HEADERS, smuggling.LENGTHS, smuggling.CODINGS, smuggling.CHUNKS,
          smuggling.EXPECTS, bodies.JSON, bodies.BLOW_UPS, bodies.FORMS]
LEAST_INPUTS = 150
ANSWERS_IN_QUIET = 200
# How much longer others may wait while hostile inputs come than while none do. A worker that is
# held up for one input's sake makes it hundreds of times as long.
MOST_AS_LONG = 20
# One answer may wait for a processor, half a second or so, but for no input as long as that takes.
LONGEST_AS_LONG = 2000

Answer = collections.namedtuple("Answer", "status headers body")


def send(connection, one):
    """Sends what is sent; a server that has refused need not read it all."""
    try:
        connection.sendall(one.bytes if one.closes else one.bytes + GET)
        if one.finishes:
            connection.shutdown(1)
    except OSError:
        pass


def read_answers(connection, count):
    """As many answers, fewer at the end of the stream; whether it ended behind them."""
    stream = connection.makefile("rb")
    answers = []
    for _ in range(count):
        line = stream.readline()
        if not line:
            return answers, True
        if not re.fullmatch(rb"HTTP/1\.1 \d{3} [\w -]+\r\n", line):
            raise AssertionError(f"no status line: {line!r}")
        headers = http.client.parse_headers(stream)
        length = headers["Content-Length"]
        if length is None and int(line[9:12]) not in (100, 204, 304):
            raise AssertionError(f"no length: {headers.items()}")
        answers.append(Answer(int(line[9:12]), headers, stream.read(int(length or 0))))
    return answers, False


def is_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


class HostileInputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.start("--auth", "off")
        cls.strict = cls.start()
        cls.bystander = Bystander(cls.server.port)
        cls.addClassCleanup(cls.bystander.stop)

    @classmethod
    def start(cls, *options):
        server = Server(*options)
        cls.addClassCleanup(cls.stop, server)
        return server

    @staticmethod
    def stop(server):
        log = server.stop()
        if " fault=" in log:
            raise AssertionError(f"the log tells of a fault: {log}")

    def check(self, server, one):
        with self.subTest(one.name), server.connect() as connection:
            send(connection, one)
            wanted = one.statuses if one.closes else (*one.statuses, 200)
            answers, ended = read_answers(connection, len(wanted))
            self.assertEqual(tuple(answer.status for answer in answers), wanted,
                             (one.name, [answer.body for answer in answers]))
            if one.closes:
                self.assertTrue(ended or is_closed(connection), "the connection is still open")
            for answer in answers:
                self.check_well_formed(answer)
            said = b"".join(str(answer.headers).encode() + answer.body for answer in answers)
            self.assertNotIn(one.without, said)
            self.assertIn(one.with_, said)

    def check_well_formed(self, answer):
        kind = answer.headers.get("Content-Type", "")
        if "json" in kind:
            json.loads(answer.body)
        elif "xml" in kind:
            xml.etree.ElementTree.parse(io.BytesIO(answer.body))

    def test_the_tables_are_long_and_no_name_stands_twice(self):
        names = [one.name for table in [*TABLES, credentials.CREDENTIALS] for one in table]
        self.assertGreaterEqual(len(names), LEAST_INPUTS)
        self.assertEqual(len(names), len(set(names)))

    def test_credentials_that_are_none_are_refused(self):
        for one in credentials.CREDENTIALS:
            self.check(self.strict, one)

    def test_each_input_is_answered_as_is_right_and_holds_up_nobody(self):
        quiet, loud = [], []
        for table in TABLES:
            self.bystander.begin()
            quiet += self.bystander.end(at_least=ANSWERS_IN_QUIET)
            self.bystander.begin()
            for one in table:
                self.check(self.server, one)
            loud += self.bystander.end()
        for share in (50, 95, 99):
            self.assertLess(at_share(loud, share), MOST_AS_LONG * at_share(quiet, share),
                            f"{share} of a hundred answers to others")
        self.assertLess(max(loud), LONGEST_AS_LONG * at_share(quiet, 50), "the longest answer")

    def test_a_head_that_comes_in_pieces_is_answered_as_if_it_came_at_once(self):
        for one in [*smuggling.LENGTHS[:4], *smuggling.CODINGS[:4], *smuggling.CHUNKS[:12]]:
            with self.subTest(one.name), self.server.connect() as connection:
                for start in range(0, len(one.bytes), 7):
                    try:
                        connection.sendall(one.bytes[start:start + 7])
                    except OSError:
                        break
                answers, _ = read_answers(connection, len(one.statuses))
                self.assertEqual(tuple(answer.status for answer in answers), one.statuses)
