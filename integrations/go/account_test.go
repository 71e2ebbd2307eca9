package fakeice_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"fake-ice/fakeice"
)

// accounts gives how many the server has.
func accounts(t *testing.T, server *fakeice.Server) int {
	t.Helper()
	var known struct{ Accounts []struct{ AccountId string } }
	err := server.Control(context.Background(), "GET", "accounts", nil, &known)
	if err != nil {
		t.Error(err)
	}
	return len(known.Accounts)
}

func TestAccountWhoseClockCannotBeReadIsGivenBack(t *testing.T) {
	server := start(t)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	before, made := accounts(t, server), 0
	pass := httputil.NewSingleHostReverseProxy(address)
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/clock") {
			made = accounts(t, server)
			cancel()
			return
		}
		pass.ServeHTTP(w, r)
	}))
	defer between.Close()
	attached, err := fakeice.Attach(ctx, between.URL)
	if err != nil {
		t.Fatal(err)
	}
	if account, err := attached.NewAccount(ctx, nil); err == nil || account != nil {
		t.Errorf("it gives %v, %v", account, err)
	}
	if after := accounts(t, server); made != before+1 || after != before {
		t.Errorf("there were %d accounts, then %d and then %d", before, made, after)
	}
}
