// Package sdk drives the emulator with darabonba-openapi, the official SDK's client for any
// operation, and asks of it what the suites of the other languages ask.
package sdk

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"regexp"
	"sync"
	"testing"
	"time"

	"fake-ice/fakeice"
)

var (
	requestID = regexp.MustCompile(`^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`)
	mediaID   = regexp.MustCompile(`^[0-9a-f]{32}$`)
	someKey   = fixture.AccessKeys[0]
	someJob   = fixture.Jobs[0]["JobId"].(string)

	// bundled has the bundled fixture, own the one of the suites.
	bundled, own *fakeice.Server

	program = os.Getenv("FAKE_ICE_BINARY") // which tests/sdk/run always sets
)

func TestMain(m *testing.M) {
	if os.Getenv(belowExec) != "" {
		os.Exit(m.Run()) // against the server that is there
	}
	start := func(arguments ...string) *fakeice.Server {
		server, err := fakeice.New(context.Background(), fakeice.WithArgs(arguments...))
		if err != nil {
			log.Fatal(err)
		}
		return server
	}
	bundled, own = start("--log-level", "warning"), start("--fixtures", "../fixture.json")
	code := m.Run()
	for _, server := range []*fakeice.Server{bundled, own} {
		if err := server.Close(); err != nil {
			log.Fatal(err)
		}
	}
	os.Exit(code)
}

func keysOf(account *fakeice.TestAccount) keys {
	return keys{AccessKeyId: account.AccessKeyID, AccessKeySecret: account.AccessKeySecret}
}

// control calls the control API of the server with the suites' fixture.
func control(t *testing.T, method, path string, body any) (answer map[string]any) {
	t.Helper()
	if err := own.Control(context.Background(), method, path, body, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// newAccount makes an account of this test alone, with the apps of jobs.json and a clock that only
// the test moves, and a client of it.
func newAccount(t *testing.T, v variant, more fakeice.JSON) (*fakeice.TestAccount, caller) {
	t.Helper()
	form := clone(jobs.Account)
	for name, value := range more {
		form[name] = value
	}
	account := own.Account(t, form)
	return account, v.connect(t, account.Endpoint, keysOf(account))
}

// advance takes the words of the shared files.
func advance(t *testing.T, account *fakeice.TestAccount, words string) {
	t.Helper()
	duration, err := time.ParseDuration(words)
	if err != nil {
		t.Fatal(err)
	}
	account.Advance(duration)
}

// A relay passes bytes on to a server, counts connections and keeps what is answered.
type relay struct {
	endpoint string
	listener net.Listener

	mutex       sync.Mutex
	connections int
	answered    bytes.Buffer
}

func newRelay(t *testing.T, target string) *relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	r := &relay{endpoint: listener.Addr().String(), listener: listener}
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return // The test is done.
			}
			r.mutex.Lock()
			r.connections++
			r.mutex.Unlock()
			go r.pass(near, target)
		}
	}()
	return r
}

// Write keeps what is answered.
func (r *relay) Write(data []byte) (int, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.answered.Write(data)
}

func (r *relay) pass(near net.Conn, target string) {
	defer near.Close()
	far, err := net.Dial("tcp", target)
	if err != nil {
		return // The client says that nothing came.
	}
	defer far.Close()
	go func() {
		_, _ = io.Copy(far, near)
		far.Close()
	}()
	_, _ = io.Copy(near, io.TeeReader(far, r))
}

// first gives the first answer, as it came.
func (r *relay) first(t *testing.T) *http.Response {
	t.Helper()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(r.answered.Bytes())), nil)
	if err != nil {
		t.Fatalf("no answer came: %v", err)
	}
	return response
}
