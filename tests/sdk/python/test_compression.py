"""Clients that no SDK stands behind, with Python's own HTTP."""

import gzip
import json
import unittest
import urllib.parse

from behaviour import ACTION, VERSIONS, without_request_id
from compression import LARGE_JOB, SMALL_JOB, account_with_jobs
from emulator import Emulator, http_call

BEARER_TOKEN = "of a client with gzip"


class HttpClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.addClassCleanup(cls.emulator.stop)
        account_with_jobs(cls.emulator.port, BearerTokens=[{"BearerToken": BEARER_TOKEN}])

    def read(self, job, accept_encoding="identity"):
        query = urllib.parse.urlencode({"JobId": job["JobId"], "SignatureType": "BEARERTOKEN"})
        response, body = http_call(self.emulator.port, "POST", f"/?{query}", {
            "Accept": "application/json", "Accept-Encoding": accept_encoding,
            "x-acs-action": ACTION, "x-acs-version": VERSIONS[0],
            "x-acs-bearer-token": BEARER_TOKEN})
        self.assertEqual(response.status, 200, body)
        self.assertEqual(response.headers["Content-Type"], "application/json;charset=utf-8")
        return response.headers, body

    def test_gets_many_results_compressed_when_it_accepts_gzip(self):
        _, plain = self.read(LARGE_JOB)
        for accept_encoding in ("gzip", "gzip, deflate", "br;q=1.0, gzip;q=0.8, *;q=0.1"):
            with self.subTest(accept_encoding):
                headers, compressed = self.read(LARGE_JOB, accept_encoding)
                self.assertEqual(headers["Content-Encoding"], "gzip")
                self.assertEqual(headers["Vary"], "Accept-Encoding")
                self.assertEqual(int(headers["Content-Length"]), len(compressed))
                self.assertLess(len(compressed), len(plain) / 2)
                body = gzip.decompress(compressed)
                self.assertEqual(len(body), len(plain))
                self.assertEqual(without_request_id(json.loads(body)), LARGE_JOB)

    def test_gets_many_results_plain_when_it_does_not_accept_gzip(self):
        for accept_encoding in ("identity", "gzip;q=0", "deflate, br"):
            with self.subTest(accept_encoding):
                headers, body = self.read(LARGE_JOB, accept_encoding)
                self.assertIsNone(headers["Content-Encoding"])
                self.assertEqual(without_request_id(json.loads(body)), LARGE_JOB)

    def test_gets_a_short_answer_plain_although_it_accepts_gzip(self):
        headers, body = self.read(SMALL_JOB, "gzip")
        self.assertIsNone(headers["Content-Encoding"])
        self.assertEqual(without_request_id(json.loads(body)), SMALL_JOB)
