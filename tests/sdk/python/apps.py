"""What an app asks of AppParams: a precheck names every fault, a submission is refused."""

from accounts import SUBMISSION
from behaviour import VERSIONS
from clients import without_unset
from files import APPS
from jobs import Accounts

NO_JSON = next(row for row in APPS["SubmitRefusals"]
               if row["Situation"] == "AppParams that are no JSON")


class Apps(Accounts):
    def check_precheck(self, row):
        account = self.new_account()
        result = row.get("Result")
        expected = without_unset({"Status": "Failed" if result else "Success", "Result": result})
        asked = {"AppId": SUBMISSION["AppId"], "AppParams": row.get("AppParams")}
        for version in VERSIONS:
            self.assertEqual(account.precheck(asked, version), expected)
        self.assertEqual(account.known_jobs(), [])

    def check_submit_refusal(self, expected):
        account = self.new_account()
        for version in VERSIONS:
            with self.assertRaises(self.client_class.error) as caught:
                account.submit(expected["Submission"], version)
            self.assert_refused(caught.exception, expected)
        self.assertEqual(account.known_jobs(), [])

    def test_may_not_precheck_app_params_that_are_no_json(self):
        with self.assertRaises(self.client_class.error) as caught:
            self.new_account().precheck(NO_JSON["Submission"])
        self.assert_refused(caught.exception, NO_JSON)


def app_cases():
    for row in APPS["Prechecks"]:
        yield f"prechecks {row['Situation']}", Apps.check_precheck, (row,)
    for row in APPS["SubmitRefusals"]:
        sentence = f"is refused {row['Code']} when it submits {row['Situation']}"
        yield sentence, Apps.check_submit_refusal, (row,)
