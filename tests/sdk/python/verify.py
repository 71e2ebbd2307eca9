"""Whether a loop polls a job as it should, by the rules that a test asks for."""

from behaviour import REQUEST_ID, get_job
from files import POLLING
from flows import APP
from jobs import Accounts

RULES = POLLING["Rules"]
THROTTLED = POLLING["Throttled"]
FAULT = "Error Throttling.User"


class Verify(Accounts):
    def poll_after(self, account, job_id, waits):
        """Polls at once and after each wait on the account's clock; gives what the emulator must
        know."""
        client = account.connect()
        polls = []
        for wait in ("0s", *waits):
            account.advance(wait)
            now = account.own("GET", "clock")["Now"]
            try:
                job = client.call(get_job(job_id)).body
                polls.append({"RequestId": job["RequestId"], "Time": now, "Status": job["Status"]})
            except client.error as error:
                refusal = client.read(error)
                polls.append({"RequestId": refusal.request_id, "Time": now, "Code": refusal.code,
                              "Fault": FAULT})
        return polls

    def check_loop(self, loop):
        account = self.new_account()
        job_id = self.submit(account, APP)
        account.own("POST", "faults", THROTTLED)
        polls = self.poll_after(account, job_id, loop["Waits"])
        for poll in polls:
            self.assertRegex(poll["RequestId"], REQUEST_ID)
        self.assertEqual(polls[-1]["Status"], "Finished")
        throttled = [poll["Code"] for poll in polls if "Code" in poll]
        self.assertEqual(throttled, [THROTTLED["Error"]["Code"]])

        rules = {**RULES, **loop.get("Rules", {})}
        found = account.own("POST", f"jobs/{job_id}/verify", rules)
        messages = [failure.pop("Message") for failure in found["Failures"]]
        broken = [{"Rule": row["Rule"], "Polls": [polls[index] for index in row["Polls"]]}
                  for row in loop["Broken"]]
        self.assertEqual(found, {"Passed": not broken, "Failures": broken, "Polls": len(polls)})
        for message in messages:
            self.assertRegex(message, r"\A\S.+\.\Z")
        for row in loop["Broken"]:
            others = {name: value for name, value in rules.items() if name != row["Rule"]}
            found = account.own("POST", f"jobs/{job_id}/verify", others)
            self.assertEqual(found, {"Passed": True, "Failures": [], "Polls": len(polls)})

        times = [poll["Time"] for poll in polls if "Status" in poll]
        self.assertEqual(account.polls(job_id), {"Count": len(times), "Times": times})


def verify_cases():
    for loop in POLLING["Loops"]:
        rules = ", ".join(row["Rule"] for row in loop["Broken"])
        finding = f"breaks {rules}" if rules else "keeps every rule"
        yield f"{finding} when it {loop['Situation']}", Verify.check_loop, (loop,)
