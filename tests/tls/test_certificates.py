"""Whom the certificate is for, who made it, and how long that is kept."""

import os
import pathlib
import re
import socket
import ssl
import stat
import tempfile
import unittest

from secure_server import PATIENCE, ROOT, SecureServer, run, start_failure


def names_of(server):
    """The names in the certificate that a server shows."""
    shown = ssl.get_server_certificate(("127.0.0.1", server.tls_port))
    text = run("openssl", "x509", "-noout", "-ext", "subjectAltName", given=shown).stdout
    return set(re.findall(r"(?:DNS|IP Address):([^,\s]+)", text))


def accepts(server, name, ca=None):
    """Whether a client that calls it by that name takes the server for it."""
    context = ssl.create_default_context(cafile=ca or server.ca())
    with socket.create_connection(("127.0.0.1", server.tls_port), PATIENCE) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=name):
                return True
        except ssl.SSLCertVerificationError:
            return False


class Names(unittest.TestCase):
    def test_it_is_for_this_machine_and_the_service_in_every_region(self):
        regions = [line for line in (ROOT / "schema/regions.txt").read_text().splitlines()
                   if not line.startswith("#")]
        self.assertGreater(len(regions), 50)
        with SecureServer() as server:
            expected = {"localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "*.aliyuncs.com"}
            for region in regions:
                expected |= {f"{start}{region}.aliyuncs.com"
                             for start in ("ice.", "yike.", "*.oss-")}
            self.assertEqual(names_of(server), expected)
            for name in ("localhost", "127.0.0.1", "::1", "ice.aliyuncs.com",
                         "ice.cn-shanghai.aliyuncs.com", "yike.ap-southeast-1.aliyuncs.com",
                         "my-bucket.oss-cn-shanghai.aliyuncs.com"):
                self.assertTrue(accepts(server, name), name)
            for name in ("example.com", "aliyuncs.com", "a.b.oss-cn-shanghai.aliyuncs.com"):
                self.assertFalse(accepts(server, name), name)

    def test_further_names_are_added(self):
        names = ["--tls-name", "ice.test", "--tls-name", "10.1.2.3,*.ice.test"]
        with SecureServer(*names) as server:
            for name in ("ice.test", "x.ice.test", "10.1.2.3", "localhost"):
                self.assertTrue(accepts(server, name), name)


class Authorities(unittest.TestCase):
    def test_each_start_has_an_authority_of_its_own(self):
        with SecureServer() as one, SecureServer() as other:
            self.assertNotEqual(pathlib.Path(one.ca()).read_text(),
                                pathlib.Path(other.ca()).read_text())
            self.assertFalse(accepts(one, "localhost", ca=other.ca()))

    def test_a_directory_keeps_it_and_its_key_from_others(self):
        with tempfile.TemporaryDirectory() as folder:
            kept = pathlib.Path(folder) / "made" / "here"
            with SecureServer("--tls-dir", str(kept)) as first:
                trusted = pathlib.Path(first.ca()).read_text()
                self.assertEqual((kept / "ca.pem").read_text(), trusted)
            self.assertEqual(stat.S_IMODE((kept / "ca-key.pem").stat().st_mode), 0o600)
            self.assertEqual(sorted(os.listdir(kept)), ["ca-key.pem", "ca.pem"])
            with SecureServer("--tls-dir", str(kept)) as second:
                self.assertTrue(accepts(second, "localhost", ca=str(kept / "ca.pem")))
                self.assertNotIn("PRIVATE", trusted)

    def test_what_a_directory_keeps_must_be_an_authority(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "ca-key.pem"
            file.write_text("nothing")
            self.assertIn(f"{file} holds no certificate in PEM", start_failure(
                "--tls-listen", "127.0.0.1:0", "--tls-dir", folder))

    def test_the_control_api_says_why_there_is_none(self):
        with OwnCertificate() as own, SecureServer(*own.options()) as server:
            with self.assertRaisesRegex(AssertionError, "--tls-listen without --tls-cert"):
                server.ca()


class OwnCertificate(tempfile.TemporaryDirectory):
    """A certificate that openssl made."""

    def options(self, cert="cert.pem", key="key.pem"):
        return ["--tls-cert", f"{self.name}/{cert}", "--tls-key", f"{self.name}/{key}"]

    def __enter__(self):
        super().__enter__()
        for name in ("cert", "other"):
            run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=own.test",
                "-addext", "subjectAltName=DNS:own.test", "-out", f"{self.name}/{name}.pem",
                "-keyout", f"{self.name}/{name.replace('cert', 'key')}.pem")
        return self


class Own(unittest.TestCase):
    def test_it_is_shown_as_it_is(self):
        with OwnCertificate() as own, SecureServer(*own.options()) as server:
            self.assertTrue(accepts(server, "own.test", ca=f"{own.name}/cert.pem"))

    def test_what_cannot_be_used_is_said_at_start(self):
        with OwnCertificate() as own:
            pathlib.Path(own.name, "empty.pem").write_text("")
            for options, reason in (
                    (own.options(cert="missing.pem"), "missing.pem: No such file"),
                    (own.options(cert="empty.pem"), "no certificate in PEM"),
                    (own.options(key="cert.pem"), "no private key in PEM"),
                    (own.options(key="other.pem"), "cannot be used with the certificate")):
                said = start_failure("--tls-listen", "127.0.0.1:0", *options)
                self.assertIn(reason, said)
                self.assertIn(options[1], said)


class Bad(unittest.TestCase):
    def test_an_expired_one_and_one_of_another_name_are_refused_by_clients(self):
        for flaw, reason in (("expired", "certificate has expired"),
                             ("name", "IP address mismatch")):
            with SecureServer("--tls-bad", flaw) as server:
                with self.assertRaisesRegex(ssl.SSLCertVerificationError, reason):
                    server.get("/_fake-ice/health")
