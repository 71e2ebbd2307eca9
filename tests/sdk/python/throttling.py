"""Throttled accounts: what their callers are told, and what the SDK's own retry makes of it."""

from darabonba.policy.retry import RetryOptions

from behaviour import get_job
from emulator import Relay, control
from files import EXPECTATIONS

THROTTLED = EXPECTATIONS["Throttled"]
JOB = {"JobId": "of a throttled account", "Status": "Created"}
SECONDS_TO_WAIT = 100


def retry_options(max_attempts, max_delay=None):
    condition = {"exception": ["ThrottlingException"], "maxAttempts": max_attempts,
                 "maxDelay": max_delay}
    return RetryOptions({"retryable": True, "retryCondition": [condition]})


def header_of(request, name):
    return next((header["Value"] for header in request["Request"]["Headers"]
                 if header["Name"].lower() == name), None)


class ThrottledAccounts:
    def throttled_account(self, throttle):
        """An account of one test alone."""
        return control(self.own.port, "POST", "accounts", {"Throttle": throttle, "Jobs": [JOB]})

    def slow_account(self, burst):
        """An account that answers as many calls as its burst, and then none for 100 seconds."""
        return self.throttled_account({"PerSecond": 1 / SECONDS_TO_WAIT, "Burst": burst})

    def requests_of(self, account):
        """What the emulator saw of an account, oldest first."""
        path = f"requests?AccountId={account['AccountId']}"
        summaries = control(self.own.port, "GET", path)["Requests"]
        return [control(self.own.port, "GET", f"requests/{summary['RequestId']}")
                for summary in reversed(summaries)]


class Throttling(ThrottledAccounts):
    def test_is_told_to_come_again_later_when_it_calls_too_often_and_does_not_by_itself(self):
        account = self.slow_account(2)
        client = self.client_class(self.own.port, account)
        for _ in range(2):
            self.assertEqual(client.call(get_job(JOB["JobId"])).body["Status"], JOB["Status"])
        relay = Relay(self.own.port)
        self.addCleanup(relay.stop)
        throttled = self.client_class(relay.port, account)
        error = self.refusal_of(throttled, get_job(JOB["JobId"]))
        self.assert_refused(error, THROTTLED)
        wait = int(relay.first_headers()["x-acs-retry-after"])
        self.assertGreater(wait, 0)
        self.assertLessEqual(wait, SECONDS_TO_WAIT * 1000)
        if client.retries:
            self.assertEqual(client.read(error).retry_after, wait)
        codes = [request.get("Code") for request in self.requests_of(account)]
        self.assertEqual(codes, [None, None, THROTTLED["Code"]])

    def test_leaves_other_accounts_alone_when_it_calls_too_often(self):
        client = self.client_class(self.own.port, self.slow_account(1))
        client.call(get_job(JOB["JobId"]))
        self.assert_refused(self.refusal_of(client, get_job(JOB["JobId"])), THROTTLED)
        other = self.client_class(self.own.port, self.slow_account(1))
        self.assertEqual(other.call(get_job(JOB["JobId"])).body["Status"], JOB["Status"])


class Retries(ThrottledAccounts):
    def test_gives_up_a_retry_that_is_throttled_every_time(self):
        account = self.slow_account(1)
        client = self.client_class(self.own.port, account, retry_options=retry_options(3, 1))
        client.call(get_job(JOB["JobId"]))
        self.assert_refused(self.refusal_of(client, get_job(JOB["JobId"])), THROTTLED)
        requests = self.requests_of(account)[1:]
        self.assertEqual([request["Code"] for request in requests], [THROTTLED["Code"]] * 3)
        attempts = [header_of(request, "x-acs-retry-attempts") for request in requests]
        self.assertEqual(attempts, [None, "1", "2"])
        self.assertEqual(header_of(requests[1], "x-acs-retry-delay"), "1")

    def test_gets_its_answers_when_it_waits_as_long_as_it_is_told(self):
        account = self.throttled_account({"PerSecond": 10, "Burst": 1})
        client = self.client_class(self.own.port, account, retry_options=retry_options(20))
        answers = client.call_all([get_job(JOB["JobId"])] * 3)
        self.assertEqual([answer.body["Status"] for answer in answers], [JOB["Status"]] * 3)
        throttled = [request for request in self.requests_of(account) if "Code" in request]
        self.assertTrue(throttled)
