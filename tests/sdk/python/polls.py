"""Jobs whose states wait for reads: each state is seen exactly as often as the timeline says."""

import collections

from files import JOBS
from jobs import Accounts

APP = {"AppId": "app_that_counts_reads"}
SEEN = {row["Status"]: row["Times"] for row in JOBS["SeenInTurn"]}
IN_TURN = [status for status, times in SEEN.items() for _ in range(times)]
NOW = JOBS["Account"]["Clock"]["FrozenAt"]


class Polls(Accounts):
    def assert_times(self, job):
        """On a clock that stands still everything happens at once."""
        status = job["Status"]
        has_started = status in ("Executing", "Finished")
        self.assertEqual(job.get("ExecutionStartTime"), NOW if has_started else None)
        self.assertEqual(job.get("ExecutionFinishTime"), NOW if status == "Finished" else None)
        self.assertEqual("Result" in job, status == "Finished")

    def test_sees_each_state_as_often_as_the_timeline_says(self):
        account = self.new_account()
        job_id = account.submit(APP)
        for status in IN_TURN:
            job = account.get(job_id)
            self.assertEqual(job["Status"], status)
            self.assert_times(job)

    def test_sees_each_state_that_often_in_16_calls_at_once_too(self):
        account = self.new_account()
        job_id = account.submit(APP)
        jobs = account.get_at_once(job_id, 16)
        self.assertEqual(collections.Counter(job["Status"] for job in jobs), SEEN)
        for job in jobs:
            self.assert_times(job)
        self.assertEqual(account.get(job_id)["Status"], "Finished")

    def test_counts_a_read_in_a_batch_as_one_more(self):
        account = self.new_account()
        job_id, bystander = account.submit(APP), account.submit(APP)
        for index, status in enumerate(IN_TURN):
            job = account.batch([job_id])[0] if index % 2 else account.get(job_id)
            self.assertEqual(job["Status"], status)
        self.assertEqual(account.get(bystander)["Status"], "Created")

    def test_keeps_the_times_of_what_it_saw_first_on_a_clock_that_runs(self):
        account = self.new_account({"Clock": {}})
        job_id = account.submit(APP)
        for _ in IN_TURN[1:]:
            account.get(job_id)
            account.advance("1s")
        job = account.get(job_id)
        account.advance("1h")
        self.assertEqual(account.get(job_id), job)
        self.assertLess(job["ExecutionStartTime"], job["ExecutionFinishTime"])

    def test_waits_for_reads_however_far_the_clock_is_moved(self):
        account = self.new_account()
        job_id = account.submit(APP)
        account.advance("36h")
        self.assertEqual(account.get(job_id)["Status"], "Created")
