"""What goes wrong on a test's demand: what the SDK makes of it, and that the next poll is well."""

from darabonba.policy.retry import RetryOptions

from behaviour import ACTION, VERSIONS, get_job
from clients import without_unset
from emulator import control
from files import ERROR_CODES, EXPECTATIONS, FAULTS
from flows import APP, FLOW, Flows, statuses_of

DOCUMENTED = [{"Code": code, "HttpStatus": int(status)}
              for status, codes in FAULTS["Documented"].items() for code in codes]
RETRIES = FAULTS["Retries"]
RETRYING = RetryOptions({"retryable": True, "retryCondition": [
    {"exception": ["RetryError"], "errorCode": ["ServiceUnavailable"], "maxAttempts": 3,
     "backoff": {"policy": "Fixed", "period": 1}}]})


def told_of(error):
    """What an SDK tells its caller, in the words of the table."""
    cause = getattr(error, "inner_exception", None)
    return without_unset({
        "Name": type(error).__name__,
        "Code": getattr(error, "code", None) or getattr(error, "error_code", None),
        "HttpStatus": getattr(error, "status_code", None) or getattr(error, "http_status", None),
        "RetryAfterMs": getattr(error, "retry_after", None),
        "Cause": cause and type(cause).__name__,
    })


class Faults(Flows):
    def account_with_fault(self, fault):
        """An account with a job that polls of it, but no others, meet the fault."""
        account = self.new_account()
        job_id, bystander = self.submit(account, APP), self.submit(account, APP)
        account.own("POST", "faults", {"Match": {"Action": ACTION, "JobId": job_id}, **fault})
        self.assertEqual(self.read(account, bystander)["Status"], "Created")
        return account, job_id

    def check_fault(self, row):
        """A program meets the fault at its second poll, and gets its picture all the same."""
        account, job_id = self.account_with_fault({"Skip": 1, "Times": 1, **row["Fault"]})
        timeout = row.get("ReadTimeoutMs", {}).get(self.client_class.package)
        second = account.connect(read_timeout=timeout) if timeout else None
        seen = self.follow(account, job_id, VERSIONS[0], second)
        self.assertIsInstance(seen[1], Exception, "the fault did not act")
        self.assert_told(seen[1], row["Situation"])
        first, _, *later = FLOW["Statuses"]
        self.assertEqual(statuses_of(seen), [first, None, *later])
        self.assert_image(seen[-1])
        (fault,) = account.faults()
        self.assertEqual((fault["Matched"], fault["Fired"]), (len(seen), 1))
        # An error comes instead of the operation; anything else only spoils its answer.
        reads = len(seen) - ("Error" in row["Fault"])
        self.assertEqual(account.polls(job_id)["Count"], reads)

    def test_gets_its_picture_although_its_account_was_throttled(self):
        throttle = {"PerSecond": 0.001, "Burst": 2, "Actions": [ACTION]}
        account = self.new_account({"Throttle": throttle})
        job_id = self.submit(account, APP)
        for _ in range(2):
            self.assertEqual(self.read(account, job_id)["Status"], "Created")
        error = self.refusal_of(account.connect(), get_job(job_id))
        self.assert_refused(error, EXPECTATIONS["Throttled"])
        freed = {"AccountId": account.key["AccountId"], "Throttle": {"PerSecond": 1000}}
        control(account.port, "POST", "fixtures", {"Accounts": [freed]})
        seen = self.follow(account, job_id, VERSIONS[0])
        self.assertEqual(statuses_of(seen), FLOW["Statuses"])
        self.assert_image(seen[-1])
        self.assertEqual(account.polls(job_id)["Count"], len(seen) + 2)

    def test_has_made_a_job_although_the_answer_to_its_submission_was_lost(self):
        account = self.new_account()
        on_submit = {"Match": {"Action": "SubmitYikeAIAppJob", **APP}, "Times": 1}
        account.own("POST", "faults", [{**on_submit, "Error": {"Code": "InternalError"}},
                                       {**on_submit, "Connection": "Reset"}])
        with self.assertRaises(self.client_class.error) as caught:
            self.submit(account, APP)
        self.assert_refused(caught.exception, {"Code": "InternalError", "HttpStatus": 500})
        self.assertEqual(account.known_jobs(), [])
        with self.assertRaises(Exception) as caught:
            self.submit(account, APP)
        self.assert_told(caught.exception, "a connection that is reset")
        self.assertEqual(len(account.known_jobs()), 1)
        job_id = self.submit(account, APP)
        self.assertEqual(len(account.known_jobs()), 2)
        self.assertEqual(self.read(account, job_id)["Status"], "Created")

    def assert_told(self, error, situation):
        row = next(row for row in FAULTS["Faults"] if row["Situation"] == situation)
        self.assertEqual(told_of(error), row["Told"][self.client_class.package])

    def check_documented(self, version):
        self.assertCountEqual([expected["Code"] for expected in DOCUMENTED], ERROR_CODES)
        account = self.new_account()
        job_id = self.submit(account, APP, version)
        account.own("POST", "faults", [{"Times": 1, "Error": {"Code": expected["Code"]}}
                                       for expected in DOCUMENTED])
        client = account.connect()
        request = get_job(job_id, version=version)
        errors = [self.refusal_of(client, request) for _ in DOCUMENTED]
        told = [{"Code": refusal.code, "HttpStatus": refusal.http_status}
                for refusal in map(client.read, errors)]
        self.assertEqual(told, self.renamed())
        for error, expected in zip(errors, self.renamed()):
            self.assert_refused(error, expected)
        counts = {(fault["Matched"], fault["Fired"]) for fault in account.faults()}
        self.assertEqual(counts, {(len(DOCUMENTED), 1)})
        self.assertEqual(client.call(request).body["Status"], "Created")
        self.assertEqual(account.polls(job_id)["Count"], 1)

    def renamed(self):
        """The errors by the names that the SDK has for them. The legacy core compares the string to
        sign in the message with its own; for a generic request both are empty, and so it says
        that the secret is wrong."""
        names = FAULTS["Renamed"].get(self.client_class.package, {})
        return [{**row, "Code": names.get(row["Code"], row["Code"])} for row in DOCUMENTED]

    def check_retry(self, row, settings, requests):
        account, job_id = self.account_with_fault(row["Fault"])
        client = account.connect(**settings)
        if requests == 1:
            with self.assertRaises(Exception) as caught:
                client.call(get_job(job_id))
            self.assert_told(caught.exception, row["Situation"])
        else:
            self.assertEqual(client.call(get_job(job_id)).body["Status"], "Created")
        journal = [row["Journal"], row["Journal"], None][:requests]
        polls = [request for request in account.requests()
                 if request["Action"] == ACTION and request.get("JobId") == job_id]
        self.assertEqual([poll.get("Fault") for poll in polls], journal)
        reads = journal.count(None) if "Error" in row["Fault"] else requests
        self.assertEqual(account.polls(job_id)["Count"], reads)


def fault_cases(client_class, versions):
    for row in FAULTS["Faults"]:
        yield f"gets its picture in spite of {row['Situation']}", Faults.check_fault, (row,)
    for version in versions:
        sentence = f"is told every documented error of version {version} by its name"
        yield sentence, Faults.check_documented, (version,)
    requests = RETRIES["Requests"][client_class.package]
    settings = {"retry_options": RETRYING} if client_class.retries else {"max_retry_time": 3}
    for row in RETRIES["Situations"]:
        sentence = (f"retries {row['Situation']} until it is answered" if requests > 1
                    else f"does not retry {row['Situation']} although it may")
        yield sentence, Faults.check_retry, (row, settings, requests)
