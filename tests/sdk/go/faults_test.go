package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"syscall"
	"testing"

	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"

	"fake-ice/fakeice"
)

const mostPolls = 20

var app = fakeice.JSON{"AppId": faults.Flow.AppId}

// A poll is what one of them saw: a job, or the SDK's error.
type poll struct {
	job map[string]any
	err error
}

func statusesOf(polls []poll) []string {
	var statuses []string
	for _, poll := range polls {
		status, _ := poll.job["Status"].(string)
		statuses = append(statuses, status)
	}
	return statuses
}

// pollUntilDone moves the clock in place of each wait. The second poll is made by a caller of its
// own if there is one.
func pollUntilDone(
	t *testing.T, account *fakeice.TestAccount, client caller, second *caller, id, version string,
) []poll {
	t.Helper()
	var polls []poll
	for len(polls) < mostPolls {
		who := client
		if second != nil && len(polls) == 1 {
			who = *second
		}
		r := get(id)
		r.version = version
		got, err := who.call(r)
		polls = append(polls, poll{got.body, err})
		if status := got.body["Status"]; status == "Finished" || status == "Failed" {
			return polls
		}
		advance(t, account, fmt.Sprintf("%dms", faults.Flow.WaitMs))
	}
	t.Fatalf("the job is not done after %d polls: %v", mostPolls, polls)
	return nil
}

func wantImage(t *testing.T, job map[string]any) {
	t.Helper()
	result := job["Result"].(map[string]any)
	images := result["ImageResult"].([]any)
	want(t, []int{len(result), len(images)}, []int{1, 1})
	wantDownload(t, images[0].(map[string]any)["OutputUrl"].(string), "image/png")
}

func pollsOf(t *testing.T, account *fakeice.TestAccount, id string) int {
	t.Helper()
	job := control(t, "GET", "accounts/"+account.AccountID+"/jobs/"+id, nil)
	return int(job["Polls"].(map[string]any)["Count"].(float64))
}

func TestBringsAJobFromItsSubmissionToItsPicture(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, version := range expectations.Versions {
			account, client := newAccount(t, v, nil)
			id := client.submit(t, app, version)
			polls := pollUntilDone(t, account, client, nil, id, version)
			want(t, statusesOf(polls), faults.Flow.Statuses)
			wantImage(t, polls[len(polls)-1].job)
			want(t, pollsOf(t, account, id), len(polls))
		}
	})
}

func TestLearnsThatAJobHasFailedAndMadeNoPicture(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		account, client := newAccount(t, v, nil)
		id := client.submit(t, fakeice.JSON{"AppId": faults.Flow.FailingAppId}, "")
		polls := pollUntilDone(t, account, client, nil, id, "")
		want(t, statusesOf(polls), faults.Flow.FailingStatuses)
		want(t, polls[len(polls)-1].job["Result"], nil)
	})
}

// toldOf gives what the SDK tells its caller, in the words of the shared table: it passes on errors
// of Go's own, whose types differ from one Go to the next.
func toldOf(err error) told {
	var (
		refusal *tea.SDKError
		syntax  *json.SyntaxError
		late    interface{ Timeout() bool }
	)
	switch {
	case err == nil:
		return told{Name: "nil"}
	case errors.As(err, &refusal):
		code, status := tea.StringValue(refusal.Code), tea.IntValue(refusal.StatusCode)
		return told{Name: "SDKError", Code: code, HttpStatus: status}
	case errors.As(err, &syntax):
		return told{Name: "SyntaxError"}
	case errors.Is(err, syscall.ECONNRESET):
		return told{Name: "ECONNRESET"}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return told{Name: "ErrUnexpectedEOF"}
	case errors.Is(err, io.EOF):
		return told{Name: "EOF"}
	case errors.As(err, &late) && late.Timeout():
		return told{Name: "Timeout"}
	}
	return told{Name: err.Error()}
}

// repeats says whether Go's own transport sends a request again, with its nonce, when a connection
// that was used before breaks.
func (v variant) repeats() bool { return v.method == "GET" }

func TestGetsItsPictureInSpiteOf(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, row := range faults.Faults {
			row := row
			if v.repeats() && row.Fault["Connection"] != nil {
				continue
			}
			t.Run(row.Situation, func(t *testing.T) {
				t.Parallel()
				account, client := newAccount(t, v, nil)
				id := client.submit(t, app, "")
				fault := fakeice.JSON{"Skip": 1, "Times": 1,
					"Match": fakeice.JSON{"Action": expectations.Action, "JobId": id}}
				for name, value := range row.Fault {
					fault[name] = value
				}
				account.Fault(fault)
				var second *caller
				if limit, is := row.ReadTimeoutMs[pkg]; is {
					impatient := v.connect(t, account.Endpoint, keysOf(account),
						func(c *config) { c.ReadTimeout = &limit })
					second = &impatient
				}
				polls := pollUntilDone(t, account, client, second, id, "")
				want(t, toldOf(polls[1].err), row.Told[pkg])
				statuses := append([]string{}, faults.Flow.Statuses...)
				statuses[1] = ""
				want(t, statusesOf(polls), statuses)
				wantImage(t, polls[len(polls)-1].job)
				// An error comes instead of the operation; anything else only spoils its answer.
				reads := len(polls)
				if row.Fault["Error"] != nil {
					reads--
				}
				want(t, pollsOf(t, account, id), reads)
			})
		}
	})
}

