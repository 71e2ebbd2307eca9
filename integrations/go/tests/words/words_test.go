// Package words tests the words of an account, with the official SDK on the other side.
package words

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"fake-ice/fakeice"
	"fake-ice/fakeice/tests/sdk"
)

// ice gives the test an account and a client of it.
func ice(t *testing.T) (client, *fakeice.TestAccount) {
	t.Helper()
	t.Parallel()
	account := fakeice.Account(t)
	return clientOf(t, account), account
}

func clientOf(t *testing.T, account *fakeice.TestAccount) client {
	t.Helper()
	made, err := sdk.NewClient(account.SDKConfig())
	if err != nil {
		t.Fatal(err)
	}
	return client{made, t}
}

// A client fails the test when a call fails.
type client struct {
	sdk.Client
	t *testing.T
}

func (c client) submit() string {
	c.t.Helper()
	jobID, err := c.Submit()
	if err != nil {
		c.t.Fatal(err)
	}
	return jobID
}

func (c client) wantStatus(jobID, status string) map[string]any {
	c.t.Helper()
	job, err := c.Get(jobID)
	if err != nil {
		c.t.Fatal(err)
	}
	if job["Status"] != status {
		c.t.Fatalf("the job is %v and not %s", job["Status"], status)
	}
	return job
}

func (c client) wantRefused(jobID, code string) {
	c.t.Helper()
	if job, err := c.Get(jobID); sdk.CodeOf(err) != code {
		c.t.Fatalf("a read is answered %v, %v and not %s", job, err, code)
	}
}

func TestJobIsSubmittedPolledAndDownloaded(t *testing.T) {
	ice, account := ice(t)
	account.Freeze()
	jobID := ice.submit()
	ice.wantStatus(jobID, "Created")
	account.Advance(10 * time.Second)
	job := ice.wantStatus(jobID, "Finished")
	images := job["Result"].(map[string]any)["ImageResult"].([]any)
	answer, err := http.Get(images[0].(map[string]any)["OutputUrl"].(string))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	image, err := io.ReadAll(answer.Body)
	if err != nil || !bytes.HasPrefix(image, []byte("\x89PNG")) {
		t.Errorf("no picture came but %.20q, %v", image, err)
	}
}

func TestFrozenClockMovesByHandAlone(t *testing.T) {
	_, account := ice(t)
	frozen := account.Freeze()
	if still := account.Advance(0); !frozen.Frozen || !still.Now.Equal(frozen.Now) {
		t.Errorf("the clock moved from %v to %v", frozen, still)
	}
	if later := account.Advance(time.Hour + time.Millisecond); later.Now.Sub(frozen.Now) !=
		time.Hour+time.Millisecond {
		t.Errorf("the clock moved from %v to %v", frozen, later)
	}
	if account.Unfreeze().Frozen {
		t.Error("the clock stands still")
	}
}

func TestJobIsPut(t *testing.T) {
	ice, account := ice(t)
	form := fakeice.JSON{"AppId": sdk.App, "Status": "Failed"}
	made := account.PutJob(form)
	ice.wantStatus(made["JobId"].(string), "Failed")
	if _, given := form["JobId"]; given {
		t.Error("the caller's own form was changed")
	}
	account.PutJob(fakeice.JSON{"JobId": "a/b c?", "AppId": sdk.App, "Status": "Executing"})
	ice.wantStatus("a/b c?", "Executing")
}

func TestNextRequestsFailAsOftenAsAsked(t *testing.T) {
	ice, account := ice(t)
	job := account.PutJob(fakeice.JSON{"AppId": sdk.App, "Status": "Executing"})
	jobID := job["JobId"].(string)
	account.FailNext("Throttling.User", fakeice.Times(2), fakeice.OnAction("GetYikeAIAppJob"))
	ice.submit()
	ice.wantRefused(jobID, "Throttling.User")
	ice.wantRefused(jobID, "Throttling.User")
	ice.wantStatus(jobID, "Executing")
	account.FailNext("ServiceUnavailable")
	if _, err := ice.Submit(); sdk.CodeOf(err) != "ServiceUnavailable" {
		t.Errorf("a submit is answered %v", err)
	}
	ice.submit()
}

func TestFaultHasTheFormOfAFixture(t *testing.T) {
	ice, account := ice(t)
	account.Fault(fakeice.JSON{"Times": 1,
		"Error": fakeice.JSON{"Code": "Odd", "Message": "so", "HttpStatus": 418}})
	_, err := ice.Submit()
	if err == nil || !strings.Contains(err.Error(), "code: 418, so") {
		t.Errorf("the fault is told as %v", err)
	}
}

