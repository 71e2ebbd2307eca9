package words

import (
	"context"
	"strings"
	"testing"

	"fake-ice/fakeice"
)

func TestServerOfATestsOwnEndsWithIt(t *testing.T) {
	t.Parallel()
	var server *fakeice.Server
	done := t.Run("test", func(t *testing.T) {
		server = fakeice.Start(t, fakeice.WithArgs("--strict-apps"))
		_, err := clientOf(t, server.Account(t, nil)).Submit()
		if err == nil || !strings.Contains(err.Error(), "AppId") {
			t.Errorf("a submit is answered %v", err)
		}
	})
	if !done {
		return
	}
	if _, err := fakeice.Attach(context.Background(), server.URL); err == nil {
		t.Error("the server goes on")
	}
}

func TestServerOfAllTestsIsNotClosedByOne(t *testing.T) {
	server := fakeice.Start(t)
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	clientOf(t, fakeice.Account(t)).submit()
}

func TestAccountThatWasGivenBackIsGone(t *testing.T) {
	t.Parallel()
	server := fakeice.Start(t)
	var taken []string
	done := t.Run("test", func(t *testing.T) {
		account := fakeice.Account(t)
		account.Delete() // and once more at the test's end
		taken = []string{account.AccountID, fakeice.Account(t).AccountID}
	})
	if !done {
		return
	}
	var known struct{ Accounts []struct{ AccountId string } }
	if err := server.Control(context.Background(), "GET", "accounts", nil, &known); err != nil {
		t.Fatal(err)
	}
	if len(known.Accounts) == 0 { // that of the bundled fixture is there
		t.Error("there is no account at all")
	}
	for _, account := range known.Accounts {
		if account.AccountId == taken[0] || account.AccountId == taken[1] {
			t.Errorf("account %s is still there", account.AccountId)
		}
	}
}
