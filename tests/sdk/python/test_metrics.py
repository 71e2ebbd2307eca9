"""An ordinary reader of Prometheus' text takes the metrics."""

import unittest

from prometheus_client.parser import text_string_to_metric_families

from emulator import Emulator, http_call


class Metrics(unittest.TestCase):
    def test_prometheus_own_parser_reads_them(self):
        emulator = Emulator()
        self.addCleanup(emulator.stop)
        http_call(emulator.port, "GET", "/?Action=GetYikeAIAppJob&Version=2020-11-09")
        response, text = http_call(emulator.port, "GET", "/_fake-ice/metrics")
        self.assertEqual(response.status, 200)
        samples = [sample for family in text_string_to_metric_families(text.decode())
                   for sample in family.samples]
        names = {sample.name for sample in samples}
        self.assertIn("fake_ice_requests_total", names)
        (build,) = [sample for sample in samples if sample.name == "fake_ice_build_info"]
        self.assertEqual(build.value, 1)
        self.assertTrue(all(value for sample in samples for value in sample.labels.values()))
