package sdk

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"fake-ice/fakeice"
)

var jobID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// sent gives the parameters of a submission, with AppParams as the text that is sent.
func sent(t *testing.T, submission fakeice.JSON) map[string]string {
	t.Helper()
	parameters := map[string]string{}
	for name, value := range submission {
		text, ok := value.(string)
		if !ok {
			encoded, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			text = string(encoded)
		}
		parameters[name] = text
	}
	return parameters
}

// asked puts parameters where the SDKs have them: in a form, or in the query of a GET.
func (v variant) asked(action string, parameters map[string]string) request {
	if v.method == "GET" {
		return request{action: action, query: parameters}
	}
	return request{action: action, form: parameters}
}

func (c caller) submit(t *testing.T, submission fakeice.JSON, version string) string {
	t.Helper()
	r := c.asked("SubmitYikeAIAppJob", sent(t, submission))
	r.version = version
	body := c.mustCall(t, r)
	id := fmt.Sprint(body["JobId"])
	if len(body) != 1 || !jobID.MatchString(id) {
		t.Fatalf("a submit is answered %v", body)
	}
	return id
}

func (c caller) batch(t *testing.T, version string, ids ...string) []any {
	t.Helper()
	query := map[string]string{"JobIds": strings.Join(ids, ",")}
	r := request{action: "BatchGetYikeAIAppJob", version: version, query: query}
	return c.mustCall(t, r)["JobList"].([]any)
}

// follow submits a job and reads it at each moment, alone and in a batch: every field but the
// outputs must be as it is told. It gives what the last read saw.
func follow(
	t *testing.T, v variant, submission fakeice.JSON, life []moment, version string,
) map[string]any {
	t.Helper()
	account, client := newAccount(t, v, nil)
	id := client.submit(t, submission, version)
	var last map[string]any
	for _, moment := range life {
		advance(t, account, moment.Advance)
		r := get(id)
		r.version = version
		last = client.mustCall(t, r)
		batched := client.batch(t, version, id)[0].(map[string]any)
		want(t, batched["Result"], last["Result"])
		want(t, batched["AppInputConfig"], last["AppParams"])
		result := last["Result"]
		delete(last, "Result")
		expected := map[string]any{"JobId": id}
		for name, value := range sent(t, submission) {
			expected[name] = value
		}
		for name, value := range moment.Job {
			expected[name] = value
		}
		want(t, last, expected)
		want(t, result != nil, last["Status"] == "Finished")
		last["Result"] = result
	}
	return last
}

func TestFollowsAJobFromItsSubmissionToItsOutputs(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, version := range expectations.Versions {
			result := follow(t, v, jobs.Submission, jobs.Life, version)["Result"].(map[string]any)
			for _, expected := range jobs.Outputs {
				output := result[expected.Result].([]any)[expected.Number].(map[string]any)
				want(t, mediaID.MatchString(fmt.Sprint(output["MediaId"])), true)
				wantDownload(t, fmt.Sprint(output["OutputUrl"]), expected.ContentType)
			}
		}
	})
}

func TestFollowsAJobThatFails(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, version := range expectations.Versions {
			follow(t, v, fakeice.JSON{"AppId": "app_that_fails"}, jobs.FailedLife, version)
		}
	})
}

func TestSubmitsAJobOfAnAppThatNobodyDeclared(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		submission := fakeice.JSON{"AppId": apps.UnknownApp.AppId, "AppParams": `{"any":[null]}`}
		follow(t, v, submission, apps.UnknownApp.Life, "")
	})
}

func TestGetsBackAppParamsExactlyAsItSentThem(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		_, client := newAccount(t, v, nil)
		for _, text := range jobs.Texts {
			submission := fakeice.JSON{"AppId": jobs.Submission["AppId"], "AppParams": text.AppParams}
			id := client.submit(t, submission, "")
			want(t, client.mustCall(t, get(id))["AppParams"], text.AppParams)
			batched := client.batch(t, "", id)[0].(map[string]any)
			want(t, batched["AppInputConfig"], text.AppParams)
		}
	})
}

func TestReadsABatchInItsOrderWithoutUnknownAndForeignJobs(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		_, client := newAccount(t, v, nil)
		_, other := newAccount(t, v, nil)
		first, last := client.submit(t, jobs.Submission, ""), client.submit(t, jobs.Submission, "")
		foreign := other.submit(t, jobs.Submission, "")
		read := client.batch(t, "", last, "no-such-job", foreign, first)
		var ids []any
		for _, job := range read {
			ids = append(ids, job.(map[string]any)["JobId"])
		}
		want(t, ids, []any{last, first})
		want(t, client.batch(t, "", foreign), []any{})
		client.refusalOf(t, get(foreign), expectations.Refusals[0])
	})
}

func TestPrechecks(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		_, client := newAccount(t, v, nil)
		for _, row := range apps.Prechecks {
			parameters := fakeice.JSON{"AppId": jobs.Submission["AppId"]}
			if row.AppParams != nil {
				parameters["AppParams"] = row.AppParams
			}
			expected := map[string]any{"Status": "Success"}
			if row.Result != nil {
				expected = map[string]any{"Status": "Failed", "Result": row.Result}
			}
			r := request{action: "PrecheckYikeAIAppJob", query: sent(t, parameters)}
			want(t, client.mustCall(t, r), expected)
		}
	})
}

func TestIsRefusedWhatItSubmits(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		account, client := newAccount(t, v, nil)
		for _, expected := range apps.SubmitRefusals {
			r := v.asked("SubmitYikeAIAppJob", sent(t, expected.Submission))
			client.refusalOf(t, r, expected)
		}
		known := control(t, "GET", "accounts/"+account.AccountID+"/jobs", nil)
		want(t, known["Jobs"], []any{})
	})
}

func TestSeesEachStateAsOftenAsTheTimelineSays(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		_, client := newAccount(t, v, nil)
		counting := fakeice.JSON{"AppId": "app_that_counts_reads"}
		inTurn, atOnce := client.submit(t, counting, ""), client.submit(t, counting, "")
		expected, seen := map[string]int{}, map[string]int{}
		var reads sync.WaitGroup
		var mutex sync.Mutex
		for _, row := range jobs.SeenInTurn {
			expected[row.Status] = row.Times
			for count := 0; count < row.Times; count++ {
				want(t, client.mustCall(t, get(inTurn))["Status"], row.Status)
				reads.Add(1)
				go func() {
					defer reads.Done()
					got, err := client.call(get(atOnce))
					mutex.Lock()
					defer mutex.Unlock()
					if err != nil {
						t.Error(err)
					}
					seen[fmt.Sprint(got.body["Status"])]++
				}()
			}
		}
		reads.Wait()
		want(t, seen, expected)
	})
}
