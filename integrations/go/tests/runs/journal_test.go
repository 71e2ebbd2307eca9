package runs

import (
	"regexp"
	"strings"
	"testing"
)

// journalOf runs a test of this body, which must fail, and gives the journal that it prints.
func journalOf(t *testing.T, body string) (lines []string, output string) {
	t.Helper()
	text := head + "func TestIt(t *testing.T) {\n" + body + "\n}\n"
	output, ok := goTest(t, map[string]string{"it_test.go": text})
	if ok {
		t.Fatalf("the test passed:\n%s", output)
	}
	found := regexp.MustCompile(`(?m)^    it_test\.go:(\d+): fake-ice: (account (?s:.*?))\n\S`).
		FindAllStringSubmatch(output, -1)
	if len(found) != 1 {
		t.Fatalf("there is no journal, or more than one:\n%s", output)
	}
	return strings.Split(found[0][2], "\n"), output
}

func wantMatch(t *testing.T, text, pattern string) {
	t.Helper()
	if !regexp.MustCompile(pattern).MatchString(text) {
		t.Errorf("nothing matches %s in\n%s", pattern, text)
	}
}

func TestFailingTestNamesTheMistake(t *testing.T) {
	t.Parallel()
	lines, output := journalOf(t, `
	account := fakeice.Account(t)
	t.Log("the secret is", account.AccessKeySecret)
	config := account.SDKConfig()
	*config.AccessKeySecret += "\n"
	_, err := clientOf(t, config).Submit()
	must(t, err)`)
	text := strings.Join(lines, "\n")
	wantMatch(t, text, `^account \d{16}, its clock at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\n`+
		`          \d\d:\d\d:\d\d\.\d{3}  SubmitYikeAIAppJob  400 SignatureDoesNotMatch\n`+
		` +the secret was used with a newline at its end: trim what is read from a file$`)
	secret := regexp.MustCompile(`the secret is (\S+)`).FindStringSubmatch(output)
	if secret == nil || strings.Contains(text, secret[1]) {
		t.Errorf("the secret %q is in\n%s", secret, text)
	}
}

func TestWayOfAJobIsToldOldestFirst(t *testing.T) {
	t.Parallel()
	lines, _ := journalOf(t, `
	account := fakeice.Account(t)
	account.Freeze()
	ice := clientOf(t, account.SDKConfig())
	jobID, err := ice.Submit()
	must(t, err)
	for count := 0; count < 3; count++ {
		_, err = ice.Get(jobID)
		must(t, err)
	}
	account.FailNext("Throttling.User")
	if _, err = ice.Get(jobID); err == nil {
		t.Fatal("it was not throttled")
	}
	_, err = ice.Call("BatchGetYikeAIAppJob", map[string]string{"JobIds": jobID})
	must(t, err)
	t.Fail()`)
	wantMatch(t, lines[0], `its clock at \S+ \S+, frozen$`)
	told := strings.Join(lines[1:], "\n")
	told = regexp.MustCompile(`[\d:]{8}\.\d{3}|[\da-f]{32}`).ReplaceAllString(told, "*")
	want := `          *  SubmitYikeAIAppJob    200                  *
          *  GetYikeAIAppJob       200 Created          *  ×3, until *
          *  GetYikeAIAppJob       400 Throttling.User  *
                        by a fault of this account: Error Throttling.User
          *  BatchGetYikeAIAppJob  200 Created          *`
	if told != want {
		t.Errorf("it says\n%s\nand not\n%s", told, want)
	}
}

func TestKeysOfNobodyAndOfTheDefaultAccountAreTold(t *testing.T) {
	t.Parallel()
	lines, _ := journalOf(t, `
	config := fakeice.Account(t).SDKConfig()
	*config.AccessKeyId = "fake-ice-access-key-id"
	*config.AccessKeySecret = "fake-ice-access-key-secret"
	_, err := clientOf(t, config).Submit()
	must(t, err)
	*config.AccessKeyId = "nobody"
	_, err = clientOf(t, config).Submit()
	must(t, err)`)
	text := strings.Join(lines, "\n")
	wantMatch(t, text, `\n +No request came with its key, LTAI\w+: it is to be called with that `+
		`key,\n +endpoint 127\.0\.0\.1:\d+ \(host:port, without http://\) and protocol HTTP\.\n`)
	wantMatch(t, text, `\n +The default account, 1000000000000001, was asked meanwhile: 1 request\.`)
	wantMatch(t, text, `404 InvalidAccessKeyId\.NotFound  key nobody`)
}

