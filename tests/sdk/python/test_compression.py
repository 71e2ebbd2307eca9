"""Clients that no SDK stands behind, with Python's own HTTP."""

import base64
import gzip
import hmac
import json
import time
import unittest
import urllib.parse
import uuid

from behaviour import ACTION, VERSIONS, without_request_id
from compression import LARGE_JOB, SMALL_JOB, account_with_jobs
from emulator import Emulator, http_call


def signed_query(account, parameters):
    """A query with a signature V1, made without any SDK."""
    def encode(text):
        return urllib.parse.quote(text, safe="-_.~")

    everything = {
        **parameters, "AccessKeyId": account["AccessKeyId"], "Action": ACTION,
        "Version": VERSIONS[0], "Format": "JSON", "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0", "SignatureNonce": uuid.uuid4().hex,
        "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    query = "&".join(f"{key}={encode(everything[key])}" for key in sorted(everything))
    digest = hmac.new(f"{account['AccessKeySecret']}&".encode(),
                      f"POST&%2F&{encode(query)}".encode(), "sha1").digest()
    return f"{query}&Signature={encode(base64.b64encode(digest).decode())}"


class HttpClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.addClassCleanup(cls.emulator.stop)
        cls.account = account_with_jobs(cls.emulator.port)

    def read(self, job, accept_encoding="identity"):
        query = signed_query(self.account, {"JobId": job["JobId"]})
        response, body = http_call(self.emulator.port, "POST", f"/?{query}",
                                   {"Accept-Encoding": accept_encoding})
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
