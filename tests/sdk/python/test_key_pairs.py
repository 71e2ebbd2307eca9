"""Clients that sign with a private key, and what key and signature must have in common."""

import base64
import functools
import json
import unittest

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from behaviour import SOME_JOB, SOME_KEY, V3_MISMATCH, Emulators, get_job, without_request_id
from clients import Ice, IceAsync, Legacy, LegacyKeyPair, OpenApi, OpenApiAsync, variant
from emulator import Relay, control
from files import ACCOUNT, EXPECTATIONS

RSA = {"algorithm": "ACS3-RSA-SHA256"}
V2_MODE = {"algorithm": "v2", "protocol": "V1"}
GET = {"method": "GET"}


class KeyPair:
    def __init__(self, access_key_id):
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.access_key_id = access_key_id

    def stored(self):
        public_key = self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        return {"AccessKeyId": self.access_key_id, "PublicKey": public_key.decode()}

    def used_by(self, client_class):
        """The private key as the SDK takes it: the legacy core wants it without PEM's frame."""
        pkcs8 = functools.partial(self._key.private_bytes,
                                  format=serialization.PrivateFormat.PKCS8,
                                  encryption_algorithm=serialization.NoEncryption())
        if client_class.protocol == "V1":
            secret = base64.b64encode(pkcs8(serialization.Encoding.DER))
        else:
            secret = pkcs8(serialization.Encoding.PEM)
        return {"AccessKeyId": self.access_key_id, "AccessKeySecret": secret.decode()}


OWN_PAIR = KeyPair("sdk-pair")
OTHER_PAIR = KeyPair("sdk-other-pair")


class KeyPairs(Emulators):
    """The emulator knows the public keys of both pairs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = [OWN_PAIR.stored(), OTHER_PAIR.stored()]
        account = {"AccountId": "1000000000000025", "AccessKeys": keys, "Jobs": ACCOUNT["Jobs"]}
        control(cls.own.port, "POST", "fixtures", {"Accounts": [account]})

    def assert_wrong_algorithm(self, credentials, explanation):
        relay = Relay(self.own.port)
        self.addCleanup(relay.stop)
        error = self.refusal_of(self.client_class(relay.port, credentials), get_job(SOME_JOB))
        self.assert_refused(error, EXPECTATIONS["WrongAlgorithm"])
        self.assertEqual(relay.first_headers()["x-fake-ice-explain"], explanation)


class PrivateKeys(KeyPairs):
    def check_job(self, job):
        client = self.client_class(self.own.port, OWN_PAIR.used_by(self.client_class))
        answer = client.call(get_job(job["JobId"]))
        self.assertEqual(without_request_id(answer.body), job)

    def test_is_told_when_the_key_is_of_another_pair(self):
        credentials = {**OTHER_PAIR.used_by(self.client_class),
                       "AccessKeyId": OWN_PAIR.access_key_id}
        relay = Relay(self.own.port)
        self.addCleanup(relay.stop)
        client = self.client_class(relay.port, credentials)
        refusal = client.read(self.refusal_of(client, get_job(SOME_JOB)))
        self.assertEqual(refusal.http_status, 400)
        self.assertTrue(relay.first_headers()["x-fake-ice-explain"])
        if client.protocol == "V1":
            # It has compared the strings to sign, as it does for its product requests.
            self.assertEqual(refusal.code, "InvalidAccessKeySecret")
            return
        self.assertEqual(refusal.code, EXPECTATIONS["WrongSecret"]["Code"])
        shown = V3_MISMATCH.fullmatch(refusal.message)
        self.assertIsNotNone(shown, refusal.message)
        self.assertEqual(shown[1], client.algorithm)

    def test_is_told_that_an_access_key_has_a_secret_and_no_key_pair(self):
        credentials = {**OWN_PAIR.used_by(self.client_class),
                       "AccessKeyId": SOME_KEY["AccessKeyId"]}
        self.assert_wrong_algorithm(
            credentials, "this access key has a secret: sign with HMAC, not with RSA")


class Secrets(KeyPairs):
    def test_is_told_that_an_access_key_has_a_key_pair_and_no_secret(self):
        credentials = {**SOME_KEY, "AccessKeyId": OWN_PAIR.access_key_id}
        self.assert_wrong_algorithm(
            credentials, "this access key has a public key: sign with RSA-SHA256, not with HMAC")


def case_of(client_class, *mixins):
    members = {"client_class": client_class}
    for job in ACCOUNT["Jobs"] if PrivateKeys in mixins else []:
        sentence = f"test finds the job named {json.dumps(job['JobId'])}"
        members[sentence] = functools.partialmethod(PrivateKeys.check_job, job)
    return type(client_class.__name__, (*mixins, unittest.TestCase), members)


Sync = case_of(variant("OpenApiRsa", OpenApi, **RSA), PrivateKeys)
SyncGet = case_of(variant("OpenApiRsaGet", OpenApi, **RSA, **GET), PrivateKeys)
Async = case_of(variant("OpenApiAsyncRsa", OpenApiAsync, **RSA), PrivateKeys)
IceSync = case_of(variant("IceRsa", Ice, **RSA), PrivateKeys)
IceOnAsync = case_of(variant("IceAsyncRsa", IceAsync, **RSA), PrivateKeys)
LegacyGet = case_of(LegacyKeyPair, PrivateKeys)
LegacyPost = case_of(variant("LegacyKeyPairPost", LegacyKeyPair, method="POST"), PrivateKeys)
WithSecret = case_of(OpenApi, Secrets)
WithSecretInV2Mode = case_of(variant("OpenApiV2Mode", OpenApi, **V2_MODE), Secrets)
WithSecretAndLegacy = case_of(Legacy, Secrets)
