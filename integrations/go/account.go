package fakeice

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

const mostRequests = 1000 // in one answer of the control API

// Access says where an account is called and which keys sign for it.
type Access struct {
	AccountID       string
	AccessKeyID     string
	AccessKeySecret string
	// Endpoint is host:port.
	Endpoint string
	// URL is the server's address, such as "http://127.0.0.1:20201".
	URL string

	protocol string
}

// SDKConfig has the fields of the Config of the official SDK, darabonba-openapi, by the names and
// the types that they have there.
type SDKConfig struct {
	AccessKeyId     *string
	AccessKeySecret *string
	Endpoint        *string
	Protocol        *string
	// NoProxy keeps calls out of a proxy that HTTP_PROXY names; the SDK compares host:port, so that
	// NO_PROXY=127.0.0.1 does not. It also tells accounts apart: the SDK shares an HTTP client between
	// all clients of the same endpoint and NoProxy, and writes to it in each call, so that the race
	// detector would fail tests that run at once.
	NoProxy *string
}

// SDKConfig gives what the Config of the official SDK needs.
func (a Access) SDKConfig() SDKConfig {
	noProxy := a.Endpoint + "," + a.AccountID
	return SDKConfig{&a.AccessKeyID, &a.AccessKeySecret, &a.Endpoint, &a.protocol, &noProxy}
}

// String leaves out the secret: a failing test may print what it has.
func (a Access) String() string { return "account " + a.AccountID + " at " + a.URL }

// GoString is String, for %#v.
func (a Access) GoString() string { return a.String() }

// An AccountHandle has the jobs, the clock, the faults and the journal of one account, and the keys
// that sign for it. Any number of goroutines may use it at once.
type AccountHandle struct {
	Access

	control  *control
	since    time.Time   // when it was made, on its own clock
	logged   int64       // the length of the server's log then
	hasErred atomic.Bool // in a call of its TestAccount, which ended the test
}

// A Clock is what an account's clock shows.
type Clock struct {
	Now    time.Time
	Frozen bool
}

// A Request is an entry of the journal. What a request had not is empty.
type Request struct {
	RequestID   string `json:"RequestId"`
	Time        time.Time
	Method      string
	Action      string
	AccountID   string `json:"AccountId"`
	AccessKeyID string `json:"AccessKeyId"`
	JobID       string `json:"JobId"`
	// JobIDs has the ids of a batch, with commas between them.
	JobIDs string `json:"JobIds"`
	// Step is the check that refused it, or "Operation".
	Step string
	// Status is the HTTP status of the answer.
	Status int
	// Code is that of the error that it was answered.
	Code string
	// Fault says which fault acted, such as "Error Throttling.User".
	Fault string
	// Explanation says in words why the request was refused, where the server has more to say of it
	// than the error's message has.
	Explanation string
}

// A Filter narrows what AccountHandle.Requests gives. What is left empty narrows nothing.
type Filter struct {
	Action string
	JobID  string
	Code   string
	// Limit is how many there may be, the newest; 0 stands for the most that the server gives at
	// once, 1000.
	Limit int
}

// A Verdict says whether a job was polled as rules ask for.
type Verdict struct {
	Passed   bool
	Failures []Failure
	// Polls is how many there were.
	Polls int
}

// A Failure is a rule that was broken.
type Failure struct {
	Rule string
	// Message says it in words.
	Message string
	// Polls are those that break it.
	Polls []Poll
}

// String is the message, so that t.Error(verdict.Failures) says what is wrong.
func (f Failure) String() string { return f.Message }

// A Poll is one read of a job. What it had not is empty.
type Poll struct {
	RequestID string `json:"RequestId"`
	// Time is what the account's clock showed.
	Time time.Time
	// Status is the job's, as the client saw it.
	Status string
	// Code is that of the error that it was answered.
	Code string
	// Fault says which fault acted, such as "Error Throttling.User".
	Fault string
}

// Advance moves the account's clock, by whole milliseconds, and gives what it shows then.
func (a *AccountHandle) Advance(ctx context.Context, duration time.Duration) (Clock, error) {
	if duration%time.Millisecond != 0 {
		cure := ""
		if duration.Abs() < time.Microsecond { // a number without a unit
			cure = fmt.Sprintf(": %d * time.Second?", duration)
		}
		return Clock{}, fmt.Errorf("the clock of a fake-ice moves by whole milliseconds, not by %v%s",
			duration, cure)
	}
	return a.setClock(ctx, JSON{"Advance": fmt.Sprintf("%dms", duration.Milliseconds())})
}

