package runs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const readme = "../../README.md"

// blocks gives what the README shows in a language; what is no output is marked as run.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	mark := "▶\n"
	if language == "text" {
		mark = ""
	}
	var found []string
	for _, match := range regexp.MustCompile("(?ms)^"+mark+"```"+language+"\n(.*?)^```$").
		FindAllStringSubmatch(read(t, readme), -1) {
		found = append(found, match[1])
	}
	return found
}

func TestReadmesWholeTestPasses(t *testing.T) {
	t.Parallel()
	output, ok := goTest(t, map[string]string{"boat_test.go": blocks(t, "go")[0]}, "-v")
	if !ok || !strings.Contains(output, "--- PASS: TestDrawsABoat") {
		t.Error(output)
	}
}

func TestReadmesFailingTestPrintsWhatIsShown(t *testing.T) {
	t.Parallel()
	change := regexp.MustCompile("(?m)^`(\\*config\\..*?)` before `ice` is made").
		FindStringSubmatch(read(t, readme))
	if change == nil {
		t.Fatal("the README does not say how the test fails")
	}
	spoilt := strings.Replace(blocks(t, "go")[0], "\tice, err :=", "\t"+change[1]+"\n\tice, err :=", 1)
	output, ok := goTest(t, map[string]string{"boat_test.go": spoilt})
	shown := shape(blocks(t, "text")[0])
	if ok || !strings.Contains(shape(output), shown) {
		t.Errorf("it prints\n%s\nand not\n%s", output, shown)
	}
}

// shape leaves out what differs from run to run.
func shape(text string) string {
	return regexp.MustCompile(`\d+`).ReplaceAllString(text, "0")
}

func TestReadmeMarksWhatIsRunHere(t *testing.T) {
	t.Parallel()
	marks := len(regexp.MustCompile("(?m)^▶$").FindAllString(read(t, readme), -1))
	known := len(blocks(t, "go")) + len(blocks(t, "console")) + len(blocks(t, "yaml"))
	if known != marks || marks != 4 {
		t.Errorf("%d of %d marked blocks are run", known, marks)
	}
}

func TestReadmesSharedServer(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	if err := os.Symlink(os.Getenv("FAKE_ICE_BINARY"), bin+"/fake-ice"); err != nil {
		t.Fatal(err)
	}
	project := t.TempDir()
	makeModule(t, project, map[string]string{"boat_test.go": blocks(t, "go")[0]})
	script, err := filepath.Abs("../../../../tests/kits/workflow.py")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("python3", script, kit(t)+"/README.md")
	command.Dir = project
	command.Env = append(os.Environ(), "GOWORK=off", "PATH="+bin+":"+os.Getenv("PATH"))
	command.Env = append(command.Env, offline...)
	if output, err := command.CombinedOutput(); err != nil || !strings.Contains(string(output), "ok") {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestReadmesLinesForATestMainRun(t *testing.T) {
	t.Parallel()
	output, ok := goTest(t, map[string]string{"it_test.go": `package boat

import (
	"context"
	"testing"

	"fake-ice/fakeice"
)

func run(ctx context.Context) error {
	` + blocks(t, "go")[1] + `
	if err == nil {
		err = account.Delete(ctx)
	}
	return err
}

func TestIt(t *testing.T) {
	if err := run(context.Background()); err != nil {
		t.Fatal(err)
	}
}
`})
	if !ok {
		t.Error(output)
	}
}

func TestReadmesWordsAreUnderstood(t *testing.T) {
	t.Parallel()
	var lines []string
	forms := map[string]string{
		"PutJob": `"AppId": "a", "Status": "Failed"`, "Fault": `"DelayMs": 1`,
		"Verify": `"MaxPolls": 1`, "Account": `"StrictApps": true`,
	}
	row := regexp.MustCompile("(?m)^\\| (`.*?) \\|")
	call := regexp.MustCompile("`([^`]+)`")
	form := regexp.MustCompile(`(\w+)\(([^()]*)fakeice\.JSON\{…\}\)$`)
	for _, cell := range row.FindAllStringSubmatch(read(t, readme), -1) {
		for _, shown := range call.FindAllStringSubmatch(cell[1], -1) {
			line := shown[1]
			if of := form.FindStringSubmatch(line); of != nil {
				line = strings.Replace(line, "…", forms[of[1]], 1)
			}
			if strings.HasSuffix(line, ")") { // a call, and no field
				lines = append(lines, "\t"+line)
			}
		}
	}
	if len(lines) != 17 {
		t.Fatalf("the table has %d calls:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	output, ok := goTest(t, map[string]string{"it_test.go": `package boat

import (
	"testing"
	"time"

	"fake-ice/fakeice"
)

func TestIt(t *testing.T) {
	account := fakeice.Account(t)
	job := account.PutJob(fakeice.JSON{"AppId": "a", "Status": "Failed"})
	jobID := job["JobId"].(string)
` + strings.Join(lines, "\n") + `
	_ = time.Second
}
`})
	if !ok {
		t.Errorf("%s\n%s", strings.Join(lines, "\n"), output)
	}
}

func TestReadmesCommandsMakeAModule(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, folder+"/boat_test.go", blocks(t, "go")[0])
	commands := regexp.MustCompile("(?m)(?:^\\$ |`)go ([^#\n`]*)").
		FindAllStringSubmatch(blocks(t, "console")[0], -1)
	if len(commands) != 5 {
		t.Fatalf("the README has %d commands of go", len(commands))
	}
	for _, command := range append(commands, []string{"", "test -count=1"}) {
		line := strings.Replace(command[1], "PATH/TO/fake-ice/integrations/go", kit(t), 1)
		if output, ok := runAsUser(folder, strings.Fields(line)...); !ok {
			t.Fatalf("go %s:\n%s", line, output)
		}
	}
}
