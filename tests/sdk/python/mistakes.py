"""What a client is told about its mistakes beside the error that the real service would give."""

import re

from behaviour import ACTION, SOME_JOB, SOME_KEY, get_job
from emulator import Relay, control
from files import ACCOUNT, EXPECTATIONS

NOT_EMULATED = EXPECTATIONS["NotEmulated"]
OTHER_KEY = ACCOUNT["AccessKeys"][1]
NEARLY_RIGHT = next(refusal for refusal in EXPECTATIONS["Refusals"]
                    if refusal.get("Action", "").lower() == ACTION.lower())
WRONG_SECRETS = (
    ("its secret has a newline at its end", SOME_KEY["AccessKeySecret"] + "\n",
     "the secret was used with a newline at its end: "),
    ("it has the secret of another key", OTHER_KEY["AccessKeySecret"],
     f"the secret of another access key was used, the one of '{OTHER_KEY['AccessKeyId']}'"),
)


class Mistakes:
    def explanation_of(self, credentials, request, expected):
        """The explanation that a refusal carries, which the journal keeps as well."""
        relay = Relay(self.own.port)
        self.addCleanup(relay.stop)
        error = self.refusal_of(self.client_class(relay.port, credentials), request)
        self.assert_refused(error, expected)
        request_id = self.client_class.read(error).request_id
        headers = relay.first_headers()
        self.assertEqual(headers["x-acs-request-id"], request_id)
        journal = control(self.own.port, "GET", f"requests/{request_id}")
        self.assertEqual(headers["x-fake-ice-explain"], journal.get("Explanation"))
        return headers["x-fake-ice-explain"]

    def check_wrong_secret(self, secret, explanation):
        credentials = {**SOME_KEY, "AccessKeySecret": secret}
        said = self.explanation_of(credentials, get_job(SOME_JOB), EXPECTATIONS["WrongSecret"])
        self.assertTrue(said.startswith(explanation), said)

    def check_nearly_right_action(self):
        request = get_job(SOME_JOB, action=NEARLY_RIGHT["Action"])
        said = self.explanation_of(SOME_KEY, request, NEARLY_RIGHT)
        self.assertIn(f"did you mean {ACTION}?", said)

    def check_not_emulated(self, action):
        error = self.refusal_of(self.own_client, get_job(SOME_JOB, action=action))
        self.assert_refused(error, NOT_EMULATED)
        self.assert_names_what_is_emulated(self.client_class.read(error).message, action)

    def assert_names_what_is_emulated(self, message, action):
        start = f"fake-ice does not emulate the operation {action} of ICE 2020-11-09; it emulates "
        self.assertTrue(message.startswith(start), message)
        self.assertIn(ACTION, re.findall(r"\w+", message.removeprefix(start)))


def mistake_cases(client_class):
    for situation, secret, explanation in WRONG_SECRETS:
        yield f"is told that {situation}", Mistakes.check_wrong_secret, (secret, explanation)
    if not client_class.generic:
        return
    yield "is told which action it may have meant", Mistakes.check_nearly_right_action, ()
    for action in NOT_EMULATED["Actions"]:
        sentence = f"is told that {action} is not emulated, and what is"
        yield sentence, Mistakes.check_not_emulated, (action,)
