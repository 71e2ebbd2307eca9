"""What differs between HTTPS and HTTP for who calls, and who speaks the wrong one."""

import http.client
import json
import unittest

from secure_server import PATIENCE, SecureServer

FINISHED = ("/?Action=GetYikeAIAppJob&Version=2020-11-09&Format="
            "{}&JobId=00000000000000000000000000000004")


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = SecureServer("--auth", "off")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_made_up_urls_name_scheme_host_and_port_that_the_client_used(self):
        answer, body = self.server.get(FINISHED.format("JSON"))
        self.assertEqual(answer.status, 200)
        url = json.loads(body)["Result"]["ImageResult"][0]["OutputUrl"]
        self.assertTrue(url.startswith(self.server.url + "/_media/"), url)
        download, image = self.server.get(url.removeprefix(self.server.url))
        self.assertEqual(download.status, 200)
        self.assertTrue(image)

    def plain(self, target):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.tls_port,
                                                timeout=PATIENCE)
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer, body

    def test_plain_http_on_the_port_for_tls_is_told_so_in_the_form_it_asks_for(self):
        for form, code in (("XML", "<Code>InvalidProtocol.NeedSsl</Code>"),
                           ("JSON", '"Code":"InvalidProtocol.NeedSsl"')):
            answer, body = self.plain(FINISHED.format(form))
            self.assertEqual(answer.status, 400)
            self.assertIn(code, body)
            explained = answer.headers["x-fake-ice-explain"]
            self.assertIn(f"port {self.server.tls_port} is HTTPS", explained)
            self.assertIn(f"port {self.server.port}, which is plain HTTP", explained)
        self.server.wait_for_log(f"port {self.server.tls_port} is HTTPS")

    def test_so_is_a_caller_of_the_control_api(self):
        answer, body = self.plain("/_fake-ice/health")
        self.assertEqual(answer.status, 400)
        error = json.loads(body)["Error"]
        self.assertEqual(error["Code"], "InvalidProtocol.NeedSsl")
        self.assertIn("HTTPS", error["Message"])
