"""alibabacloud-ice20201109: the typed client, synchronous and asynchronous."""

import asyncio
import unittest

from alibabacloud_ice20201109 import models
from alibabacloud_tea_openapi.exceptions import ServerException

from behaviour import REQUEST_ID, Emulators
from cases import case_of
from clients import Ice, IceAsync, variant
from files import EXPECTATIONS

NOT_EMULATED = EXPECTATIONS["NotEmulated"]

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
        expected = self.full_job()
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


class TypedMethodsAreRefused(Emulators, unittest.TestCase):
    """The methods for operations that ICE has and fake-ice has not."""

    client_class = Ice

    def assert_not_emulated(self, error, action):
        self.assert_refused(error, NOT_EMULATED)
        self.assertIn(f"operation {action} of ICE 2020-11-09;", Ice.read(error).message)

    def test_get_media_info(self):
        with self.assertRaises(ServerException) as caught:
            self.own_client.client.get_media_info(models.GetMediaInfoRequest(media_id="media"))
        self.assert_not_emulated(caught.exception, "GetMediaInfo")

    def test_get_media_info_async(self):
        request = models.GetMediaInfoRequest(media_id="media")
        with self.assertRaises(ServerException) as caught:
            asyncio.run(self.own_client.client.get_media_info_async(request))
        self.assert_not_emulated(caught.exception, "GetMediaInfo")

    def test_list_media_basic_infos(self):
        with self.assertRaises(ServerException) as caught:
            self.own_client.client.list_media_basic_infos(models.ListMediaBasicInfosRequest())
        self.assert_not_emulated(caught.exception, "ListMediaBasicInfos")
