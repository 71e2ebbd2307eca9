package sdk

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/alibabacloud-go/tea/tea"

	"fake-ice/fakeice"
)

// pollAfter polls at once and after each wait on the account's clock; it gives what the server must
// know of the polls.
func pollAfter(
	t *testing.T, account *fakeice.TestAccount, client caller, id string, waits []string,
) []fakeice.Poll {
	t.Helper()
	var polls []fakeice.Poll
	for _, wait := range append([]string{"0s"}, waits...) {
		advance(t, account, wait)
		got, err := client.call(get(id))
		seen := fakeice.Poll{Time: account.Advance(0).Now}
		var refusal *tea.SDKError
		if errors.As(err, &refusal) {
			seen.RequestID = fmt.Sprint(dataOf(t, refusal)["RequestId"])
			seen.Code = tea.StringValue(refusal.Code)
			seen.Fault = "Error Throttling.User"
		} else if err != nil {
			t.Fatal(err)
		} else {
			seen.RequestID = fmt.Sprint(got.body["RequestId"])
			seen.Status = fmt.Sprint(got.body["Status"])
		}
		polls = append(polls, seen)
	}
	return polls
}

func TestLearnsWhetherItPollsAsItShould(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, loop := range polling.Loops {
			loop := loop
			t.Run(loop.Situation, func(t *testing.T) {
				account, client := newAccount(t, v, nil)
				id := client.submit(t, app, "")
				account.Fault(fakeice.JSON{"Match": fakeice.JSON{"Action": expectations.Action},
					"Skip": polling.Throttled["Skip"], "Times": polling.Throttled["Times"],
					"Error": polling.Throttled["Error"]})
				polls := pollAfter(t, account, client, id, loop.Waits)
				rules := clone(polling.Rules)
				for name, value := range loop.Rules {
					rules[name] = value
				}
				found := account.Verify(id, rules)
				want(t, []any{found.Passed, found.Polls, len(found.Failures)},
					[]any{len(loop.Broken) == 0, len(polls), len(loop.Broken)})
				for index, broken := range loop.Broken {
					failure := found.Failures[index]
					want(t, failure.Rule, broken.Rule)
					want(t, strings.HasSuffix(failure.Message, "."), true)
					want(t, len(failure.Polls), len(broken.Polls))
					for number, which := range broken.Polls {
						wantPoll(t, failure.Polls[number], polls[which])
					}
					delete(rules, broken.Rule)
				}
				if found := account.Verify(id, rules); !found.Passed {
					t.Errorf("other rules are broken, too: %v", found.Failures)
				}
			})
		}
	})
}

func wantPoll(t *testing.T, got, expected fakeice.Poll) {
	t.Helper()
	if !got.Time.Equal(expected.Time) {
		t.Errorf("the poll is of %v and not of %v", got.Time, expected.Time)
	}
	got.Time = expected.Time // which may name another zone
	want(t, got, expected)
}
