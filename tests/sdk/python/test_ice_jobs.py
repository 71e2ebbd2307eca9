"""alibabacloud-ice20201109: the life of a job through its own methods and models, by attribute."""

import asyncio
import collections
import concurrent.futures
import functools
import unittest

from alibabacloud_ice20201109 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from accounts import JOB_ID, LIFE_TIME, MEDIA_ID, SUBMISSION, Account, as_text, with_text
from behaviour import REQUEST_ID, VERSIONS, Emulators
from clients import Ice, IceAsync
from downloads import NAMED_JOBS, OUTPUTS, Downloads, download
from faults import Faults, fault_cases
from files import APPS, EXPECTATIONS, JOBS
from flows import Flows, flow_cases
from polls import APP as COUNTING_APP
from polls import SEEN
from verify import Verify, verify_cases

# The names that the SDK's models have for the fields of the API.
ATTRIBUTES = {
    "JobId": "job_id", "AppId": "app_id", "Status": "status", "ProductionId": "production_id",
    "FolderId": "folder_id", "ExecutionStartTime": "execution_start_time",
    "ExecutionFinishTime": "execution_finish_time",
}
RESULTS = {"ImageResult": "image_result", "VideoResult": "video_result",
           "AudioResult": "audio_result"}


class TypedAccount(Account):
    """An account with the SDK's client; ask() is a blocking call of one of its methods."""

    def __init__(self, client_class, port, more=None):
        super().__init__(client_class, port, more)
        self.client = self.connect().client

    def ask(self, method, request):
        return getattr(self.client, method)(request)

    def ask_at_once(self, method, request, count):
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            return list(pool.map(lambda _: self.ask(method, request), range(count)))

    def submit(self, parameters=SUBMISSION):
        sent = with_text(parameters)
        request = models.SubmitYikeAIAppJobRequest(
            app_id=sent.get("AppId"), app_params=sent.get("AppParams"),
            production_id=sent.get("ProductionId"), folder_id=sent.get("FolderId"))
        return self.ask("submit_yike_aiapp_job", request)

    def get(self, job_id):
        request = models.GetYikeAIAppJobRequest(job_id=job_id)
        return self.ask("get_yike_aiapp_job", request).body

    def batch(self, job_ids):
        request = models.BatchGetYikeAIAppJobRequest(job_ids=",".join(job_ids))
        return self.ask("batch_get_yike_aiapp_job", request).body

    def precheck(self, app_params):
        request = models.PrecheckYikeAIAppJobRequest(
            app_id=SUBMISSION["AppId"], app_params=as_text(app_params))
        return self.ask("precheck_yike_aiapp_job", request).body


class AsyncTypedAccount(TypedAccount):
    def ask(self, method, request):
        return asyncio.run(getattr(self.client, f"{method}_async")(request))

    def ask_at_once(self, method, request, count):
        async def gather():
            ask = getattr(self.client, f"{method}_async")
            return await asyncio.gather(*(ask(request) for _ in range(count)))

        return asyncio.run(gather())


