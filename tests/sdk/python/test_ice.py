"""alibabacloud-ice20201109: the typed client, synchronous and asynchronous."""

import unittest

from alibabacloud_ice20201109 import models

from behaviour import BUNDLED, REQUEST_ID, Emulators, case_of
from clients import Ice, IceAsync, variant

Sync = case_of(Ice)
SyncSm3 = case_of(variant("IceSm3", Ice, algorithm="ACS3-HMAC-SM3"))
Async = case_of(IceAsync)
AsyncSm3 = case_of(variant("IceAsyncSm3", IceAsync, algorithm="ACS3-HMAC-SM3"))


class ModelsFill(Emulators, unittest.TestCase):
    """The SDK drops what its models do not know, so every attribute is read by its own name."""

    client_class = Ice

    def read(self, job_id):
        request = models.GetYikeAIAppJobRequest(job_id=job_id)
        return self.bundled_client.client.get_yike_aiapp_job(request)

    def test_every_attribute_of_a_finished_job(self):
        expected = BUNDLED["FullJob"]
        response = self.read(expected["JobId"])
        job = response.body
        self.assertEqual(response.status_code, 200)
        self.assertRegex(job.request_id, REQUEST_ID)
        self.assertEqual(job.job_id, expected["JobId"])
        self.assertEqual(job.app_id, expected["AppId"])
        self.assertEqual(job.app_params, expected["AppParams"])
        self.assertEqual(job.status, "Finished")
        self.assertEqual(job.production_id, expected["ProductionId"])
        self.assertEqual(job.folder_id, expected["FolderId"])
        self.assertEqual(job.execution_start_time, expected["ExecutionStartTime"])
        self.assertEqual(job.execution_finish_time, expected["ExecutionFinishTime"])
        result = job.result
        for outputs, name in ((result.image_result, "ImageResult"),
                              (result.video_result, "VideoResult"),
                              (result.audio_result, "AudioResult")):
            (wanted,) = expected["Result"][name]
            (output,) = outputs
            self.assertEqual(output.media_id, wanted["MediaId"])
            self.assertEqual(output.output_url, wanted["OutputUrl"])

    def test_no_attribute_that_a_new_job_has_not(self):
        job = self.read("00000000000000000000000000000001").body
        self.assertEqual(job.status, "Created")
        self.assertIsNone(job.execution_start_time)
        self.assertIsNone(job.execution_finish_time)
        self.assertIsNone(job.result)
