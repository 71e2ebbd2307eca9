"""The likeliest first mistake: these SDKs speak HTTPS unless they are told otherwise."""

import unittest

from behaviour import BUNDLED, Emulators, get_job
from clients import Ice, IceAsync


class HttpsByMistake(Emulators, unittest.TestCase):
    client_class = Ice

    def check(self, client_class):
        client = client_class(self.bundled.port, BUNDLED, protocol="HTTPS")
        with self.assertRaisesRegex(Exception, "(?i)wrong.version.number"):
            client.call(get_job(BUNDLED["FullJob"]["JobId"]))

    def test_the_client_says_that_this_is_no_tls(self):
        self.check(Ice)

    def test_the_asynchronous_client_says_so_too(self):
        self.check(IceAsync)