class TypedJobs(Faults, Flows, Downloads, Verify, Emulators):
    account_class = None

    def new_account(self, more=None):
        return self.account_class(self.client_class, self.own.port, more)

    def submit(self, account, parameters=SUBMISSION, version=None):
        """Gives the JobId alone; the client has one version."""
        return self.submitted(account, parameters)

    def read(self, account, job_id):
        return account.get(job_id).to_map()

    def submitted(self, account, parameters=SUBMISSION):
        response = account.submit(parameters)
        self.assertEqual(response.status_code, 200)
        self.assertRegex(response.body.request_id, REQUEST_ID)
        self.assertRegex(response.body.job_id, rf"\A{JOB_ID.pattern}\Z")
        return response.body.job_id

    def assert_fields(self, job, expected):
        for name, attribute in ATTRIBUTES.items():
            self.assertEqual(getattr(job, attribute), expected.get(name), name)

    def outputs_of(self, result):
        return [getattr(result, RESULTS[output["Result"]])[output["Number"]]
                for output in OUTPUTS]

    def check_life(self, submitted, life):
        """Get and batch must say the same of the job at every moment."""
        account = self.new_account()
        job_id = self.submitted(account, submitted)
        sent = with_text(submitted)
        for moment in life:
            account.advance(moment["Advance"])
            job = account.get(job_id)
            (batched,) = account.batch([job_id]).job_list
            for seen in (job, batched):
                self.assert_fields(seen, {"JobId": job_id, **sent, **moment["Job"]})
                self.assertEqual(seen.result is not None, seen.status == "Finished")
            self.assertEqual(job.app_params, sent.get("AppParams"))
            self.assertEqual(batched.app_input_config, sent.get("AppParams"))
            if job.result is not None:
                self.assertEqual(job.result.to_map(), batched.result.to_map())

    def test_downloads_the_images_the_video_and_the_sound_of_a_job_without_a_key(self):
        account = self.new_account()
        job_id = self.submitted(account)
        account.advance(LIFE_TIME)
        result = account.get(job_id).result
        self.assertEqual([len(getattr(result, name)) for name in RESULTS.values()], [2, 1, 1])
        for output, expected in zip(self.outputs_of(result), OUTPUTS):
            self.assertRegex(output.media_id, rf"\A{MEDIA_ID.pattern}\Z")
            self.assert_downloads(output.output_url, expected)

    def test_finds_no_output_to_download_before_the_job_has_finished(self):
        account = self.new_account()
        job_id = self.submitted(account)
        self.assertIsNone(account.get(job_id).result)
        account.advance(LIFE_TIME)
        self.assertIsNotNone(account.get(job_id).result)

    def test_downloads_an_image_of_a_job_whatever_its_name(self):
        account = self.new_account({"Jobs": NAMED_JOBS})
        for job in NAMED_JOBS:
            (output,) = account.get(job["JobId"]).result.image_result
            self.assert_png(download(output.output_url).content)

    def test_sees_each_state_as_often_as_the_timeline_says_in_16_calls_at_once(self):
        account = self.new_account()
        request = models.GetYikeAIAppJobRequest(job_id=self.submitted(account, COUNTING_APP))
        answers = account.ask_at_once("get_yike_aiapp_job", request, 16)
        self.assertEqual(collections.Counter(answer.body.status for answer in answers), SEEN)

    def test_reads_a_batch_in_its_order_without_unknown_and_foreign_jobs(self):
        account, other = self.new_account(), self.new_account()
        first, foreign, last = map(self.submitted, (account, other, account))
        answer = account.batch([last, "no-such-job", foreign, first])
        self.assertRegex(answer.request_id, REQUEST_ID)
        self.assertEqual([job.job_id for job in answer.job_list], [last, first])
        self.assertEqual(account.batch([foreign]).job_list, [])

    def check_text(self, text):
        account = self.new_account()
        job_id = self.submitted(account, {"AppId": SUBMISSION["AppId"], "AppParams": text})
        self.assertEqual(account.get(job_id).app_params, text)
        (job,) = account.batch([job_id]).job_list
        self.assertEqual(job.app_input_config, text)

    def check_precheck(self, row):
        answer = self.new_account().precheck(row.get("AppParams"))
        self.assertRegex(answer.request_id, REQUEST_ID)
        self.assertEqual(answer.status, "Failed" if "Result" in row else "Success")
        found = [{"Key": fault.key, "ErrorCode": fault.error_code} for fault in answer.result]
        self.assertEqual(found, row.get("Result", []))

    def check_submit_refusal(self, expected):
        account = self.new_account()
        with self.assertRaises(ClientException) as caught:
            account.submit(expected["Submission"])
        self.assert_refused(caught.exception, expected)
        self.assertEqual(account.known_jobs(), [])

    def test_may_not_read_a_job_of_another_account(self):
        job_id = self.submitted(self.new_account())
        with self.assertRaises(ClientException) as caught:
            self.new_account().get(job_id)
        self.assert_refused(caught.exception, EXPECTATIONS["Refusals"][0])


def typed_cases(client_class):
    """The tests that the tables describe: a sentence each, the check, and its arguments."""
    for sentence, submitted, life in (
            ("follows a job from its submission to its outputs", SUBMISSION, JOBS["Life"]),
            ("follows a job that fails and has no result", {"AppId": "app_that_fails"},
             JOBS["FailedLife"]),
            ("submits a job of an app that nobody declared",
             {"AppId": APPS["UnknownApp"]["AppId"]}, APPS["UnknownApp"]["Life"])):
        yield sentence, TypedJobs.check_life, (submitted, life)
    for text in JOBS["Texts"]:
        sentence = f"gets back AppParams with {text['Of']} exactly as it sent them"
        yield sentence, TypedJobs.check_text, (text["AppParams"],)
    for row in APPS["Prechecks"]:
        yield f"prechecks {row['Situation']}", TypedJobs.check_precheck, (row,)
    for row in APPS["SubmitRefusals"]:
        sentence = f"is refused {row['Code']} when it submits {row['Situation']}"
        yield sentence, TypedJobs.check_submit_refusal, (row,)
    yield from flow_cases(VERSIONS[:1])
    yield from fault_cases(client_class, VERSIONS[:1])
    yield from verify_cases()


def case_of(name, **settings):
    members = {f"test {sentence}": functools.partialmethod(check, *arguments)
               for sentence, check, arguments in typed_cases(settings["client_class"])}
    return type(name, (TypedJobs, unittest.TestCase), {**members, **settings})


Sync = case_of("IceJobs", client_class=Ice, account_class=TypedAccount)
Async = case_of("IceAsyncJobs", client_class=IceAsync, account_class=AsyncTypedAccount)
