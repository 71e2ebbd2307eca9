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
    """The account, and what the control API says of it."""

    def __init__(self, client_class, port, more=None):
        self.port = port
        self.key = control(port, "POST", "accounts", {**JOBS["Account"], **(more or {})})
        self._client_class = client_class

    def connect(self, **settings):
        return self._client_class(self.port, self.key, **settings)

    def own(self, method, path, body=None):
        return control(self.port, method, f"accounts/{self.key['AccountId']}/{path}", body)

    def advance(self, duration):
        self.own("POST", "clock", {"Advance": duration})

    def set_clock(self, time):
        self.own("POST", "clock", {"Set": time})

    def known_jobs(self):
        return self.own("GET", "jobs")["Jobs"]

    def faults(self):
        return self.own("GET", "faults")["Faults"]

    def polls(self, job_id):
        """How often the job was read, and when."""
        return self.own("GET", f"jobs/{job_id}")["Polls"]

    def requests(self):
        """What the emulator saw of the account, oldest first."""
        path = f"requests?AccountId={self.key['AccountId']}"
        return control(self.port, "GET", path)["Requests"][::-1]


class GenericAccount(Account):
    """The same with what a client for any operation asks of it."""

    def __init__(self, client_class, port, more=None):
        super().__init__(client_class, port, more)
        self.client = self.connect()
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
