"""Several jobs in one call."""

from accounts import LIFE_TIME, SUBMISSION, with_text
from behaviour import VERSIONS
from jobs import Accounts


def in_batch(job):
    """A job as a batch has it: what Get calls AppParams has another name here."""
    renamed = dict(job)
    renamed["AppInputConfig"] = renamed.pop("AppParams")
    return renamed


def ids(jobs):
    return [job["JobId"] for job in jobs]


class Batches(Accounts):
    def check_order(self, version):
        account = self.new_account()
        job_ids = [account.submit() for _ in range(5)]
        for order in (job_ids, job_ids[::-1], sorted(job_ids)):
            self.assertEqual(ids(account.batch(order, version)), order)

    def check_fields(self, version):
        account = self.new_account()
        job_id = account.submit()
        created = {"JobId": job_id, **with_text(SUBMISSION), "Status": "Created"}
        self.assertEqual(account.batch([job_id], version), [in_batch(created)])
        account.advance(LIFE_TIME)
        job = account.get(job_id, version)
        self.assertEqual(job["Status"], "Finished")
        self.assertEqual(account.batch([job_id], version), [in_batch(job)])

    def test_is_told_nothing_of_jobs_that_nobody_knows_or_that_are_of_another_account(self):
        account, other = self.new_account(), self.new_account()
        own, foreign, last = account.submit(), other.submit(), account.submit()
        jobs = account.batch(["no-such-job", last, foreign, "nor this", own])
        self.assertEqual(ids(jobs), [last, own])
        self.assertEqual(account.batch([foreign, "no-such-job"]), [])
        self.assertEqual(ids(other.batch([own, foreign])), [foreign])


def batch_cases():
    for version in VERSIONS:
        sentence = f"reads jobs of version {version} in the order in which it asks for them"
        yield sentence, Batches.check_order, (version,)
        sentence = f"reads in a batch of version {version} what it reads of one job"
        yield sentence, Batches.check_fields, (version,)
