"""The life of a job: submitted, read while a test moves its account's clock, finished or failed."""

import datetime
import gzip

from accounts import LIFE_TIME, MEDIA_ID, SUBMISSION, GenericAccount, with_text
from behaviour import VERSIONS, get_job
from emulator import Relay
from files import APPS, EXPECTATIONS, JOBS

OUTPUTS = JOBS["Outputs"]
SUBMITTED_AT = JOBS["Account"]["Clock"]["FrozenAt"]


class Accounts:
    def new_account(self, more=None):
        return GenericAccount(self.client_class, self.own.port, more)

    def submit(self, account, parameters=SUBMISSION, version=VERSIONS[0]):
        return account.submit(parameters, version)

    def read(self, account, job_id):
        return account.get(job_id)


class Jobs(Accounts):
    def assert_lives(self, account, submitted, life, version=VERSIONS[0]):
        """Submits and follows a job, of which every field but the outputs must be as it is told."""
        job_id = account.submit(submitted, version)
        for moment in life:
            account.advance(moment["Advance"])
            job = account.get(job_id, version)
            result = job.pop("Result", None)
            self.assertEqual(job, {"JobId": job_id, **with_text(submitted), **moment["Job"]})
            self.assertEqual(result is not None, job["Status"] == "Finished")
        return account.get(job_id, version)

    def check_life(self, version):
        job = self.assert_lives(self.new_account(), SUBMISSION, JOBS["Life"], version)
        result = job["Result"]
        counts = {name: len(outputs) for name, outputs in result.items()}
        self.assertEqual(counts, {"ImageResult": 2, "VideoResult": 1, "AudioResult": 1})
        outputs = [result[output["Result"]][output["Number"]] for output in OUTPUTS]
        for output, expected in zip(outputs, OUTPUTS):
            self.assertEqual(output.keys(), {"MediaId", "OutputUrl"})
            self.assertRegex(output["MediaId"], rf"\A{MEDIA_ID.pattern}\Z")
            url = output["OutputUrl"]
            self.assertTrue(url.startswith(f"http://127.0.0.1:{self.own.port}/"), url)
            self.assertTrue(url.endswith(expected["Extension"]), url)
        for name in ("MediaId", "OutputUrl"):
            self.assertEqual(len({output[name] for output in outputs}), len(OUTPUTS))

    def check_failed_life(self, version):
        failing = {"AppId": "app_that_fails"}
        job = self.assert_lives(self.new_account(), failing, JOBS["FailedLife"], version)
        self.assertNotIn("Result", job)

    def check_text(self, text):
        account = self.new_account()
        for version in VERSIONS:
            job_id = account.submit({"AppId": SUBMISSION["AppId"], "AppParams": text}, version)
            self.assertEqual(account.get(job_id, version)["AppParams"], text)
            (job,) = account.batch([job_id], version)
            self.assertEqual(job["AppInputConfig"], text)

    def test_follows_a_job_on_a_clock_that_runs(self):
        app = {"AppId": "slow", "Timeline": [
            {"Status": "Created"}, {"After": "1h", "Status": "Executing"},
            {"After": "3h", "Status": "Finished"}]}
        account = self.new_account({"Clock": {}, "Apps": [app]})
        job_id = account.submit({"AppId": "slow"})
        self.assertEqual(account.get(job_id)["Status"], "Created")
        account.advance("1h")
        self.assertEqual(account.get(job_id)["Status"], "Executing")
        account.advance("2h")
        job = account.get(job_id)
        self.assertEqual(job["Status"], "Finished")
        start, finish = (datetime.datetime.fromisoformat(job[name])
                         for name in ("ExecutionStartTime", "ExecutionFinishTime"))
        self.assertEqual(finish - start, datetime.timedelta(hours=2))

    def test_finds_a_finished_job_new_again_when_the_clock_is_set_back(self):
        account = self.new_account()
        job_id = self.assert_lives(account, SUBMISSION, JOBS["Life"])["JobId"]
        account.set_clock(SUBMITTED_AT)
        expected = {"JobId": job_id, **with_text(SUBMISSION), "Status": "Created"}
        self.assertEqual(account.get(job_id), expected)

    def test_submits_a_job_of_an_app_that_nobody_declared(self):
        submitted = {"AppId": APPS["UnknownApp"]["AppId"], "AppParams": {"any": [None]}}
        job = self.assert_lives(self.new_account(), submitted, APPS["UnknownApp"]["Life"])
        self.assertEqual(job["Result"].keys(), {"ImageResult"})
        self.assertEqual(len(job["Result"]["ImageResult"]), 1)

    def raw_body(self, account, job_id):
        """A body as it came, without its RequestId and the port of the relay that saw it."""
        relay = Relay(self.own.port)
        self.addCleanup(relay.stop)
        answer = self.client_class(relay.port, account.key).call(get_job(job_id))
        raw = bytes(relay.answered).partition(b"\r\n\r\n")[2]
        if relay.first_headers()["Content-Encoding"] == "gzip":
            raw = gzip.decompress(raw)
        self.assertTrue(raw.startswith(b"{"), raw)
        request_id = answer.body["RequestId"].encode()
        self.assertEqual(raw.count(request_id), 1)
        return raw.replace(request_id, b"").replace(f":{relay.port}/".encode(), b"/"), request_id

    def test_reads_the_same_bytes_twice_but_for_the_request_id_while_the_clock_is_frozen(self):
        account = self.new_account()
        job_id = account.submit()
        for duration in ("0s", "20s", LIFE_TIME):
            account.advance(duration)
            first, first_id = self.raw_body(account, job_id)
            second, second_id = self.raw_body(account, job_id)
            self.assertEqual(first, second)
            self.assertNotEqual(first_id, second_id)

    def test_may_not_read_a_job_of_another_account(self):
        account, other = self.new_account(), self.new_account()
        job_id = account.submit()
        error = self.refusal_of(other.client, get_job(job_id))
        self.assert_refused(error, EXPECTATIONS["Refusals"][0])
        self.assertEqual(account.get(job_id)["Status"], "Created")


def job_cases():
    for version in VERSIONS:
        sentence = f"follows a job of version {version}"
        yield f"{sentence} from its submission to its outputs", Jobs.check_life, (version,)
        yield f"{sentence} that fails and has no result", Jobs.check_failed_life, (version,)
    for text in JOBS["Texts"]:
        sentence = f"gets back AppParams with {text['Of']} exactly as it sent them"
        yield sentence, Jobs.check_text, (text["AppParams"],)
