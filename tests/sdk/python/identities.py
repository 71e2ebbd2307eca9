"""Who may call: accounts, users, sessions and bearer tokens, and what the others are told."""

import json
import subprocess

from alibabacloud_credentials.client import Client as CredentialClient
from alibabacloud_credentials.models import Config as CredentialConfig

from behaviour import get_job, without_request_id
from files import BINARY, IDENTITIES

JOB = {"JobId": IDENTITIES["JobId"], "Status": "Finished"}


def decode(message):
    return json.loads(subprocess.check_output([BINARY, "decode", message], text=True))


class Identities:
    def check_allowed(self, identity):
        client = self.client_class(self.own.port, identity["Credentials"])
        answer = client.call(get_job(JOB["JobId"]))
        self.assertEqual(without_request_id(answer.body), JOB)

    def check_refused(self, expected):
        client = self.client_class(self.own.port, expected["Credentials"])
        self.assert_refused(self.refusal_of(client, get_job(JOB["JobId"])), expected)

    def check_denied(self, denial):
        client = self.client_class(self.own.port, denial["Credentials"])
        error = self.refusal_of(client, get_job(JOB["JobId"]))
        self.assert_refused(error, IDENTITIES["NoPermission"])
        refusal = client.read(error)
        if refusal.data is None:
            return  # The legacy core keeps code and message alone.
        detail = dict(refusal.access_denied)
        message = detail.pop("EncodedDiagnosticMessage")
        self.assertEqual(detail, denial["Detail"])
        self.assertRegex(message, r"\AAQEAAAAA[A-Za-z0-9+/]+=*\Z")
        decoded = decode(message)
        owner = denial["Detail"]["AuthPrincipalOwnerId"]
        self.assertEqual(decoded.pop("AuthResource"), f"acs:ice:*:{owner}:*")
        self.assertEqual(decoded.pop("Conditions")["acs:SourceIp"], ["127.0.0.1"])
        self.assertEqual(decoded, denial["Detail"])


class BearerCredentials:
    def test_takes_its_bearer_token_from_a_credential_of_the_package_for_these(self):
        token = next(identity["Credentials"]["BearerToken"] for identity in IDENTITIES["Allowed"]
                     if "BearerToken" in identity["Credentials"])
        credential = CredentialClient(CredentialConfig(type="bearer", bearer_token=token))
        client = self.client_class(self.own.port, {}, credential=credential)
        self.assertEqual(client.call(get_job(JOB["JobId"])).body["JobId"], JOB["JobId"])


def identity_cases(client_class):
    def rows(name):
        for row in IDENTITIES[name]:
            if client_class.takes_bearer or "BearerToken" not in row["Credentials"]:
                yield row, row["Situation"]

    for row, situation in rows("Allowed"):
        yield f"reads a job as {situation}", Identities.check_allowed, (row,)
    for row, situation in rows("Refused"):
        yield f"is refused {row['Code']} for {situation}", Identities.check_refused, (row,)
    for row, situation in rows("Denied"):
        yield f"is told who may not do what as {situation}", Identities.check_denied, (row,)
