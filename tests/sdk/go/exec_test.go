package sdk

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/alibabacloud-go/tea/tea"
)

const (
	// cloud is the service's own name, below fake-ice exec that of a server.
	cloud = "ice.cn-shanghai.aliyuncs.com"
	// belowExec has this program live a job there and nothing else.
	belowExec = "SDK_TEST_BELOW_EXEC"
)

// TestExec starts this program again below fake-ice exec, where it is told nothing of fake-ice: the
// client speaks HTTPS to the service's own host name.
func TestExec(t *testing.T) {
	t.Parallel()
	// Asked of another program, so that a mistake of fake-ice's is none of the machine's.
	allowed := exec.Command("unshare", "--user", "--map-root-user", "--net", "--mount", "true")
	if allowed.Run() != nil {
		t.Skip("this machine lets no user make namespaces")
	}
	command := exec.Command(program, "exec", "--", os.Args[0], "-test.run=^TestBelowExec$", "-test.v")
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "FAKE_ICE_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, belowExec+"=1")
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	wantPart(t, string(said), "--- PASS: TestBelowExec")
}

func TestBelowExec(t *testing.T) {
	if os.Getenv(belowExec) == "" {
		t.Skip("TestExec starts it where it belongs")
	}
	client := variants[0].connect(t, cloud, expectations.Bundled.keys, func(c *config) {
		c.Protocol = tea.String("HTTPS")
	})
	submitted := client.mustCall(t, request{
		action: "SubmitYikeAIAppJob",
		query:  map[string]string{"AppId": "any", "AppParams": "{}"},
	})
	ask, err := http.NewRequestWithContext(context.Background(), "POST",
		"http://localhost/_fake-ice/accounts/1000000000000001/clock",
		bytes.NewBufferString(`{"Advance": "1h"}`))
	if err != nil {
		t.Fatal(err)
	}
	moved, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	moved.Body.Close()
	want(t, moved.StatusCode, http.StatusOK)
	job := client.mustCall(t, get(submitted["JobId"].(string)))
	want(t, job["Status"], any("Finished"))
	images := job["Result"].(map[string]any)["ImageResult"].([]any)
	url := images[0].(map[string]any)["OutputUrl"].(string)
	wantPart(t, url, "https://"+cloud+"/_media/")
	wantDownload(t, url, "image/png")
}
