package fakeice_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fake-ice/fakeice"
)

// patience is what a machine may need that has other work.
const patience = 3 * time.Minute

func start(t *testing.T, options ...fakeice.Option) *fakeice.Server {
	t.Helper()
	server, err := fakeice.New(context.Background(), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

func isUp(url string) bool {
	server, err := fakeice.Attach(context.Background(), url)
	return err == nil && server != nil
}

// refusal is the message of the error with which no server is started.
func refusal(t *testing.T, options ...fakeice.Option) string {
	t.Helper()
	server, err := fakeice.New(context.Background(), options...)
	if err == nil {
		server.Close()
		t.Fatal("a server was started")
	}
	return err.Error()
}

func wantPart(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q is not in %q", part, text)
	}
}

// program makes one of a shell script, and gives the folder that it is in.
func program(t *testing.T, script string) (path, folder string) {
	t.Helper()
	folder = t.TempDir()
	path = filepath.Join(folder, "fake-ice")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path, folder
}

func TestServerStartsAndCloses(t *testing.T) {
	server := start(t)
	if server.URL != "http://"+server.Endpoint || !isUp(server.URL) {
		t.Errorf("%s with endpoint %s is not up", server.URL, server.Endpoint)
	}
	for range []string{"once", "again"} {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
	if isUp(server.URL) {
		t.Error("a closed server is up")
	}
}

func TestArgumentsArePassedOn(t *testing.T) {
	server := start(t, fakeice.WithArgs("--auth", "off"))
	answer, err := http.Get(server.URL + "/?Action=GetYikeAIAppJob&Version=2020-11-09&Format=JSON" +
		"&JobId=00000000000000000000000000000004")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	wantPart(t, string(body), `"Finished"`)
}

func TestServerOfTheEnvironmentIsLeftAlone(t *testing.T) {
	server := start(t)
	t.Setenv("FAKE_ICE_URL", server.Endpoint)
	attached := start(t)
	if attached.URL != server.URL {
		t.Errorf("attached to %s and not to %s", attached.URL, server.URL)
	}
	if err := attached.Close(); err != nil || !isUp(server.URL) {
		t.Errorf("the server that was attached to is gone: %v", err)
	}
	if own := start(t, fakeice.WithArgs("--strict-apps")); own.URL == server.URL {
		t.Error("no server was started for its arguments")
	}
}

func TestSettingsOfTheDeveloperDoNotReachIt(t *testing.T) {
	t.Setenv("FAKE_ICE_AUTH", "nonsense")
	start(t)
}

func TestNoLogHoldsItUp(t *testing.T) {
	server := start(t, fakeice.WithArgs("--log-level", "trace"))
	for count := 0; count < 1000; count++ { // more lines than a pipe has room for
		if err := server.Control(context.Background(), "GET", "health", nil, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRefusalToStartShowsItsLog(t *testing.T) {
	said := refusal(t, fakeice.WithArgs("--fixtures", "no-such-file.json"))
	wantPart(t, said, "ended with exit code 2 before it served; its log:\n")
	wantPart(t, said, "no-such-file.json")
}

func TestProgramThatIsNoFakeIce(t *testing.T) {
	for _, row := range []struct {
		script, said string
		limit        time.Duration
	}{
		{"echo hello", `said "hello" in place of where it listens`, patience},
		{"echo oops >&2; exit 3", "ended with exit code 3 before it served; its log:\noops", patience},
		{"exec cat", "ended with exit code 0 before it served; its log:\n(empty)", patience},
		{"exec tail -f /dev/null", "said nothing for 100ms; its log:\n(empty)", 100 * time.Millisecond},
	} {
		t.Run(row.script, func(t *testing.T) {
			path, _ := program(t, row.script)
			options := []fakeice.Option{fakeice.WithBinary(path), fakeice.WithStartTimeout(row.limit)}
			wantPart(t, refusal(t, options...), path+" "+row.said)
		})
	}
}

func TestStartEndsWithItsContext(t *testing.T) {
	path, folder := program(t, `echo $$ >"$(dirname "$0")/ready"; exec tail -f /dev/null`)
	ctx, cancel := context.WithCancel(context.Background())
	fifo := filepath.Join(folder, "ready")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = os.ReadFile(fifo) // comes when the program runs
		cancel()
	}()
	_, err := fakeice.New(ctx, fakeice.WithBinary(path), fakeice.WithStartTimeout(patience))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

func TestNamedProgramThatIsNotThere(t *testing.T) {
	t.Setenv("FAKE_ICE_BINARY", "/no/such/program")
	wantPart(t, refusal(t), "FAKE_ICE_BINARY is /no/such/program, which is no program. Set FAKE_ICE_B")
	t.Setenv("FAKE_ICE_BINARY", "build/release/fake-ice")
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	wantPart(t, refusal(t), "which is no program in "+folder+"/build/release (go test runs in the f")
}

func TestNamedProgramThatCannotBeExecuted(t *testing.T) {
	path, _ := program(t, "exit 0")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FAKE_ICE_BINARY", path)
	wantPart(t, refusal(t), "FAKE_ICE_BINARY is "+path+", which cannot be executed: chmod +x it")
}

func TestProgramIsLookedForOnThePath(t *testing.T) {
	t.Setenv("FAKE_ICE_BINARY", "")
	_, folder := program(t, "echo found me >&2; exit 1")
	t.Setenv("PATH", folder)
	wantPart(t, refusal(t), "found me")
	t.Setenv("PATH", t.TempDir())
	wantPart(t, refusal(t), "there is no program fake-ice on PATH. Set FAKE_ICE_BINARY")
}

func TestServerThatHasCrashedIsToldOf(t *testing.T) {
	server := start(t)
	if err := server.KillProcess(); err != nil {
		t.Fatal(err)
	}
	_, err := server.NewAccount(context.Background(), nil)
	if err == nil {
		t.Fatal("a dead server made an account")
	}
	wantPart(t, err.Error(), "fake-ice has ended (")
	if err = server.Close(); err == nil {
		t.Fatal("the crash was passed over")
	}
	wantPart(t, err.Error(), "had ended by itself with signal: killed; its log:\n(empty)")
	_, err = server.NewAccount(context.Background(), nil)
	wantPart(t, err.Error(), "fake-ice has ended (")
}

func TestServerEndsWithTheProcessThatStartedIt(t *testing.T) {
	for _, end := range []string{"exit", "kill"} {
		t.Run(end, func(t *testing.T) {
			starter := exec.Command(os.Args[0])
			starter.Env = append(os.Environ(), starts+"=1")
			starter.Stderr = os.Stderr
			input, err := starter.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			output, err := starter.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := starter.Start(); err != nil {
				t.Fatal(err)
			}
			endpoint, err := bufio.NewReader(output).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			connection, err := net.Dial("tcp", strings.TrimSpace(endpoint))
			if err != nil {
				t.Fatal(err)
			}
			defer connection.Close()
			if end == "kill" {
				err = starter.Process.Kill()
			} else {
				_, err = io.WriteString(input, "\n")
			}
			if err != nil {
				t.Fatal(err)
			}
			_ = starter.Wait()
			if err := connection.SetReadDeadline(time.Now().Add(patience)); err != nil {
				t.Fatal(err)
			}
			// The server closes its connections when it ends, and the system those it had not taken.
			_, err = connection.Read(make([]byte, 1))
			if err != io.EOF && !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("the server goes on: %v", err)
			}
		})
	}
}
