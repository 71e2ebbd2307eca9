//go:build unix

package fakeice

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

const timeToStop = 5 * time.Second

// The shell becomes the server. What it leaves behind waits for the end of its standard input,
// which comes however the process that holds the other end dies, and then ends the server. A line,
// in place of the end, says that the server is gone already.
const guarded = `
exec 3<&0 </dev/null
(read -r _ <&3 || kill "$$") >/dev/null 2>&1 &
exec 3<&-
exec "$@"
`

const remedy = " Set FAKE_ICE_BINARY to the program (`make build` in fake-ice's repository makes" +
	" build/release/fake-ice) or FAKE_ICE_URL to a server that runs."

var ready = regexp.MustCompile(`^fake-ice \S+ listening on (http://\S+)(?: and https://\S+)?\n$`)

// A process is a server on a free port of this machine. It needs no goroutine while it runs, which
// a detector of leaks would find.
type process struct {
	program string
	url     string
	command *exec.Cmd
	guard   *os.File // held open until the server is gone
	log     *os.File // without a name, so that it never fills and goes when it is closed

	mutex   sync.Mutex // of what follows
	output  *os.File   // its end is the server's end, too
	ended   bool
	lastLog string // since it ended
}

// A process that nobody refers to any more must not be closed by a finalizer of its files.
var running sync.Map

func startProcess(ctx context.Context, s settings) (*process, error) {
	program, err := findProgram(s.binary)
	if err != nil {
		return nil, err
	}
	p := &process{program: program}
	if err := p.launch(s.arguments); err != nil {
		return nil, fmt.Errorf("%s cannot be started: %w", program, err)
	}
	running.Store(p, true)
	line, err := p.readLine(ctx, s.timeToStart)
	if told := ready.FindStringSubmatch(line); told != nil {
		p.url = told[1]
		return p, nil
	}
	if err == io.EOF && line == "" { // it is about to end, and its own exit code says more than ours
		defer time.AfterFunc(timeToStop, p.kill).Stop()
	} else {
		p.kill()
	}
	state, log := p.end()
	what := fmt.Sprintf("ended with %s before it served", exitOf(state))
	switch {
	case line != "":
		what = fmt.Sprintf("said %q in place of where it listens", strings.TrimSpace(line))
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s was not awaited: %w; its log:\n%s", program, ctx.Err(), log)
	case errors.Is(err, os.ErrDeadlineExceeded):
		what = fmt.Sprintf("said nothing for %v", s.timeToStart)
	}
	return nil, fmt.Errorf("%s %s; its log:\n%s", program, what, log)
}

func (p *process) launch(arguments []string) error {
	input, guard, err := os.Pipe()
	if err != nil {
		return err
	}
	defer input.Close()
	output, said, err := os.Pipe()
	if err != nil {
		guard.Close()
		return err
	}
	defer said.Close()
	p.guard, p.output = guard, output
	if p.log, err = os.CreateTemp("", "fake-ice-*.log"); err == nil {
		err = os.Remove(p.log.Name())
	}
	if err == nil {
		shell := append([]string{"-c", guarded, "sh", p.program}, arguments...)
		p.command = exec.Command("/bin/sh", shell...)
		p.command.Stdin, p.command.Stdout, p.command.Stderr = input, said, p.log
		p.command.Env = environment()
		// In a session of its own, so that Ctrl-C leaves it there for the report of the test.
		p.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		err = p.command.Start()
	}
	if err != nil {
		p.closeFiles()
	}
	return err
}

// readLine gives what came until a line was whole, the server ended, or time was up.
func (p *process) readLine(ctx context.Context, limit time.Duration) (string, error) {
	if err := p.output.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return "", err
	}
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-ctx.Done():
			_ = p.output.SetReadDeadline(time.Now())
		case <-done:
		}
	}()
	line, err := bufio.NewReader(p.output).ReadString('\n')
	close(done)
	<-watched
	return line, err
}

