package sdk

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func newNonce() string {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		panic(err)
	}
	return hex.EncodeToString(random)
}

func clockAt(minutes int) string {
	return time.Now().UTC().Add(time.Duration(minutes) * time.Minute).Format("2006-01-02T15:04:05Z")
}

func want(t *testing.T, got, expected any) {
	t.Helper()
	if !reflect.DeepEqual(got, expected) {
		t.Errorf("it is %v\nand not %v", got, expected)
	}
}

func wantPart(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q is not in %q", part, text)
	}
}

func TestReadsTheStatusOfEachJob(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		client := v.connect(t, bundled.Endpoint, expectations.Bundled.keys)
		for jobID, status := range expectations.Bundled.Statuses {
			body := client.mustCall(t, get(jobID))
			want(t, []any{body["JobId"], body["Status"]}, []any{jobID, status})
		}
	})
}

func TestReadsEveryFieldOfAFinishedJob(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		client := v.connect(t, bundled.Endpoint, expectations.Bundled.keys)
		text, err := json.Marshal(expectations.Bundled.FullJob)
		if err != nil {
			t.Fatal(err)
		}
		var full map[string]any
		here := strings.ReplaceAll(string(text), "ENDPOINT", bundled.Endpoint)
		if err := json.Unmarshal([]byte(here), &full); err != nil {
			t.Fatal(err)
		}
		for _, version := range expectations.Versions {
			r := get(full["JobId"].(string))
			r.version = version
			got, err := client.call(r)
			if err != nil {
				t.Fatal(err)
			}
			want(t, got.headers["x-acs-request-id"], got.body["RequestId"])
			want(t, got.headers["content-type"], "application/json;charset=utf-8")
			delete(got.body, "RequestId")
			want(t, got.body, full)
		}
	})
}

func TestFindsAJobWhateverItsName(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		client := v.connect(t, own.Endpoint, someKey)
		for _, job := range fixture.Jobs {
			want(t, client.mustCall(t, get(job["JobId"].(string))), job)
		}
	})
}

func TestIsAnsweredAlthoughItsClockIsALittleWrong(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		client := v.connect(t, own.Endpoint, someKey)
		for _, minutes := range []int{-14, 14} {
			r := get(someJob)
			r.timestamp = clockAt(minutes)
			want(t, client.mustCall(t, r)["JobId"], someJob)
		}
	})
}

func TestIsRefused(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, expected := range expectations.Refusals {
			expected := expected
			t.Run(expected.Situation, func(t *testing.T) {
				credentials := someKey
				if expected.Credentials != nil {
					credentials = *expected.Credentials
				}
				r := get(someJob)
				if expected.Query != nil {
					r.query = expected.Query
				}
				r.action, r.version = expected.Action, expected.Version
				r.timestamp = expected.Timestamp
				if expected.ClockMinutes != nil {
					r.timestamp = clockAt(*expected.ClockMinutes)
				}
				v.connect(t, own.Endpoint, credentials).refusalOf(t, r, expected)
			})
		}
	})
}

func TestLearnsThatAJobIDOf20KiBNamesNoJob(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		client := v.connect(t, own.Endpoint, someKey)
		client.refusalOf(t, get(strings.Repeat("j", 20*1024)), expectations.Refusals[0])
	})
}

func TestMaySendEmptyParametersThatTheActionDoesNotKnow(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		r := get(someJob)
		r.query["Empty"], r.query["FolderId"] = "", ""
		want(t, v.connect(t, own.Endpoint, someKey).mustCall(t, r)["JobId"], someJob)
	})
}

func TestIsShownWhatTheServerSignedWhenTheSecretIsWrong(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		wrong := someKey
		wrong.AccessKeySecret = "wrong"
		r := get(someJob)
		r.nonce = newNonce()
		client := v.connect(t, own.Endpoint, wrong)
		refusal := client.refusalOf(t, r, expectations.WrongSecret.refused)
		message := fmt.Sprint(dataOf(t, refusal)["Message"])
		if v.isV1() {
			wantPart(t, message, "server string to sign is:"+v.method+"&%2F&")
			wantPart(t, message, "%26SignatureNonce%3D"+r.nonce+"%26")
			return
		}
		wantPart(t, message, "server StringToSign is ["+or(v.algorithm, "ACS3-HMAC-SHA256")+"\n")
		wantPart(t, message, "server CanonicalRequest is ["+v.method+"\n")
		wantPart(t, message, "\nx-acs-signature-nonce:"+r.nonce+"\n")
	})
}

func TestIsRefusedWhenItRepeatsANonce(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		r := get(someJob)
		r.nonce = newNonce()
		client := v.connect(t, own.Endpoint, someKey)
		want(t, client.mustCall(t, r)["JobId"], someJob)
		client.refusalOf(t, r, expectations.RepeatedNonce.refused)
	})
}

func TestMaySendItsParametersInAFormBody(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		if v.method == "GET" {
			return
		}
		client := v.connect(t, own.Endpoint, someKey)
		form := map[string]string{"JobId": someJob, "AppParams": strings.Repeat("p", 1<<20)}
		want(t, client.mustCall(t, request{form: form})["JobId"], someJob)
	})
}

func TestMakes20CallsAtOnceEachWithItsOwnAnswer(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		client := v.connect(t, bundled.Endpoint, expectations.Bundled.keys)
		var calls sync.WaitGroup
		for count := 0; count < 4; count++ {
			for jobID, status := range expectations.Bundled.Statuses {
				calls.Add(1)
				go func(jobID, status string) {
					defer calls.Done()
					got, err := client.call(get(jobID))
					if err != nil || got.body["JobId"] != jobID || got.body["Status"] != status {
						t.Errorf("of %s it is told %v, %v", jobID, got.body, err)
					}
				}(jobID, status)
			}
		}
		calls.Wait()
	})
}

func TestMakesADozenCallsOverOneConnection(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		passed := newRelay(t, bundled.Endpoint)
		client := v.connect(t, passed.endpoint, expectations.Bundled.keys)
		for _, count := range []int{6, 12} {
			for jobID, status := range expectations.Bundled.Statuses {
				want(t, client.mustCall(t, get(jobID))["Status"], status)
			}
			if passed.connections != 1 {
				t.Errorf("%d calls took %d connections", count, passed.connections)
			}
		}
	})
}
