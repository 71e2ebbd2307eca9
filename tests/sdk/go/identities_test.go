package sdk

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"fake-ice/fakeice"
)

func TestReadsAJobAsWhoeverMay(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, row := range identities.Allowed {
			client := v.connect(t, own.Endpoint, row.Credentials)
			job := client.mustCall(t, get(identities.JobId))
			want(t, job, map[string]any{"JobId": identities.JobId, "Status": "Finished"})
		}
	})
}

func TestIsRefusedForItsCredentials(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, expected := range identities.Refused {
			expected := expected
			t.Run(expected.Situation, func(t *testing.T) {
				client := v.connect(t, own.Endpoint, *expected.Credentials, func(c *config) {
					if expected.Credentials.BearerToken != "" {
						c.Credential = bearer(t, expected.Credentials.BearerToken)
					}
				})
				client.refusalOf(t, get(identities.JobId), expected)
			})
		}
	})
}

func TestIsToldWhoMayNotDoWhat(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, row := range identities.Denied {
			row := row
			t.Run(row.Situation, func(t *testing.T) {
				client := v.connect(t, own.Endpoint, row.Credentials)
				refusal := client.refusalOf(t, get(identities.JobId), identities.Denial)
				detail := refusal.AccessDeniedDetail
				message := fmt.Sprint(detail["EncodedDiagnosticMessage"])
				delete(detail, "EncodedDiagnosticMessage")
				want(t, detail, row.Detail)
				wantDecoded(t, message, row.Detail)
			})
		}
	})
}

func wantDecoded(t *testing.T, message string, detail map[string]any) {
	t.Helper()
	text, err := exec.Command(program, "decode", message).Output()
	if err != nil {
		t.Fatal(err)
	}
	var decoded struct {
		ExplicitDeny           bool
		NoPermissionPolicyType string
		AuthAction             string
		MatchedPolicies        []struct{ Effect string }
	}
	if err := json.Unmarshal(text, &decoded); err != nil {
		t.Fatal(err)
	}
	explicit := detail["NoPermissionType"] == "ExplicitDeny"
	want(t, []any{decoded.ExplicitDeny, decoded.NoPermissionPolicyType, decoded.AuthAction},
		[]any{explicit, detail["PolicyType"], detail["AuthAction"]})
	want(t, len(decoded.MatchedPolicies) == 1, explicit)
}

// explanationOf gives what a refusal's own header explains, which the journal keeps as well.
func explanationOf(
	t *testing.T, v variant, credentials keys, r request, expected refused,
) string {
	t.Helper()
	passed := newRelay(t, own.Endpoint)
	refusal := v.connect(t, passed.endpoint, credentials).refusalOf(t, r, expected)
	explained := passed.first(t).Header.Get("x-fake-ice-explain")
	id := fmt.Sprint(dataOf(t, refusal)["RequestId"])
	want(t, explained, control(t, "GET", "requests/"+id, nil)["Explanation"])
	return explained
}

func TestIsToldWhatIsWrongWithItsSecret(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		other := fixture.AccessKeys[1]
		for secret, explanation := range map[string]string{
			someKey.AccessKeySecret + "\n": "the secret was used with a newline at its end: ",
			other.AccessKeySecret: "the secret of another access key was used, the one of '" +
				other.AccessKeyId + "'",
		} {
			wrong := someKey
			wrong.AccessKeySecret = secret
			said := explanationOf(t, v, wrong, get(someJob), expectations.WrongSecret.refused)
			want(t, strings.HasPrefix(said, explanation), true)
		}
	})
}

func TestIsToldWhichActionItMayHaveMeant(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		for _, expected := range expectations.Refusals {
			if expected.Action != "" && strings.EqualFold(expected.Action, expectations.Action) {
				r := get(someJob)
				r.action = expected.Action
				said := explanationOf(t, v, someKey, r, expected)
				wantPart(t, said, "did you mean "+expectations.Action+"?")
				return
			}
		}
		t.Error("no refusal is for an action in the wrong case")
	})
}

func TestIsToldThatAnOperationIsNotEmulatedAndWhatIs(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		client := v.connect(t, own.Endpoint, someKey)
		for _, action := range expectations.NotEmulated.Actions {
			r := get(someJob)
			r.action = action
			refusal := client.refusalOf(t, r, expectations.NotEmulated.refused)
			said := fmt.Sprint(dataOf(t, refusal)["Message"])
			wantPart(t, said, "fake-ice does not emulate the operation "+action+" of ICE 2020-11-09; ")
			wantPart(t, said, expectations.Action)
		}
	})
}

func TestReadsALargeAnswerCompressed(t *testing.T) {
	forEach(t, func(t *testing.T, v variant) {
		var outputs []any
		for number := 0; number < 60; number++ {
			outputs = append(outputs, map[string]any{
				"MediaId":   fmt.Sprintf("media-%d", number),
				"OutputUrl": fmt.Sprintf("https://example.com/%d", number),
			})
		}
		job := fakeice.JSON{"JobId": "of many results", "Status": "Finished",
			"Result": map[string]any{"ImageResult": outputs}}
		account, _ := newAccount(t, v, fakeice.JSON{"Jobs": []any{job}})
		passed := newRelay(t, own.Endpoint)
		client := v.connect(t, passed.endpoint, keysOf(account))
		want(t, client.mustCall(t, get("of many results")), job)
		want(t, passed.first(t).Header.Get("Content-Encoding"), "gzip")
	})
}
