"""An account of one test alone, with the apps of jobs.json and a clock that only the test moves."""

import json
import re

from behaviour import VERSIONS, get_job, without_request_id
from clients import Request, without_unset
from emulator import control
from files import JOBS

JOB_ID = re.compile(r"[0-9a-f]{32}")
MEDIA_ID = re.compile(r"[0-9a-f]{32}")
SUBMISSION = JOBS["Submission"]
LIFE_TIME = JOBS["LifeTime"]


def as_text(params):
    if params is None or isinstance(params, str):
        return params
    return json.dumps(params, ensure_ascii=False)


def with_text(parameters):
    """The parameters of a submission, with AppParams as the text that is sent."""
    return without_unset({**parameters, "AppParams": as_text(parameters.get("AppParams"))})


class Account:
    """The account and its clock."""

    def __init__(self, port, more=None):
        self.port = port
        self.key = control(port, "POST", "accounts", {**JOBS["Account"], **(more or {})})
        self._path = f"accounts/{self.key['AccountId']}"

    def advance(self, duration):
        control(self.port, "POST", f"{self._path}/clock", {"Advance": duration})

    def set_clock(self, time):
        control(self.port, "POST", f"{self._path}/clock", {"Set": time})

    def known_jobs(self):
        return control(self.port, "GET", f"{self._path}/jobs")["Jobs"]


class GenericAccount(Account):
    """The same with what a client for any operation asks of it."""

    def __init__(self, client_class, port, more=None):
        super().__init__(port, more)
        self.client = client_class(port, self.key)
        self._place = "form" if client_class.takes_form else "query"

    def submit(self, parameters=SUBMISSION, version=VERSIONS[0]):
        """Submits as the SDKs do, in a form, or in the query when the client has no form."""
        own = {self._place: with_text(parameters)}
        body = self.client.call(Request("SubmitYikeAIAppJob", version, **own)).body
        assert body.keys() == {"RequestId", "JobId"}, body
        assert JOB_ID.fullmatch(body["JobId"]), body
        return body["JobId"]

    def get(self, job_id, version=VERSIONS[0]):
        return without_request_id(self.client.call(get_job(job_id, version=version)).body)

    def get_at_once(self, job_id, count):
        return [without_request_id(answer.body)
                for answer in self.client.call_all([get_job(job_id)] * count)]

    def batch(self, job_ids, version=VERSIONS[0]):
        query = {"JobIds": ",".join(job_ids)}
        body = self.client.call(Request("BatchGetYikeAIAppJob", version, query)).body
        assert body.keys() == {"RequestId", "JobList"}, body
        return body["JobList"]

    def precheck(self, parameters, version=VERSIONS[0]):
        request = Request("PrecheckYikeAIAppJob", version, with_text(parameters))
        return without_request_id(self.client.call(request).body)