func TestRequestsAreTheAccountsOwnNewestFirst(t *testing.T) {
	ice, account := ice(t)
	jobID := ice.submit()
	ice.wantStatus(jobID, "Created")
	clientOf(t, fakeice.Account(t)).submit()
	var actions []string
	for _, request := range account.Requests(fakeice.Filter{}) {
		actions = append(actions, request.Action)
	}
	if want := []string{"GetYikeAIAppJob", "SubmitYikeAIAppJob"}; !reflect.DeepEqual(actions, want) {
		t.Errorf("the journal has %v", actions)
	}
	filter := fakeice.Filter{Action: "GetYikeAIAppJob", JobID: jobID}
	if polls := account.Requests(filter); len(polls) != 1 || polls[0].Status != 200 ||
		polls[0].AccountID != account.AccountID || polls[0].Time.IsZero() {
		t.Errorf("the polls are %v", polls)
	}
	if newest := account.Requests(fakeice.Filter{Limit: 1}); len(newest) != 1 {
		t.Errorf("the newest are %v", newest)
	}
	if failed := account.Requests(fakeice.Filter{Code: "JobNotFound"}); len(failed) != 0 {
		t.Errorf("the failed are %v", failed)
	}
}

func TestPollsAreVerified(t *testing.T) {
	ice, account := ice(t)
	jobID := ice.submit()
	ice.wantStatus(jobID, "Created")
	ice.wantStatus(jobID, "Created")
	verdict := account.Verify(jobID, fakeice.JSON{"MaxPolls": 2})
	if !verdict.Passed || len(verdict.Failures) != 0 || verdict.Polls != 2 {
		t.Errorf("the verdict is %+v", verdict)
	}
	verdict = account.Verify(jobID, fakeice.JSON{"MaxPolls": 1})
	if verdict.Passed || len(verdict.Failures) != 1 || verdict.Failures[0].Rule != "MaxPolls" ||
		fmt.Sprint(verdict.Failures) != "[The job was polled 2 times, more than 1.]" {
		t.Errorf("the verdict is %+v", verdict)
	}
	asked := account.Requests(fakeice.Filter{Action: "GetYikeAIAppJob"})
	if polls := verdict.Failures[0].Polls; len(polls) == 0 || polls[0].Status != "Created" ||
		polls[0].Time.IsZero() || polls[len(polls)-1].RequestID != asked[0].RequestID {
		t.Errorf("the polls are %+v of %+v", polls, asked)
	}
}

func TestResetForgetsJobsFaultsAndJournal(t *testing.T) {
	ice, account := ice(t)
	jobID := ice.submit()
	account.FailNext("InternalError")
	account.Reset()
	if requests := account.Requests(fakeice.Filter{}); len(requests) != 0 {
		t.Errorf("the journal has %v", requests)
	}
	ice.wantRefused(jobID, "JobNotFound")
}

func TestAccountHasAppsAndRulesOfItsOwn(t *testing.T) {
	t.Parallel()
	account := fakeice.Start(t).Account(t, fakeice.JSON{"Service": "NotOpened"})
	clientOf(t, account).wantRefused("any", "OperationDenied")
}

func TestMistakeIsToldInTheServersWords(t *testing.T) {
	_, account := ice(t)
	ctx, handle := context.Background(), account.Handle()
	_, backwards := handle.Advance(ctx, -time.Second)
	_, unitless := handle.Advance(ctx, 10)
	_, uneven := handle.Advance(ctx, time.Microsecond)
	_, typo := handle.PutJob(ctx, fakeice.JSON{"AppId": sdk.App, "Stauts": "Failed"})
	_, number := handle.PutJob(ctx, fakeice.JSON{"JobId": 7})
	account.PutJob(fakeice.JSON{"JobId": "x", "AppId": sdk.App, "Status": "Failed"})
	misspelt := handle.Fault(ctx, fakeice.JSON{"Delay": 1})
	unsayable := handle.Fault(ctx, fakeice.JSON{"DelayMs": make(chan int)})
	_, rule := handle.Verify(ctx, "x", fakeice.JSON{"MostPolls": 1})
	for said, err := range map[string]error{
		"400 InvalidClock: Advance is no duration":             backwards,
		"whole milliseconds, not by 1µs":                       uneven,
		"not by 10ns: 10 * time.Second?":                       unitless,
		`unknown key "Stauts"; did you mean "Status"?`:         typo,
		"the JobId of a job of fake-ice is a string, not 7":    number,
		`unknown key "MostPolls"; did you mean "MaxPolls"?`:    rule,
		`did you mean "Throttling.User"?`:                      handle.FailNext(ctx, "Throttling.Usr"),
		`unknown key "Delay"; did you mean "DelayMs"?`:         misspelt,
		"json: unsupported type: chan int":                     unsayable,
		"POST /_fake-ice/accounts/" + account.AccountID + "/f": handle.FailNext(ctx, ""),
	} {
		if err == nil || !strings.Contains(err.Error(), said) {
			t.Errorf("%q is not in %v", said, err)
		}
	}
}

func TestSecretIsNotShown(t *testing.T) {
	_, account := ice(t)
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, value := range []any{account, account.Handle(), account.Access} {
			shown := fmt.Sprintf(format, value)
			if strings.Contains(shown, account.AccessKeySecret) ||
				!strings.Contains(shown, account.AccountID) {
				t.Errorf("%s shows %s", format, shown)
			}
		}
	}
}

func TestManyTestsAtOnceDoNotMeet(t *testing.T) {
	for number := 0; number < 40; number++ {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			ice, account := ice(t)
			ice.wantStatus(ice.submit(), "Created")
			if requests := account.Requests(fakeice.Filter{}); len(requests) != 2 {
				t.Errorf("the journal has %v", requests)
			}
		})
	}
}
