"""What `make bench` says of a measurement is what was measured."""

import json
import unittest

from verdicts import TARGETS, Measured, Target, document, number, summary, table, verdict

LEAST = Target("rate_32", "a rate", "≥", 1.2, "×")
MOST = Target("start_ms", "a time", "≤", 8, "ms")
BELOW = Target("batch", "a time", "<", 5, "ms")


class Verdicts(unittest.TestCase):
    def test_a_bound_that_is_just_reached_is_met_unless_it_is_to_be_undercut(self):
        self.assertEqual(verdict(LEAST, Measured((1.2,))), "met")
        self.assertEqual(verdict(MOST, Measured((8,))), "met")
        self.assertEqual(verdict(BELOW, Measured((5,))), "missed")
        self.assertEqual(verdict(BELOW, Measured((4.999,))), "met")

    def test_rounding_for_the_eye_decides_nothing(self):
        self.assertEqual(verdict(LEAST, Measured((1.1999,))), "missed")
        self.assertEqual(verdict(MOST, Measured((8.0001,))), "missed")

    def test_the_median_counts_and_not_the_best(self):
        self.assertEqual(verdict(LEAST, Measured((1.1, 1.1, 9.0))), "missed")
        self.assertEqual(verdict(LEAST, Measured((0.1, 1.3, 1.3))), "met")

    def test_nothing_measured_is_never_met(self):
        self.assertEqual(verdict(LEAST, None), "failed")
        self.assertEqual(verdict(MOST, Measured()), "failed")
        self.assertEqual(verdict(MOST, Measured((float("nan"),))), "failed")
        self.assertEqual(verdict(MOST, Measured((1,), failed="it stopped")), "failed")
        self.assertEqual(verdict(MOST, Measured(skipped="no nginx")), "skipped")


class Numbers(unittest.TestCase):
    def test_three_digits_are_shown(self):
        for value, shown in ((0.34123, "0.341"), (12.345, "12.3"), (333_000, "333,000"), (0, "0"),
                             (1.2, "1.2"), (None, "-"), (168.4, "168"), (0.5, "0.5")):
            with self.subTest(value=value):
                self.assertEqual(number(value), shown)

    def test_more_are_shown_where_three_would_look_like_the_limit(self):
        self.assertEqual(number(1.19996, 1.2), "1.19996")
        self.assertEqual(number(8.0001, 8), "8.0001")
        self.assertEqual(number(8, 8), "8")


class Tables(unittest.TestCase):
    MEASURED = {"rate_32": Measured((0.3, 0.4, 0.34)), "nginx": Measured(skipped="no nginx"),
                "start_ms": Measured((7.5,), note="20 starts")}

    def test_every_target_has_a_line(self):
        lines = list(table(self.MEASURED))
        self.assertEqual(len(lines), len(TARGETS) + 1)
        self.assertEqual(len({target.key for target in TARGETS}), len(TARGETS))
        self.assertRegex(lines[1], r"≥ 1\.2 × +0\.34 ×  missed$")
        self.assertIn("no nginx", "\n".join(lines))
        self.assertIn("not measured", "\n".join(lines))

    def test_each_row_is_counted_once(self):
        counted = summary(self.MEASURED)
        self.assertEqual(counted, {"met": 1, "missed": 1, "skipped": 1,
                                   "failed": len(TARGETS) - 3})

    def test_the_document_has_what_the_table_shows_and_every_sample(self):
        written = json.loads(document(self.MEASURED, {"Machine": "two cores"}))
        row = written["Rows"][0]
        self.assertEqual(written["Machine"], "two cores")
        self.assertEqual((row["Key"], row["Value"], row["Verdict"]), ("rate_32", 0.34, "missed"))
        self.assertEqual(row["Samples"], [0.3, 0.4, 0.34])
        self.assertEqual(row["Target"], "≥ 1.2 ×")

    def test_what_has_no_target_is_a_mistake(self):
        with self.assertRaises(KeyError):
            summary({"rate_33": Measured((1,))})


if __name__ == "__main__":
    unittest.main()
