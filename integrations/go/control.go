package fakeice

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const timeToAnswer = 30 * time.Second

// A ControlError says that the control API refused a call, and why.
type ControlError struct {
	// Call is the method and the target, such as "POST /_fake-ice/accounts".
	Call string
	// Status is the HTTP status of the answer.
	Status int
	// Code is the error's name, such as "InvalidClock".
	Code string
	// Message is for people.
	Message string
}

// Error tells the whole of it in one line.
func (e *ControlError) Error() string {
	return fmt.Sprintf("%s: %d %s: %s", e.Call, e.Status, e.Code, e.Message)
}

// control calls the control API of the server at a URL. Any number of goroutines may share it. Each
// call has a connection of its own, so that none is left for a detector of leaks to find, and goes
// there directly: a proxy in the environment is not asked.
type control struct {
	url      string
	endpoint string
	protocol string
	process  *process // nil when the server was not started here
	client   *http.Client
}

func newControl(address string, started *process) (*control, error) {
	text := address
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	text = strings.TrimRight(text, "/")
	parts, err := url.Parse(text)
	known := err == nil && (parts.Scheme == "http" || parts.Scheme == "https")
	if !known || parts.Hostname() == "" || text != parts.Scheme+"://"+parts.Host {
		return nil, fmt.Errorf("%s is no address of fake-ice; one is http://127.0.0.1:20201", address)
	}
	return &control{
		url:      text,
		endpoint: parts.Host,
		protocol: strings.ToUpper(parts.Scheme),
		process:  started,
		client: &http.Client{
			Transport: &http.Transport{DisableKeepAlives: true},
			Timeout:   timeToAnswer,
			CheckRedirect: func(*http.Request, []*http.Request) error {
				return http.ErrUseLastResponse // a server that sends one elsewhere is no fake-ice
			},
		},
	}, nil
}

// call reads the answer for a path below /_fake-ice/ into a value, unless that is nil.
func (c *control) call(ctx context.Context, method, path string, body, into any) error {
	target := "/_fake-ice/" + path
	status, answer, err := c.send(ctx, method, target, body)
	if err != nil {
		return err
	}
	var refusal struct {
		Error struct{ Code, Message string }
	}
	if json.Unmarshal(answer, &refusal) != nil {
		return fmt.Errorf("%s answered %s %s with %d and no JSON: is it a fake-ice?",
			c.url, method, target, status)
	}
	if status >= 300 {
		told := refusal.Error
		return &ControlError{method + " " + target, status, told.Code, told.Message}
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("the answer of %s to %s %s: %w", c.url, method, target, err)
	}
	return nil
}

func (c *control) send(ctx context.Context, method, target string, body any) (int, []byte, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return 0, nil, fmt.Errorf("the body of %s %s: %w", method, target, err)
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.url+target, content)
	if err != nil {
		return 0, nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token := os.Getenv("FAKE_ICE_CONTROL_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := c.client.Do(request)
	if err != nil {
		return 0, nil, c.unanswered(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, c.unanswered(err)
	}
	return response.StatusCode, answer, nil
}

// unanswered says why there is no answer, which the log of a program that has ended knows best.
func (c *control) unanswered(err error) error {
	if c.process != nil {
		if log, ended := c.process.obituary(); ended {
			return fmt.Errorf("%s has ended (%w); its log:\n%s", c.process.program, err, log)
		}
	}
	return fmt.Errorf("%s does not answer as a fake-ice does: %w", c.url, err)
}