// obituary says whether the server has ended, and what its log is then.
func (p *process) obituary() (log string, ended bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.ended {
		return p.lastLog, true
	}
	return p.readLog(), p.outputHasEnded()
}

func (p *process) outputHasEnded() bool {
	// One in the past would be noticed before the end.
	_ = p.output.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	_, err := io.Copy(io.Discard, p.output)
	return err == nil
}

// readLog gives what the server logged so far.
func (p *process) readLog() string {
	text, err := io.ReadAll(io.NewSectionReader(p.log, 0, math.MaxInt64))
	if err != nil {
		return err.Error()
	}
	if len(text) == 0 {
		return "(empty)"
	}
	return strings.TrimRight(string(text), "\n")
}

// logLength says how many bytes the server logged so far.
func (p *process) logLength() int64 {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.ended {
		return int64(len(p.lastLog))
	}
	info, err := p.log.Stat()
	if err != nil {
		return 0
	}
	return info.Size()
}

// logSince gives what a server that runs logged after these bytes.
func (p *process) logSince(length int64) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.ended {
		return ""
	}
	text, err := io.ReadAll(io.NewSectionReader(p.log, length, math.MaxInt64-length))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func (p *process) stop() error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.ended {
		return nil
	}
	crashed := p.outputHasEnded()
	_ = p.command.Process.Signal(syscall.SIGTERM) // It may be gone.
	defer time.AfterFunc(timeToStop, p.kill).Stop()
	state, log := p.end()
	if crashed {
		return fmt.Errorf("%s had ended by itself with %s; its log:\n%s", p.program, exitOf(state), log)
	}
	if !state.Success() {
		return fmt.Errorf("%s ended with %s when it was stopped; its log:\n%s",
			p.program, exitOf(state), log)
	}
	return nil
}

func (p *process) kill() { _ = p.command.Process.Kill() }

// end waits for the server, lets the guard go and closes the files.
func (p *process) end() (*os.ProcessState, string) {
	_ = p.command.Wait()             // The state says all that there is to know.
	_, _ = p.guard.WriteString("\n") // It may be gone.
	p.ended, p.lastLog = true, p.readLog()
	p.closeFiles()
	running.Delete(p)
	return p.command.ProcessState, p.lastLog
}

func (p *process) closeFiles() {
	for _, file := range []*os.File{p.guard, p.output, p.log} {
		if file != nil {
			file.Close()
		}
	}
}

func exitOf(state *os.ProcessState) string {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Exited() {
		return fmt.Sprintf("exit code %d", status.ExitStatus())
	}
	return state.String()
}

// findProgram gives the one that is named, here or in FAKE_ICE_BINARY, else the one on PATH.
func findProgram(named string) (string, error) {
	who := "The program"
	if named == "" {
		named, who = os.Getenv("FAKE_ICE_BINARY"), "FAKE_ICE_BINARY"
	}
	if named == "" {
		found, err := exec.LookPath("fake-ice")
		if err != nil {
			return "", errors.New("there is no program fake-ice on PATH." + remedy)
		}
		return filepath.Abs(found)
	}
	path, err := filepath.Abs(named)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		if info.Mode()&0o111 != 0 {
			return path, nil
		}
		return "", fmt.Errorf("%s is %s, which cannot be executed: chmod +x it", who, named)
	}
	where := ""
	if !filepath.IsAbs(named) {
		where = " in " + filepath.Dir(path) + " (go test runs in the folder of the package)"
	}
	return "", fmt.Errorf("%s is %s, which is no program%s.%s", who, named, where, remedy)
}

// environment leaves out the developer's own settings of fake-ice, which must not change what is
// tested. Each variable stands for an option, which wins where one is given.
func environment() []string {
	variables := []string{"FAKE_ICE_LISTEN=127.0.0.1:0", "FAKE_ICE_LOG_LEVEL=warning"}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "FAKE_ICE_") {
			variables = append(variables, variable)
		}
	}
	return variables
}
