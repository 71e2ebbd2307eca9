// Package runs tests what go test prints and does with the kit, by running it.
package runs

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// goTest runs go test in a module of these files; what it printed, and whether all went well.
func goTest(t *testing.T, files map[string]string, arguments ...string) (string, bool) {
	t.Helper()
	folder := t.TempDir()
	makeModule(t, folder, files)
	return run(folder, append([]string{"test", "-count=1"}, arguments...)...)
}

// makeModule makes a folder a module of these files, which has the kit and the official SDK.
func makeModule(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		write(t, filepath.Join(folder, name), text)
	}
	module := read(t, "../go.mod")
	for old, replacement := range map[string]string{
		"module fake-ice/fakeice/tests\n": "module boat\n",
		"=> ../":                          "=> " + kit(t),
		"\nrequire (\n": "\nreplace fake-ice/fakeice/tests => " + kit(t) + "/tests\n" +
			"\nrequire fake-ice/fakeice/tests v0.0.0\n\nrequire (\n",
	} {
		module = strings.Replace(module, old, replacement, 1)
	}
	write(t, filepath.Join(folder, "go.mod"), module)
	write(t, filepath.Join(folder, "go.sum"), read(t, "../go.sum"))
}

// offline lets go do with what the machine has; the packages were fetched before.
var offline = []string{"GOPROXY=off", "GOSUMDB=off", "GOFLAGS=-mod=mod"}

func run(folder string, arguments ...string) (string, bool) {
	return runWith(offline, folder, arguments...)
}

// runAsUser runs go as at a prompt: it may ask the module proxy, which newest version there is.
func runAsUser(folder string, arguments ...string) (string, bool) {
	return runWith([]string{"GOFLAGS="}, folder, arguments...)
}

func runWith(settings []string, folder string, arguments ...string) (string, bool) {
	command := exec.Command("go", arguments...)
	command.Dir = folder
	command.Env = append(append(os.Environ(), "GOWORK=off"), settings...)
	output, err := command.CombinedOutput()
	return string(output), err == nil
}

// kit is the folder of the kit.
func kit(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const head = `package boat

import (
	"testing"

	"fake-ice/fakeice"
	"fake-ice/fakeice/tests/sdk"
)

func clientOf(t *testing.T, config fakeice.SDKConfig) sdk.Client {
	client, err := sdk.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func must(t *testing.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

`
