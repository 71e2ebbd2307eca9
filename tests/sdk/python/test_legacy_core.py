"""aliyun-python-sdk-core: GET and POST of the older client."""

import unittest

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.request import RpcRequest

from behaviour import ACTION, SOME_JOB, VERSIONS, WRONG_KEY, Emulators, case_of
from clients import Legacy, variant

POST = {"method": "POST", "takes_form": True, "takes_big_form": True}

Get = case_of(Legacy)
Post = case_of(variant("LegacyPost", Legacy, **POST))


class WrongSecretRecognised(Emulators, unittest.TestCase):
    """This client compares the server's string to sign with its own: when they are equal, only
    the secret can be wrong. It does so for its product requests, not for CommonRequest."""

    client_class = Legacy

    def refusal_of(self, method):
        request = RpcRequest("ICE", VERSIONS[0], ACTION)
        request.set_endpoint("127.0.0.1")
        request.set_protocol_type("http")
        request.set_method(method)
        request.add_query_param("JobId", SOME_JOB)
        if method == "POST":
            request.add_body_params("AppParams", "a b+c*~")
        with self.assertRaises(ServerException) as caught:
            Legacy(self.own.port, WRONG_KEY).client.do_action_with_exception(request)
        return caught.exception

    def test_in_a_get_request(self):
        refusal = self.refusal_of("GET")
        self.assertEqual(refusal.get_error_code(), "InvalidAccessKeySecret")
        self.assertEqual(refusal.get_http_status(), 400)

    def test_in_a_post_request_with_a_form(self):
        refusal = self.refusal_of("POST")
        self.assertEqual(refusal.get_error_code(), "InvalidAccessKeySecret")
        self.assertEqual(refusal.get_http_status(), 400)
