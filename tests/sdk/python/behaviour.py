"""What every official client must find at the emulator, whatever it signs with."""

import datetime
import json
import re
import uuid

from alibabacloud_tea_openapi.utils import Utils

from clients import Request
from emulator import Emulator, Relay
from files import ACCOUNT, EXPECTATIONS, FIXTURE_PATH

ACTION = EXPECTATIONS["Action"]
BUNDLED = EXPECTATIONS["Bundled"]
VERSIONS = EXPECTATIONS["Versions"]
STATUSES = list(BUNDLED["Statuses"].items())
SOME_JOB = ACCOUNT["Jobs"][0]["JobId"]
SOME_KEY = ACCOUNT["AccessKeys"][0]
WRONG_KEY = {**SOME_KEY, "AccessKeySecret": "wrong"}
REQUEST_ID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
V3_MISMATCH = re.compile(
    r"Specified signature does not match our calculation\. server StringToSign is "
    r"\[(\S+)\n([0-9a-f]{64})\] server CanonicalRequest is \[([^\]]+)\]")
V1_MISMATCH = ("Specified signature is not matched with our calculation. "
               "server string to sign is:")


def clock_at(minutes):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def get_job(job_id, **more):
    return Request(**{"action": ACTION, "version": VERSIONS[0], "query": {"JobId": job_id}, **more})


def without_request_id(body):
    return {name: value for name, value in body.items() if name != "RequestId"}


class Emulators:
    """Mixed into a TestCase that names its client_class: two emulators, a client of each, and what
    is asked of a refusal."""

    client_class = None

    @classmethod
    def setUpClass(cls):
        cls.bundled = Emulator()
        cls.addClassCleanup(cls.bundled.stop)
        cls.own = Emulator(FIXTURE_PATH)
        cls.addClassCleanup(cls.own.stop)
        cls.bundled_client = cls.client_class(cls.bundled.port, BUNDLED)
        cls.own_client = cls.client_class(cls.own.port, SOME_KEY)

    def full_job(self):
        """The bundled fixture's finished job: its outputs come from whom it was asked of."""
        endpoint = f"127.0.0.1:{self.bundled.port}"
        return json.loads(json.dumps(BUNDLED["FullJob"]).replace("ENDPOINT", endpoint))

    def refusal_of(self, client, request):
        with self.assertRaises(client.error) as caught:
            client.call(request)
        return caught.exception

    def assert_refused(self, error, expected):
        refusal = self.client_class.read(error)
        self.assertIs(type(error), self.client_class.error_for(refusal))
        self.assertEqual(refusal.code, expected["Code"], error)
        self.assertEqual(refusal.http_status, expected["HttpStatus"])
        self.assertRegex(refusal.request_id, REQUEST_ID)
        if "Message" in expected:
            self.assertEqual(refusal.message, expected["Message"])
        if refusal.data is None:
            self.assertEqual(str(error), self.client_class.wording(refusal))
            return
        self.assertEqual(error.message, self.client_class.wording(refusal))
        self.assertEqual(refusal.data["RequestId"], refusal.request_id)
        self.assertTrue(refusal.data["HostId"].startswith("127.0.0.1"), refusal.data)
        self.assertIn(f"q={refusal.code}&", refusal.data["Recommend"])
        self.assertTrue(refusal.data["Recommend"].endswith(f"requestId={refusal.request_id}"))