func TestServersWarningsAreToldWhenNothingCame(t *testing.T) {
	t.Parallel()
	speakTLS := `
	account := fakeice.Account(t)
	config := account.SDKConfig()
	*config.Protocol = "HTTPS"
	if _, err := clientOf(t, config).Submit(); err == nil {
		t.Fatal("TLS was spoken with a plain port")
	}
	`
	lines, _ := journalOf(t, speakTLS+`t.Fail()`)
	text := strings.Join(strings.Fields(strings.Join(lines, "\n")), " ")
	wantMatch(t, text, `The server, which others may call too, warned meanwhile: port \d+ is plain `+
		`HTTP and the client spoke TLS \(HTTPS\): set the protocol of the SDK to HTTP, such as `+
		`config\.protocol = 'HTTP'`)
	lines, _ = journalOf(t, `t.Run("before", func(t *testing.T) {`+speakTLS+`account.Journal() })
	fakeice.Account(t)
	t.Fail()`)
	if text := strings.Join(lines, "\n"); strings.Contains(text, "warned") {
		t.Errorf("a warning from before the account is told:\n%s", text)
	}
}

func TestMistakeInACallOfTheKitAsksForNoRequest(t *testing.T) {
	t.Parallel()
	lines, output := journalOf(t, `
	fakeice.Account(t).FailNext("Throttling.Usr")`)
	if len(lines) != 2 || !strings.HasSuffix(lines[1], ".") || strings.Contains(lines[1], "endpoint") {
		t.Errorf("the journal is\n%s", strings.Join(lines, "\n"))
	}
	wantMatch(t, lines[1], `^ +No request came with its key, LTAI\w+\.$`)
	wantMatch(t, output, `did you mean "Throttling\.User"\?`)
}

func TestServersOwnMessageIsToldWithoutAnExplanation(t *testing.T) {
	t.Parallel()
	lines, _ := journalOf(t, `
	ice := clientOf(t, fakeice.Account(t).SDKConfig())
	_, err := ice.Get("")
	if err == nil {
		t.Fatal("a job without an id was found")
	}
	_, err = ice.Get("a\x1b[2Jb")
	must(t, err)`)
	text := strings.Join(lines, "\n")
	wantMatch(t, text, `400 InvalidParameter\n +The specified parameter "JobId" is not valid\.`)
	wantMatch(t, text, `404 JobNotFound +a\\x1b\[2Jb\n +account '\d+' has no job 'a\\x1b`)
	if strings.Contains(text, "\x1b") {
		t.Errorf("what a client sent drives the terminal: %q", text)
	}
}

func TestJournalIsPrintedHoweverATestEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{
		"subtest": `t.Run("sub", func(t *testing.T) { t.Parallel(); t.Error("at last") })`,
		"cleanup": `t.Cleanup(func() { t.Error("at last") })`,
		"panic":   `panic("at last")`,
		"exit":    `account.Advance(-1e9)`,
	} {
		end := end
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines, _ := journalOf(t, `
	account := fakeice.Account(t)
	_, err := clientOf(t, account.SDKConfig()).Submit()
	must(t, err)
	`+end)
			wantMatch(t, strings.Join(lines, "\n"), `SubmitYikeAIAppJob  200`)
		})
	}
}

func TestPassingTestPrintsNothing(t *testing.T) {
	t.Parallel()
	output, ok := goTest(t, map[string]string{"it_test.go": head + `
func TestIt(t *testing.T) {
	_, err := clientOf(t, fakeice.Account(t).SDKConfig()).Submit()
	must(t, err)
}

func TestOther(t *testing.T) { t.Error("without an account") }
`}, "-v")
	if ok || strings.Contains(output, "fake-ice:") {
		t.Errorf("it prints\n%s", output)
	}
	wantMatch(t, output, `--- PASS: TestIt`)
}

func TestServerThatIsGoneHidesNoFailure(t *testing.T) {
	t.Parallel()
	output, ok := goTest(t, map[string]string{"it_test.go": head + `
func TestIt(t *testing.T) {
	server := fakeice.Start(t, fakeice.WithArgs("--strict-apps"))
	server.Account(t, nil)
	server.Close()
	t.Fatal("the test's own")
}

var _ = must
var _ = clientOf
`})
	if ok {
		t.Error("the failing test passed")
	}
	wantMatch(t, output, `the test's own`)
	wantMatch(t, output, `the journal of account \d+ cannot be read: \S+/fake-ice has ended \(`)
	if strings.Count(output, "fake-ice has ended") != 1 {
		t.Errorf("it says more than once that the server is gone:\n%s", output)
	}
}
