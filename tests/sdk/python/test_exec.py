"""Programs that know nothing of fake-ice, below fake-ice exec: they are told a region or the
service's own host name, and speak HTTPS as they do by themselves."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from alibabacloud_ice20201109 import models as ice_models
from alibabacloud_ice20201109.client import Client as IceClient
from alibabacloud_tea_openapi import utils_models
from alibabacloud_tea_openapi.client import Client as OpenApiClient
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest
from darabonba.runtime import RuntimeOptions

from files import BINARY

KEY = ("an-access-key-id", "an-access-key-secret")
FIXTURE = {"Accounts": [{
    "AccountId": "1", "AccessKeys": [{"AccessKeyId": KEY[0], "AccessKeySecret": KEY[1]}],
    "Apps": [{"AppId": "app", "Result": {"ImageResult": [{}]},
              "Timeline": [{"Status": "Created"}, {"AfterPolls": 1, "Status": "Finished"}]}]}]}
CLOUD = "ice.cn-shanghai.aliyuncs.com"


def settings(**more):
    return utils_models.Config(access_key_id=KEY[0], access_key_secret=KEY[1], **more)


def submit():
    """With an endpoint alone."""
    params = utils_models.Params(
        action="SubmitYikeAIAppJob", version="2020-11-09", protocol="HTTPS", pathname="/",
        method="POST", auth_type="AK", style="RPC", req_body_type="formData", body_type="json")
    request = utils_models.OpenApiRequest(query={"AppId": "app", "AppParams": "{}"})
    client = OpenApiClient(settings(endpoint=CLOUD))
    return client.call_api(params, request, RuntimeOptions())["body"]["JobId"]


def poll_by_region(job_id):
    client = IceClient(settings(region_id="cn-shanghai"))
    request = ice_models.GetYikeAIAppJobRequest(job_id=job_id)
    return client.get_yike_aiapp_job(request).body.to_map()


def poll_with_legacy_core(job_id):
    request = CommonRequest(CLOUD, "2020-11-09", "GetYikeAIAppJob")
    request.set_protocol_type("https")
    request.add_query_param("JobId", job_id)
    return json.loads(AcsClient(*KEY, "cn-shanghai").do_action_with_exception(request))


def live_a_job(poll):
    job_id = submit()
    while (job := poll(job_id))["Status"] != "Finished":
        pass
    url = job["Result"]["ImageResult"][0]["OutputUrl"]
    with urllib.request.urlopen(url) as download:
        print(url, download.headers["Content-Type"])


POLLS = {poll.__name__: poll for poll in (poll_by_region, poll_with_legacy_core)}


# Asked of another program, so that a mistake of fake-ice's is none of the machine's.
ALLOWED = subprocess.run(["unshare", "--user", "--map-root-user", "--net", "--mount", "true"],
                         stderr=subprocess.DEVNULL).returncode == 0


@unittest.skipUnless(ALLOWED, "this machine lets no user make namespaces")
class Exec(unittest.TestCase):
    def run_command(self, *command):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as fixture:
            json.dump(FIXTURE, fixture)
            fixture.flush()
            plain = {name: value for name, value in os.environ.items()
                     if not name.startswith("FAKE_ICE_")}
            return subprocess.run(
                [BINARY, "exec", "--fixtures", fixture.name, "--", *command], env=plain, text=True,
                timeout=120, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_a_job_is_submitted_polled_and_downloaded(self):
        for name in POLLS:
            with self.subTest(name):
                ended = self.run_command(sys.executable, __file__, name)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assertRegex(ended.stdout, f"^https://{CLOUD}/_media/\\S+ image/png\n$")
                self.assertEqual(ended.stderr, "")

    def test_curl_reaches_it_over_https(self):
        ended = self.run_command("curl", "-sS", f"https://{CLOUD}/?Action=GetYikeAIAppJob"
                                                "&Version=2020-11-09")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("MissingAccessKeyId", ended.stdout)

    def test_nothing_else_is_there(self):
        ended = self.run_command("curl", "-sS", "https://www.example.com")
        self.assertEqual(ended.returncode, 6, ended.stderr)  # the host is not known


if __name__ == "__main__":
    live_a_job(POLLS[sys.argv[1]])
