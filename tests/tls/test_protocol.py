"""What is spoken, as OpenSSL's own client sees it."""

import socket
import ssl
import unittest

from secure_server import PATIENCE, SecureServer, run


class Protocol(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = SecureServer()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def s_client(self, *options, given=""):
        return run("openssl", "s_client", "-connect", f"127.0.0.1:{self.server.tls_port}",
                   "-CAfile", self.server.ca(), "-verify_return_error", *options, given=given)

    def test_tls_1_2_and_1_3_are_spoken_by_a_trusted_server(self):
        for option, name in (("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")):
            shown = self.s_client(option)
            self.assertEqual(shown.returncode, 0, shown.stdout)
            self.assertIn(f"New, {name}", shown.stdout)
            self.assertIn("Verify return code: 0 (ok)", shown.stdout)
            self.assertIn("Compression: NONE", shown.stdout)

    def test_older_versions_are_refused(self):
        for option in ("-tls1", "-tls1_1"):
            # The lowest security level, so that it is not the client that refuses.
            shown = self.s_client(option, "-cipher", "DEFAULT@SECLEVEL=0")
            self.assertNotEqual(shown.returncode, 0)
            self.assertIn("alert protocol version", shown.stdout)

    def test_compression_is_refused_even_to_who_asks(self):
        shown = self.s_client("-tls1_2", "-comp")
        self.assertIn("Compression: NONE", shown.stdout)

    def test_renegotiation_is_refused(self):
        shown = self.s_client("-tls1_2", given="R\n")
        self.assertIn("RENEGOTIATING", shown.stdout)
        self.assertIn("no renegotiation", shown.stdout)

    def test_http_1_1_is_agreed_and_no_other_protocol(self):
        for offered, agreed in (("http/1.1", "http/1.1"), ("h2,http/1.1", "http/1.1"),
                                ("h2", None)):
            shown = self.s_client("-alpn", offered).stdout
            self.assertIn(f"ALPN protocol: {agreed}" if agreed else "No ALPN negotiated", shown)

    def test_the_name_asked_for_does_not_matter(self):
        for name in ("ice.cn-shanghai.aliyuncs.com", "unknown.test"):
            shown = self.s_client("-servername", name)
            self.assertEqual(shown.returncode, 0, shown.stdout)

    def test_a_session_is_taken_up_again(self):
        context = self.server.context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # whose ticket comes with the handshake
        with self.wrapped(context) as first:
            session = first.session
            self.assertFalse(first.session_reused)
        with self.wrapped(context, session) as second:
            self.assertTrue(second.session_reused)

    def wrapped(self, context, session=None):
        plain = socket.create_connection(("127.0.0.1", self.server.tls_port), PATIENCE)
        return context.wrap_socket(plain, server_hostname="127.0.0.1", session=session)

    def test_a_connection_is_kept_and_ended_by_tls(self):
        with self.wrapped(self.server.context()) as client:
            for last in (False, True):
                client.sendall(b"GET /_fake-ice/health HTTP/1.1\r\nHost: localhost\r\n" +
                               (b"Connection: close\r\n" if last else b"") + b"\r\n")
                self.assertTrue(client.recv(65536).startswith(b"HTTP/1.1 200 "))
            # An end without close_notify would be an SSLEOFError.
            self.assertEqual(client.recv(1), b"")
