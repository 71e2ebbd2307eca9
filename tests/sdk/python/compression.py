"""Large answers: gzip for the clients that accept it, and plain for the others."""

from behaviour import get_job, without_request_id
from emulator import Relay, control


def outputs(kind, count):
    return [{"MediaId": f"{kind}-{index}", "OutputUrl": f"https://example.com/{kind}/{index}"}
            for index in range(count)]


# Its answer is much larger than what is worth compressing.
LARGE_JOB = {
    "JobId": "of many results",
    "Status": "Finished",
    "Result": {f"{kind}Result": outputs(kind, 20) for kind in ("Image", "Video", "Audio")},
}
SMALL_JOB = {"JobId": "of no results", "Status": "Created"}


def account_with_jobs(port):
    """An account with both jobs, of one test alone."""
    return control(port, "POST", "accounts", {"Jobs": [LARGE_JOB, SMALL_JOB]})


class Compression:
    def test_reads_a_job_of_many_results_compressed_if_it_accepts_that(self):
        relay = Relay(self.own.port)
        self.addCleanup(relay.stop)
        client = self.client_class(relay.port, account_with_jobs(self.own.port))
        answer = client.call(get_job(LARGE_JOB["JobId"]))
        self.assertEqual(without_request_id(answer.body), LARGE_JOB)
        headers = relay.first_headers()
        coding = "gzip" if client.accepts_gzip else None
        self.assertEqual(headers["Content-Encoding"], coding)
        self.assertEqual(headers["Vary"], "Accept-Encoding")
