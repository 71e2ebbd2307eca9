package fakeice

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"
)

const timeToStart = 10 * time.Second

// An Option says how a server is started.
type Option func(*settings)

type settings struct {
	binary      string
	arguments   []string
	timeToStart time.Duration
}

// WithArgs adds arguments of the command line, such as "--strict-apps".
func WithArgs(arguments ...string) Option {
	return func(s *settings) { s.arguments = append(s.arguments, arguments...) }
}

// WithBinary names the program, instead of FAKE_ICE_BINARY and PATH.
func WithBinary(path string) Option {
	return func(s *settings) { s.binary = path }
}

// WithStartTimeout says how long the server may take to start; without it that is 10 seconds.
func WithStartTimeout(limit time.Duration) Option {
	return func(s *settings) { s.timeToStart = limit }
}

// A Server is a fake-ice that runs. Any number of tests and goroutines may use it at once, each
// with an account of its own.
type Server struct {
	// URL is the server's address, such as "http://127.0.0.1:20201".
	URL string
	// Endpoint is the same as host:port.
	Endpoint string

	control  *control
	process  *process
	isShared bool // by all tests of this process, which no one of them may end
}

// New attaches to the server that FAKE_ICE_URL names, else it starts one on a free port of this
// machine. With an option it always starts one. The context bounds the start alone: the server runs
// until Close, or until this process ends.
func New(ctx context.Context, options ...Option) (*Server, error) {
	if address := os.Getenv("FAKE_ICE_URL"); address != "" && len(options) == 0 {
		server, err := Attach(ctx, address)
		if err != nil {
			var unanswered *url.Error
			if errors.As(err, &unanswered) {
				return nil, fmt.Errorf("FAKE_ICE_URL: %w; start it, or unset FAKE_ICE_URL", err)
			}
			return nil, fmt.Errorf("FAKE_ICE_URL: %w", err)
		}
		return server, nil
	}
	s := settings{timeToStart: timeToStart}
	for _, option := range options {
		option(&s)
	}
	started, err := startProcess(ctx, s)
	if err != nil {
		return nil, err
	}
	server, err := newServer(started.url, started)
	if err != nil {
		_ = started.stop() // That it said something odd is the news.
		return nil, fmt.Errorf("%s: %w", started.program, err)
	}
	return server, nil
}

// Attach gives the server that runs at an address, such as "http://127.0.0.1:20201". Close leaves
// it alone.
func Attach(ctx context.Context, address string) (*Server, error) {
	server, err := newServer(address, nil)
	if err != nil {
		return nil, err
	}
	if err := server.Control(ctx, "GET", "health", nil, nil); err != nil {
		return nil, err
	}
	return server, nil
}

func newServer(address string, started *process) (*Server, error) {
	api, err := newControl(address, started)
	if err != nil {
		return nil, err
	}
	return &Server{URL: api.url, Endpoint: api.endpoint, control: api, process: started}, nil
}

// NewAccount makes an account that nobody else sees. A fixture gives it apps, users, a throttle and
// the rest of what an account of a fixture may have; it may be nil.
func (s *Server) NewAccount(ctx context.Context, fixture JSON) (*AccountHandle, error) {
	if fixture == nil {
		fixture = JSON{}
	}
	var keys struct{ AccountId, AccessKeyId, AccessKeySecret string }
	if err := s.control.call(ctx, "POST", "accounts", fixture, &keys); err != nil {
		return nil, err
	}
	var logged int64
	if s.process != nil {
		logged = s.process.logLength()
	}
	account := &AccountHandle{
		Access: Access{
			AccountID:       keys.AccountId,
			AccessKeyID:     keys.AccessKeyId,
			AccessKeySecret: keys.AccessKeySecret,
			Endpoint:        s.Endpoint,
			URL:             s.URL,
			protocol:        s.control.protocol,
		},
		control: s.control,
		logged:  logged,
	}
	clock, err := account.clock(ctx)
	if err != nil {
		_ = account.Delete(context.Background()) // even if the context has ended
		return nil, err
	}
	account.since = clock.Now // nobody has moved the clock of a new account
	return account, nil
}

// Control calls the control API, for what has no word of its own here. The path is the one below
// /_fake-ice/, with its query. The body is sent as JSON unless it is nil, and the answer is read
// into the value that into points to, unless that is nil.
func (s *Server) Control(ctx context.Context, method, path string, body, into any) error {
	return s.control.call(ctx, method, path, body, into)
}

// Close ends the server if it was started here, and says when it had ended by itself or does not
// end well. A second Close does nothing, and so does that of the server which [Start] gives to all
// tests: it ends with the process.
func (s *Server) Close() error {
	if s.process == nil || s.isShared {
		return nil
	}
	return s.process.stop()
}
