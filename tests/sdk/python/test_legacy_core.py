"""aliyun-python-sdk-core: GET and POST of the older client."""

import unittest

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.request import RpcRequest

from behaviour import ACTION, SOME_JOB, SOME_KEY, VERSIONS, WRONG_KEY, Emulators
from cases import case_of
from clients import Legacy, variant
from emulator import Relay
from files import IDENTITIES

POST = {"method": "POST", "takes_form": True, "takes_big_form": True}

Get = case_of(Legacy)
Post = case_of(variant("LegacyPost", Legacy, **POST))


class WrongSecretRecognised(Emulators, unittest.TestCase):
    """This client compares the server's string to sign with its own: when they are equal, only
    the secret can be wrong. It does so for its product requests, not for CommonRequest."""

    client_class = Legacy

    def assert_recognised(self, method, key, port=None):
        request = RpcRequest("ICE", VERSIONS[0], ACTION)
        request.set_endpoint("127.0.0.1")
        request.set_protocol_type("http")
        request.set_method(method)
        request.add_query_param("JobId", SOME_JOB)
        if method == "POST":
            request.add_body_params("AppParams", "a b+c*~")
        with self.assertRaises(ServerException) as caught:
            Legacy(port or self.own.port, key).client.do_action_with_exception(request)
        self.assertEqual(caught.exception.get_error_code(), "InvalidAccessKeySecret")
        self.assertEqual(caught.exception.get_http_status(), 400)

    def test_in_a_get_request(self):
        self.assert_recognised("GET", WRONG_KEY)

    def test_in_a_post_request_with_a_form(self):
        self.assert_recognised("POST", WRONG_KEY)

    def test_in_a_request_of_a_session(self):
        session = next(identity["Credentials"] for identity in IDENTITIES["Allowed"]
                       if "SecurityToken" in identity["Credentials"])
        self.assert_recognised("GET", {**session, "AccessKeySecret": "wrong"})

    def test_although_only_the_answer_says_what_is_wrong_with_the_secret(self):
        relay = Relay(self.own.port)
        self.addCleanup(relay.stop)
        key = {**SOME_KEY, "AccessKeySecret": SOME_KEY["AccessKeySecret"] + "\n"}
        self.assert_recognised("GET", key, relay.port)
        explanation = relay.first_headers()["x-fake-ice-explain"]
        self.assertIn("a newline at its end", explanation)