// Freeze stops the account's clock, so that only Advance moves it.
func (a *AccountHandle) Freeze(ctx context.Context) (Clock, error) {
	return a.setClock(ctx, JSON{"Frozen": true})
}

// Unfreeze lets the account's clock go on.
func (a *AccountHandle) Unfreeze(ctx context.Context) (Clock, error) {
	return a.setClock(ctx, JSON{"Frozen": false})
}

// PutJob sets or replaces a job of a fixture, and gives it back. A JobId that is left out is made
// up.
func (a *AccountHandle) PutJob(ctx context.Context, job JSON) (JSON, error) {
	id, given := job["JobId"]
	if !given {
		random := make([]byte, 16)
		if _, err := rand.Read(random); err != nil {
			return nil, err
		}
		id = hex.EncodeToString(random)
	}
	name, ok := id.(string)
	if !ok {
		return nil, fmt.Errorf("the JobId of a job of fake-ice is a string, not %#v", id)
	}
	form := JSON{"JobId": name}
	for key, value := range job {
		form[key] = value
	}
	var put JSON
	err := a.call(ctx, "PUT", jobPath(name), form, &put)
	return put, err
}

// A FailOption says which requests AccountHandle.FailNext means.
type FailOption func(fault JSON)

// Times is how many requests fail; without it, one.
func Times(count int) FailOption {
	return func(fault JSON) { fault["Times"] = count }
}

// OnAction lets the requests of one action fail, such as "GetYikeAIAppJob", and no others.
func OnAction(action string) FailOption {
	return func(fault JSON) { fault["Match"] = JSON{"Action": action} }
}

// FailNext answers the next request, or the next ones, with that error.
func (a *AccountHandle) FailNext(ctx context.Context, code string, options ...FailOption) error {
	fault := JSON{"Times": 1, "Error": JSON{"Code": code}}
	for _, option := range options {
		option(fault)
	}
	return a.Fault(ctx, fault)
}

// Fault adds a fault of a fixture: errors, delays, connections that break, spoilt bodies.
func (a *AccountHandle) Fault(ctx context.Context, fault JSON) error {
	return a.call(ctx, "POST", "faults", fault, nil)
}

// Requests gives what came with this account's keys, newest first.
func (a *AccountHandle) Requests(ctx context.Context, filter Filter) ([]Request, error) {
	query := url.Values{"AccountId": {a.AccountID}, "Limit": {strconv.Itoa(mostRequests)}}
	for name, value := range map[string]string{
		"Action": filter.Action, "JobId": filter.JobID, "Code": filter.Code,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if filter.Limit != 0 {
		query.Set("Limit", strconv.Itoa(filter.Limit))
	}
	return a.journal(ctx, query)
}

// Verify holds the polls of a job against rules: MinInterval, MaxPolls, StopsAfterFinal and
// BacksOffWhenThrottled.
func (a *AccountHandle) Verify(ctx context.Context, jobID string, rules JSON) (Verdict, error) {
	var verdict Verdict
	err := a.call(ctx, "POST", jobPath(jobID)+"/verify", rules, &verdict)
	return verdict, err
}

// Reset makes the account as it was made; its journal is empty then.
func (a *AccountHandle) Reset(ctx context.Context) error {
	return a.control.call(ctx, "POST", "reset?AccountId="+a.AccountID, nil, nil)
}

// Delete gives the account back, with everything that belongs to it. It may be gone already.
func (a *AccountHandle) Delete(ctx context.Context) error {
	err := a.control.call(ctx, "DELETE", "accounts/"+a.AccountID, nil, nil)
	var refusal *ControlError
	if errors.As(err, &refusal) && refusal.Status == http.StatusNotFound {
		return nil
	}
	return err
}

func (a *AccountHandle) clock(ctx context.Context) (Clock, error) {
	var clock Clock
	err := a.call(ctx, "GET", "clock", nil, &clock)
	return clock, err
}

func (a *AccountHandle) setClock(ctx context.Context, change JSON) (Clock, error) {
	var clock Clock
	err := a.call(ctx, "POST", "clock", change, &clock)
	return clock, err
}

func (a *AccountHandle) journal(ctx context.Context, query url.Values) ([]Request, error) {
	var answer struct{ Requests []Request }
	err := a.control.call(ctx, "GET", "requests?"+query.Encode(), nil, &answer)
	return answer.Requests, err
}

func (a *AccountHandle) call(ctx context.Context, method, path string, body, into any) error {
	return a.control.call(ctx, method, "accounts/"+a.AccountID+"/"+path, body, into)
}

func jobPath(id string) string { return "jobs/" + url.PathEscape(id) }