class Behaviour(Emulators):
    """What needs neither a form nor a connection that stays open."""

    def check_status(self, job_id, status):
        body = self.bundled_client.call(get_job(job_id)).body
        self.assertEqual((body["JobId"], body["Status"]), (job_id, status))

    def check_full_job(self, version):
        request = get_job(BUNDLED["FullJob"]["JobId"], version=version)
        answer = self.bundled_client.call(request)
        self.assertRegex(answer.body["RequestId"], REQUEST_ID)
        self.assertEqual(without_request_id(answer.body), self.full_job())
        if answer.headers is not None:
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers["content-type"], "application/json;charset=utf-8")
            self.assertEqual(answer.headers["x-acs-request-id"], answer.body["RequestId"])

    def check_job(self, job):
        answer = self.own_client.call(get_job(job["JobId"]))
        self.assertEqual(without_request_id(answer.body), job)

    def check_refusal(self, expected):
        timestamp = expected.get("Timestamp")
        if "ClockMinutes" in expected:
            timestamp = clock_at(expected["ClockMinutes"])
        client = self.client_class(self.own.port, expected.get("Credentials", SOME_KEY))
        request = Request(expected.get("Action", ACTION), expected.get("Version", VERSIONS[0]),
                          expected.get("Query", {"JobId": SOME_JOB}), timestamp=timestamp)
        self.assert_refused(self.refusal_of(client, request), expected)

    def check_clock(self, minutes):
        answer = self.own_client.call(get_job(SOME_JOB, timestamp=clock_at(minutes)))
        self.assertEqual(answer.body["JobId"], SOME_JOB)

    def test_may_send_empty_parameters_that_the_action_does_not_know(self):
        query = {"JobId": SOME_JOB, "Empty": "", "FolderId": ""}
        answer = self.own_client.call(get_job(SOME_JOB, query=query))
        self.assertEqual(answer.body["JobId"], SOME_JOB)

    def test_learns_that_a_job_id_of_20_kib_names_no_job(self):
        error = self.refusal_of(self.own_client, get_job("j" * 20 * 1024))
        self.assert_refused(error, EXPECTATIONS["Refusals"][0])

    def test_is_shown_what_the_server_signed_when_the_secret_is_wrong(self):
        client = self.client_class(self.own.port, WRONG_KEY)
        nonce = str(uuid.uuid4())
        error = self.refusal_of(client, get_job(SOME_JOB, nonce=nonce))
        self.assert_refused(error, EXPECTATIONS["WrongSecret"])
        message = client.read(error).message
        if client.protocol == "V1":
            self.assertTrue(message.startswith(f"{V1_MISMATCH}{client.method}&%2F&"), message)
            self.assertIn(f"%26SignatureNonce%3D{nonce}%26", message)
            return
        shown = V3_MISMATCH.fullmatch(message)
        self.assertIsNotNone(shown, message)
        algorithm, digest, canonical_request = shown.groups()
        self.assertEqual(algorithm, client.algorithm or "ACS3-HMAC-SHA256")
        self.assertEqual(Utils.hash(canonical_request.encode(), algorithm).hex(), digest)
        self.assertIn(f"\nx-acs-signature-nonce:{nonce}\n", canonical_request)

    def test_is_refused_when_it_repeats_a_nonce(self):
        request = get_job(SOME_JOB, nonce=str(uuid.uuid4()))
        self.assertEqual(self.own_client.call(request).body["JobId"], SOME_JOB)
        error = self.refusal_of(self.own_client, request)
        self.assert_refused(error, EXPECTATIONS["RepeatedNonce"])

    def test_makes_20_calls_at_once_each_with_its_own_answer(self):
        asked = [STATUSES[index % len(STATUSES)] for index in range(20)]
        answers = self.bundled_client.call_all([get_job(job_id) for job_id, _ in asked])
        self.assertEqual([(a.body["JobId"], a.body["Status"]) for a in answers], asked)
        self.assertEqual(len({a.body["RequestId"] for a in answers}), 20)


class KeepsConnections:
    def test_makes_a_dozen_calls_over_one_connection(self):
        relay = Relay(self.bundled.port)
        self.addCleanup(relay.stop)
        client = self.client_class(relay.port, BUNDLED)
        for job_id, status in STATUSES * 2:
            self.assertEqual(client.call(get_job(job_id)).body["Status"], status)
        self.assertEqual(relay.connections, 1)


class TakesForms:
    def test_may_send_the_job_id_in_a_form_body(self):
        request = get_job(SOME_JOB, query={}, form={"JobId": SOME_JOB})
        self.assertEqual(self.own_client.call(request).body["JobId"], SOME_JOB)


class TakesBigForms:
    def test_may_send_a_parameter_of_1_mib_in_a_form_body(self):
        request = get_job(SOME_JOB, form={"AppParams": "p" * 1024 * 1024})
        self.assertEqual(self.own_client.call(request).body["JobId"], SOME_JOB)