func TestIsToldEveryDocumentedErrorByItsName(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		account, client := newAccount(t, v, nil)
		id := client.submit(t, app, "")
		var documented []refused
		for status, codes := range faults.Documented {
			for _, code := range codes {
				documented = append(documented, refused{Code: code, HttpStatus: status})
			}
		}
		sort.Slice(documented, func(one, other int) bool {
			return documented[one].Code < documented[other].Code
		})
		for _, expected := range documented {
			account.FailNext(expected.Code)
			client.refusalOf(t, get(id), expected)
		}
		want(t, client.mustCall(t, get(id))["Status"], "Created")
		want(t, pollsOf(t, account, id), 1)
	})
}

func TestHasMadeAJobAlthoughTheAnswerToItsSubmissionWasLost(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		account, client := newAccount(t, v, nil)
		onSubmit := fakeice.JSON{"Action": "SubmitYikeAIAppJob", "AppId": faults.Flow.AppId}
		account.Fault(fakeice.JSON{"Match": onSubmit, "Times": 1, "Connection": "Reset"})
		if _, err := client.call(v.asked("SubmitYikeAIAppJob", sent(t, app))); err == nil {
			t.Error("the answer was not lost")
		}
		client.submit(t, app, "")
		known := control(t, "GET", "accounts/"+account.AccountID+"/jobs", nil)
		want(t, len(known["Jobs"].([]any)), 2)
	})
}

// retrying lets the SDK retry what has that code at once. It retries nothing without one. A wait
// would take long: this version's dara.Sleep takes milliseconds for seconds.
func retrying(code string, attempts int) func(*config) {
	return func(c *config) {
		c.RetryOptions = &dara.RetryOptions{Retryable: true, RetryCondition: []*dara.RetryCondition{{
			ErrorCode: []string{code}, MaxAttempts: attempts, Backoff: &dara.FixedBackoffPolicy{},
		}}}
	}
}

func TestRetriesWhatHasACode(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, row := range faults.Retries.Situations {
			if v.repeats() && row.Fault["Connection"] != nil {
				continue
			}
			account, client := newAccount(t, v, nil)
			id := client.submit(t, app, "")
			account.Fault(clone(row.Fault))
			client = v.connect(t, account.Endpoint, keysOf(account), retrying("ServiceUnavailable", 3))
			body, err := client.call(get(id))
			journal := []string{row.Journal}
			if row.Fault["Error"] != nil {
				want(t, []any{body.body["Status"], err}, []any{"Created", nil})
				journal = []string{row.Journal, row.Journal, ""}
			} else if err == nil {
				t.Errorf("it retries %s", row.Situation)
			}
			var seen []string
			for _, request := range account.Requests(fakeice.Filter{Action: expectations.Action}) {
				seen = append([]string{request.Fault}, seen...)
			}
			want(t, seen, journal)
		}
	})
}

func TestIsToldToComeAgainLaterWhenItCallsTooOften(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		throttle := fakeice.JSON{"PerSecond": 0.01, "Burst": 2, "Actions": []string{expectations.Action}}
		account, client := newAccount(t, v, fakeice.JSON{"Throttle": throttle})
		id := client.submit(t, app, "")
		for count := 0; count < 2; count++ {
			want(t, client.mustCall(t, get(id))["Status"], "Created")
		}
		passed := newRelay(t, own.Endpoint)
		throttled := v.connect(t, passed.endpoint, keysOf(account))
		throttled.refusalOf(t, get(id), expectations.Throttled.refused)
		wait, err := strconv.Atoi(passed.first(t).Header.Get("x-acs-retry-after"))
		if err != nil || wait <= 0 || wait > 100_000 {
			t.Errorf("it is told to wait for %d ms, %v", wait, err)
		}
		retried := v.connect(t, account.Endpoint, keysOf(account), retrying("Throttling.User", 3))
		retried.refusalOf(t, get(id), expectations.Throttled.refused)
		filter := fakeice.Filter{Code: expectations.Throttled.Code}
		want(t, len(account.Requests(filter)), 1+3)

		_, other := newAccount(t, v, fakeice.JSON{"Throttle": throttle})
		other.submit(t, app, "")
		freed := fakeice.JSON{"AccountId": account.AccountID, "Throttle": fakeice.JSON{"PerSecond": 1000}}
		control(t, "POST", "fixtures", fakeice.JSON{"Accounts": []any{freed}})
		polls := pollUntilDone(t, account, client, nil, id, "")
		want(t, statusesOf(polls), faults.Flow.Statuses)
	})
}

func TestReadsTheWaitThatAHeaderOfTheRateLimitTells(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		account, client := newAccount(t, v, nil)
		id := client.submit(t, app, "")
		account.Fault(fakeice.JSON{"Times": 1, "Error": fakeice.JSON{"Code": "Throttling.User"},
			"Headers": fakeice.JSON{"x-ratelimit-user": "Limit:10,Remain:0,TimeLeft:900,Reset:1000"}})
		client.client.DisableSDKError = tea.Bool(true) // the error that it else makes has no wait
		_, err := client.call(get(id))
		var throttling interface{ GetRetryAfter() *int64 }
		if !errors.As(err, &throttling) || tea.Int64Value(throttling.GetRetryAfter()) != 900 {
			t.Errorf("it is told %T %v", err, err)
		}
	})
}
