package runs

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"fake-ice/fakeice"
)

const manyTests = `package %s

import (
	"fmt"
	"testing"

	"fake-ice/fakeice"
)

func TestIt(t *testing.T) {
	for number := 0; number < 20; number++ {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			t.Parallel()
			account := fakeice.Account(t)
			account.Freeze()
			t.Logf("has account %%s at %%s.", account.AccountID, account.URL)
		})
	}
}
`

// wantServers runs the tests of three packages at once.
func wantServers(t *testing.T, count int) {
	t.Helper()
	files := map[string]string{}
	for _, name := range []string{"one", "two", "three"} {
		files[name+"/it_test.go"] = fmt.Sprintf(manyTests, name)
	}
	output, ok := goTest(t, files, "-v", "-p", "3", "./...")
	if !ok {
		t.Fatal(output)
	}
	accounts, servers := map[string]bool{}, map[string]bool{}
	used := regexp.MustCompile(`has account (\d+) at (\S+)\.\n`).FindAllStringSubmatch(output, -1)
	for _, match := range used {
		accounts[match[1]+match[2]] = true
		servers[match[2]] = true
	}
	if len(used) != 60 || len(accounts) != 60 || len(servers) != count {
		t.Errorf("there are %d tests, %d accounts and %d servers:\n%s",
			len(used), len(accounts), len(servers), output)
	}
}

func TestEachPackageHasAServerAndEachTestAnAccount(t *testing.T) {
	t.Setenv("FAKE_ICE_URL", "") // whoever runs these tests may share a server
	wantServers(t, 3)
}

func TestPackagesShareTheServerOfTheEnvironment(t *testing.T) {
	t.Setenv("FAKE_ICE_URL", fakeice.Start(t, fakeice.WithArgs("--log-level", "info")).URL)
	wantServers(t, 1)
}

func TestServerOfTestMain(t *testing.T) {
	t.Parallel()
	output, ok := goTest(t, map[string]string{
		"main_test.go": `package boat

import (
	"context"
	"log"
	"os"
	"testing"

	"fake-ice/fakeice"
)

var server *fakeice.Server

func TestMain(m *testing.M) {
	var err error
	if server, err = fakeice.New(context.Background(), fakeice.WithArgs("--strict-apps")); err != nil {
		log.Fatal(err)
	}
	code := m.Run()
	if err := server.Close(); err != nil {
		log.Fatal(err)
	}
	os.Exit(code)
}
`,
		"it_test.go": head + `
func TestIt(t *testing.T) {
	_, err := clientOf(t, server.Account(t, nil).SDKConfig()).Submit()
	must(t, err)
}
`})
	if ok {
		t.Error("an app that nobody declared was taken")
	}
	wantMatch(t, output, `SubmitYikeAIAppJob  \d{3} \S+\n\s+account '\d+' has no app '`)
}

func TestProxyOfTheEnvironmentIsPassedBy(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("NO_PROXY", "")
	output, ok := goTest(t, map[string]string{"it_test.go": head + `
func TestIt(t *testing.T) {
	_, err := clientOf(t, fakeice.Account(t).SDKConfig()).Submit()
	must(t, err)
}
`})
	if !ok {
		t.Error(output)
	}
}

func TestStartWithoutAProgramFailsEachTest(t *testing.T) {
	t.Setenv("FAKE_ICE_URL", "")
	t.Setenv("FAKE_ICE_BINARY", "/dev/null")
	output, ok := goTest(t, map[string]string{"it_test.go": `package boat

import (
	"testing"

	"fake-ice/fakeice"
)

func TestOne(t *testing.T) { fakeice.Account(t) }
func TestTwo(t *testing.T) { fakeice.Start(t) }
`})
	said := "fake-ice: FAKE_ICE_BINARY is /dev/null, which is no program. Set FAKE_ICE_BINARY to"
	if ok || strings.Count(output, said) != 2 {
		t.Errorf("it prints\n%s", output)
	}
	wantMatch(t, output, `(?m)^    it_test\.go:9: fake-ice`)
}
