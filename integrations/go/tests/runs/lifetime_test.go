package runs

import (
	"strings"
	"testing"
)

const unused = `
var _ = must
var _ = clientOf
`

func TestAccountOfATestThatIsDoneSaysSo(t *testing.T) {
	t.Parallel()
	output, ok := goTest(t, map[string]string{"it_test.go": head + unused + `
var kept *fakeice.TestAccount

func TestLeak1(t *testing.T) { kept = fakeice.Account(t) }
func TestLeak2(t *testing.T) { kept.Freeze() }
`})
	if ok {
		t.Error("an account was used after its test")
	}
	wantMatch(t, output,
		`panic: fake-ice: account \d{16} belongs to TestLeak1, which is done: take one in each test`)
}

func TestAccountOfATestServesItsCleanups(t *testing.T) {
	t.Parallel()
	output, ok := goTest(t, map[string]string{"it_test.go": head + unused + `
func TestIt(t *testing.T) {
	var account *fakeice.TestAccount
	t.Cleanup(func() { account.Freeze() })
	account = fakeice.Account(t)
}

func TestOther(t *testing.T) {}
`}, "-v")
	if ok || strings.Contains(output, "panic:") {
		t.Errorf("an account that was given back was frozen, or all tests ended:\n%s", output)
	}
	wantMatch(t, output, `--- PASS: TestOther`)
}

func TestFailingSubtestEndsAlone(t *testing.T) {
	t.Parallel()
	output, ok := goTest(t, map[string]string{"it_test.go": head + unused + `
func TestIt(t *testing.T) {
	account := fakeice.Account(t)
	t.Run("bad", func(t *testing.T) {
		t.Parallel()
		account.For(t).FailNext("Throttling.Usr")
		t.Log("it goes on")
	})
	t.Run("good", func(t *testing.T) {
		t.Parallel()
		if own := account.For(t); own.AccountID != account.AccountID {
			t.Error("it has another account")
		}
	})
}

func TestOther(t *testing.T) {}
`}, "-v")
	if ok || strings.Contains(output, "panic:") || strings.Contains(output, "it goes on") {
		t.Errorf("the subtest did not end, or all did:\n%s", output)
	}
	for _, said := range []string{"FAIL: TestIt/bad", "PASS: TestIt/good", "PASS: TestOther"} {
		wantMatch(t, output, "--- "+said)
	}
	wantMatch(t, output, `did you mean "Throttling\.User"\?`)
}
