"""The whole way of a program: it submits a job, polls it until it is done, and takes its image."""

from behaviour import get_job
from downloads import Downloads, download
from files import FAULTS

FLOW = FAULTS["Flow"]
APP = {"AppId": FLOW["AppId"]}
FINAL = ("Finished", "Failed")
MOST_POLLS = 20


def statuses_of(seen):
    """What the polls saw of a job; None for those that failed."""
    return [None if isinstance(job, Exception) else job["Status"] for job in seen]


class Flows(Downloads):
    def follow(self, account, job_id, version, second=None):
        """Polls a job until it is done. The clock is moved in place of each wait, as far as a
        throttled SDK says or else the usual time. Gives the job that each poll saw, or its
        exception. `second` makes the second poll in place of the account's own client."""
        client = account.connect()
        seen = []
        while len(seen) < MOST_POLLS:
            caller = second if second and len(seen) == 1 else client
            wait = None
            try:
                seen.append(caller.call(get_job(job_id, version=version)).body)
            except Exception as error:  # whatever the SDK raises is what is asked for
                seen.append(error)
                wait = getattr(error, "retry_after", None)
            if statuses_of(seen)[-1] in FINAL:
                return seen
            account.advance(f"{wait or FLOW['WaitMs']}ms")
        raise AssertionError(f"the job is not done after {MOST_POLLS} polls: {seen}")

    def assert_image(self, job):
        """The one image of a finished job must download and be a picture."""
        # A typed client has an empty list for what is not there.
        kinds = [kind for kind, outputs in job["Result"].items() if outputs]
        self.assertEqual(kinds, ["ImageResult"])
        (output,) = job["Result"]["ImageResult"]
        answer = download(output["OutputUrl"])
        self.assertEqual(answer.status_code, 200)
        self.assert_png(answer.content)

    def check_flow(self, version):
        account = self.new_account()
        job_id = self.submit(account, APP, version)
        seen = self.follow(account, job_id, version)
        self.assertEqual(statuses_of(seen), FLOW["Statuses"])
        self.assert_image(seen[-1])
        polls = account.polls(job_id)
        self.assertEqual((polls["Count"], len(polls["Times"])), (len(seen), len(seen)))

    def check_failing_flow(self, version):
        account = self.new_account()
        job_id = self.submit(account, {"AppId": FLOW["FailingAppId"]}, version)
        seen = self.follow(account, job_id, version)
        self.assertEqual(statuses_of(seen), FLOW["FailingStatuses"])
        self.assertNotIn("Result", seen[-1])
        self.assertEqual(account.polls(job_id)["Count"], len(seen))


def flow_cases(versions):
    for version in versions:
        job = f"a job of version {version}"
        yield f"brings {job} from its submission to its picture", Flows.check_flow, (version,)
        yield (f"learns that {job} has failed and made no picture", Flows.check_failing_flow,
               (version,))
