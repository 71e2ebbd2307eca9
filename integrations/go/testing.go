package fakeice

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"
)

// shared is the server of all tests of this process, from the first that asks for it on.
var shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Start gives the server that all tests of this process share: the first test starts it, or
// attaches to the one that FAKE_ICE_URL names, and it ends with the process; Close does nothing to
// it. With an option it starts a server for this test alone, which ends with the test. Without a
// server the test fails.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	if len(options) == 0 {
		shared.once.Do(func() {
			if shared.server, shared.err = New(context.Background()); shared.err == nil {
				shared.server.isShared = true
			}
		})
		if shared.err != nil {
			t.Fatalf("fake-ice: %v", shared.err)
		}
		return shared.server
	}
	server, err := New(context.Background(), options...)
	if err != nil {
		t.Fatalf("fake-ice: %v", err)
	}
	t.Cleanup(func() {
		t.Helper()
		if err := server.Close(); err != nil {
			t.Errorf("fake-ice: %v", err)
		}
	})
	return server
}

// Account gives the test a new account of the server that all tests share; see [Start] and
// [Server.Account].
func Account(t testing.TB) *TestAccount {
	t.Helper()
	return Start(t).Account(t, nil)
}

// Account gives the test a new account, which no other sees, and takes it back when the test and
// its subtests are done; when they failed, it first logs what the account was asked. A fixture
// gives the account apps, users, a throttle and the rest of what an account of a fixture may have;
// it may be nil.
func (s *Server) Account(t testing.TB, fixture JSON) *TestAccount {
	t.Helper()
	ctx := context.Background()
	handle, err := s.NewAccount(ctx, fixture)
	if err != nil {
		t.Fatalf("fake-ice: %v", err)
	}
	t.Cleanup(func() {
		t.Helper()
		failed := t.Failed() || panics()
		if failed {
			t.Logf("fake-ice: %s", handle.Journal(ctx))
		}
		// The failure of the test says more than that of what follows it.
		if err := handle.Delete(ctx); err != nil && !failed {
			t.Errorf("fake-ice: %v", err)
		}
	})
	return &TestAccount{handle.Access, handle, t}
}

// A TestAccount is an account in the hands of a test. Its methods end the test when they fail, and
// so must be called where [testing.T.FailNow] may be: by the test's own goroutine, while the test
// runs. [TestAccount.For] serves its subtests, and [TestAccount.Handle] other goroutines.
type TestAccount struct {
	Access

	handle *AccountHandle
	t      testing.TB
}

// Handle gives the account with methods that return errors, for goroutines that a test starts.
func (a *TestAccount) Handle() *AccountHandle { return a.handle }

// For gives the same account in the hands of a subtest, which its methods then end instead of
// the test that took it.
func (a *TestAccount) For(t testing.TB) *TestAccount { return &TestAccount{a.Access, a.handle, t} }

// Advance moves the account's clock, by whole milliseconds, and gives what it shows then.
func (a *TestAccount) Advance(duration time.Duration) Clock {
	a.t.Helper()
	clock, err := a.handle.Advance(context.Background(), duration)
	a.must(err)
	return clock
}

// Freeze stops the account's clock, so that only Advance moves it.
func (a *TestAccount) Freeze() Clock {
	a.t.Helper()
	clock, err := a.handle.Freeze(context.Background())
	a.must(err)
	return clock
}

// Unfreeze lets the account's clock go on.
func (a *TestAccount) Unfreeze() Clock {
	a.t.Helper()
	clock, err := a.handle.Unfreeze(context.Background())
	a.must(err)
	return clock
}

// PutJob sets or replaces a job of a fixture, and gives it back. A JobId that is left out is made
// up.
func (a *TestAccount) PutJob(job JSON) JSON {
	a.t.Helper()
	put, err := a.handle.PutJob(context.Background(), job)
	a.must(err)
	return put
}

// FailNext answers the next request with that error; [Times] and [OnAction] say which ones.
func (a *TestAccount) FailNext(code string, options ...FailOption) {
	a.t.Helper()
	a.must(a.handle.FailNext(context.Background(), code, options...))
}

// Fault adds a fault of a fixture: errors, delays, connections that break, spoilt bodies.
func (a *TestAccount) Fault(fault JSON) {
	a.t.Helper()
	a.must(a.handle.Fault(context.Background(), fault))
}

// Requests gives what came with this account's keys, newest first.
func (a *TestAccount) Requests(filter Filter) []Request {
	a.t.Helper()
	requests, err := a.handle.Requests(context.Background(), filter)
	a.must(err)
	return requests
}

// Verify holds the polls of a job against rules: MinInterval, MaxPolls, StopsAfterFinal and
// BacksOffWhenThrottled. A rule that was broken does not fail the test; the verdict says it.
func (a *TestAccount) Verify(jobID string, rules JSON) Verdict {
	a.t.Helper()
	verdict, err := a.handle.Verify(context.Background(), jobID, rules)
	a.must(err)
	return verdict
}

// Reset makes the account as it was made; its journal is empty then.
func (a *TestAccount) Reset() {
	a.t.Helper()
	a.must(a.handle.Reset(context.Background()))
}

// Journal gives the account's requests in words, as a failing test prints them.
func (a *TestAccount) Journal() string { return a.handle.Journal(context.Background()) }

// Delete gives the account back before the test is done, with everything that belongs to it.
func (a *TestAccount) Delete() {
	a.t.Helper()
	a.must(a.handle.Delete(context.Background()))
}

// panics says whether this is called while a panic unwinds the stack: a test that panics is cleaned
// up before it counts as failed.
func panics() bool {
	var counters [64]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(0, counters[:])])
	for frame, more := frames.Next(); more; frame, more = frames.Next() {
		if frame.Function == "runtime.gopanic" {
			return true
		}
	}
	return false
}

func (a *TestAccount) must(err error) {
	if err == nil {
		return
	}
	a.t.Helper()
	a.handle.hasErred.Store(true)
	defer func() {
		// A test that is done panics when it is failed, and would say nothing of the account.
		if recover() != nil {
			panic(fmt.Sprintf("fake-ice: account %s belongs to %s, which is done: take one in each test",
				a.AccountID, a.t.Name()))
		}
	}()
	a.t.Fatalf("fake-ice: %v", err)
}
