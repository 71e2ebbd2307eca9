"""Who may call: accounts, users and sessions, and what the others are told."""

import json
import subprocess

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
        self.assert_refused(error, IDENTITIES["Denial"])
        refusal = client.read(error)
        if refusal.data is None:
            return  # The legacy core keeps code and message alone.
        detail = dict(refusal.access_denied)
        message = detail.pop("EncodedDiagnosticMessage")
        self.assertEqual(detail, denial["Detail"])
        self.assertRegex(message, r"\AAQEAAAAA[A-Za-z0-9+/]+=*\Z")
        self.check_decoded(decode(message), denial["Detail"])

    def check_decoded(self, decoded, detail):
        owner = detail["AuthPrincipalOwnerId"]
        explicit = detail["NoPermissionType"] == "ExplicitDeny"
        self.assertEqual(decoded["ExplicitDeny"], explicit)
        self.assertEqual(decoded["NoPermissionPolicyType"], detail["PolicyType"])
        self.assertEqual(decoded["AuthAction"], detail["AuthAction"])
        self.assertEqual(decoded["AuthResource"], f"acs:ice:*:{owner}:*")
        self.assertEqual(decoded["AuthPrincipal"], {
            key: value for key, value in detail.items() if key.startswith("AuthPrincipal")})
        self.assertIn({"ConditionKey": "acs:SourceIp", "ConditionValues": ["127.0.0.1"]},
                      decoded["AuthConditions"])
        self.assertEqual([policy["Effect"] for policy in decoded["MatchedPolicies"]],
                         ["Deny"] if explicit else [])


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
