package fakeice_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"fake-ice/fakeice"
)

func TestServerThatDoesNotAnswerIsNotGiven(t *testing.T) {
	server, err := fakeice.Attach(context.Background(), "http://127.0.0.1:1")
	if err == nil || server != nil {
		t.Errorf("it gives %v, %v", server, err)
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	foreign := httptest.NewServer(http.NotFoundHandler())
	defer foreign.Close()
	elsewhere := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:1/", http.StatusFound))
	defer elsewhere.Close()
	for url, said := range map[string]string{
		"http://127.0.0.1:1":   "http://127.0.0.1:1 does not answer as a fake-ice does: ",
		"ftp://127.0.0.1":      "ftp://127.0.0.1 is no address of fake-ice; one is http://",
		"http://127.0.0.1/ice": "http://127.0.0.1/ice is no address of fake-ice; ",
		foreign.URL:            foreign.URL + " answered GET /_fake-ice/health with 404 and no JSON",
		elsewhere.URL:          elsewhere.URL + " answered GET /_fake-ice/health with 302 and no JSON",
	} {
		t.Setenv("FAKE_ICE_URL", url)
		if got := refusal(t); !strings.HasPrefix(got, "FAKE_ICE_URL: "+said) {
			t.Errorf("%q does not begin with %q", got, "FAKE_ICE_URL: "+said)
		}
	}
}

func TestServerOfTheEnvironmentThatIsNotThereHasACure(t *testing.T) {
	const cure = "; start it, or unset FAKE_ICE_URL"
	t.Setenv("FAKE_ICE_URL", "http://127.0.0.1:1")
	if got := refusal(t); !strings.HasSuffix(got, cure) {
		t.Errorf("%q does not end with %q", got, cure)
	}
	t.Setenv("FAKE_ICE_URL", "ftp://127.0.0.1")
	if got := refusal(t); strings.Contains(got, cure) {
		t.Errorf("%q has a cure of something else", got)
	}
}

func TestControlTokenOfTheEnvironmentIsShown(t *testing.T) {
	shown := make(chan string, 1)
	guarded := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown <- r.Header.Get("Authorization")
		_, _ = io.WriteString(w, "{}")
	}))
	defer guarded.Close()
	t.Setenv("FAKE_ICE_CONTROL_TOKEN", "let me in")
	if !isUp(guarded.URL) {
		t.Fatal("the server was not attached to")
	}
	if token := <-shown; token != "Bearer let me in" {
		t.Errorf("it was shown %q", token)
	}
}
