package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
	"github.com/aliyun/credentials-go/credentials"
)

// pkg is the name of the SDK in the shared expectations.
const pkg = "darabonba-openapi"

// A variant is a way to use the client for any operation.
type variant struct {
	name      string
	method    string
	algorithm string // the SDK's own name; without one it takes ACS3-HMAC-SHA256
}

var variants = []variant{
	{name: "V3", method: "POST"},
	{name: "V3 GET", method: "GET"},
	{name: "V3 SM3", method: "POST", algorithm: "ACS3-HMAC-SM3"},
	{name: "V1", method: "POST", algorithm: "v2"}, // so the SDK calls HMAC-SHA1
}

// isV1 says whether parameters, and no headers, carry the signature.
func (v variant) isV1() bool { return v.algorithm == "v2" }

// forEach runs a test for each variant, at once.
func forEach(t *testing.T, test func(t *testing.T, v variant)) {
	t.Parallel()
	for _, v := range variants {
		v := v
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			test(t, v)
		})
	}
}

// A request asks for what is expected of most: Get of the version 2020-11-09.
type request struct {
	action, version  string
	query, form      map[string]string
	timestamp, nonce string
}

func get(jobID string) request { return request{query: map[string]string{"JobId": jobID}} }

// config is the SDK's own, which a test may change.
type config = client.Config

// A caller calls with the SDK.
type caller struct {
	variant
	client *client.Client
}

func (v variant) connect(
	t *testing.T, endpoint string, key keys, settings ...func(*config),
) caller {
	t.Helper()
	own := &config{
		Endpoint: &endpoint, NoProxy: &endpoint, Protocol: tea.String("HTTP"),
		AccessKeyId:        optional(key.AccessKeyId),
		AccessKeySecret:    optional(key.AccessKeySecret),
		SecurityToken:      optional(key.SecurityToken),
		SignatureAlgorithm: optional(v.algorithm),
	}
	for _, set := range settings {
		set(own)
	}
	made, err := client.NewClient(own)
	if err != nil {
		t.Fatal(err)
	}
	return caller{v, made}
}

func bearer(t *testing.T, token string) credentials.Credential {
	t.Helper()
	own := new(credentials.Config).SetType("bearer").SetBearerToken(token)
	made, err := credentials.NewCredential(own)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func pointers(values map[string]string) map[string]*string {
	all := map[string]*string{}
	for name, value := range values {
		all[name] = tea.String(value)
	}
	return all
}

// An answer is a body and the headers that came with it.
type answer struct {
	body    map[string]any
	headers map[string]any
}

func (c caller) call(r request) (answer, error) {
	query, headers := pointers(r.query), map[string]*string{}
	timestamp, nonce, carrier := "x-acs-date", "x-acs-signature-nonce", headers
	if c.isV1() {
		timestamp, nonce, carrier = "Timestamp", "SignatureNonce", query
	}
	if r.timestamp != "" {
		carrier[timestamp] = &r.timestamp
	}
	if r.nonce != "" {
		carrier[nonce] = &r.nonce
	}
	own := &client.OpenApiRequest{Query: query, Headers: headers}
	if r.form != nil {
		own.Body = r.form
	}
	params := (&client.Params{}).SetAction(or(r.action, expectations.Action)).
		SetVersion(or(r.version, expectations.Versions[0])).SetProtocol("HTTPS").SetPathname("/").
		SetMethod(c.method).SetAuthType("AK").SetStyle("RPC").SetReqBodyType("formData").
		SetBodyType("json")
	result, err := c.client.CallApi(params, own, &dara.RuntimeOptions{})
	if err != nil {
		return answer{}, err
	}
	body, _ := result["body"].(map[string]any)
	given, _ := result["headers"].(map[string]any)
	return answer{body, given}, nil
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// mustCall fails the test unless the call is answered; the body is without its RequestId.
func (c caller) mustCall(t *testing.T, r request) map[string]any {
	t.Helper()
	got, err := c.call(r)
	if err != nil {
		t.Fatal(err)
	}
	if !requestID.MatchString(fmt.Sprint(got.body["RequestId"])) {
		t.Errorf("the RequestId is %v", got.body["RequestId"])
	}
	delete(got.body, "RequestId")
	return got.body
}

// refusalOf gives the SDK's error of a call that must be refused as expected.
func (c caller) refusalOf(t *testing.T, r request, expected refused) *tea.SDKError {
	t.Helper()
	got, err := c.call(r)
	if err == nil {
		t.Fatalf("it is answered %v and not %s", got.body, expected.Code)
	}
	return wantRefused(t, err, expected)
}

func wantRefused(t *testing.T, err error, expected refused) *tea.SDKError {
	t.Helper()
	var refusal *tea.SDKError
	if !errors.As(err, &refusal) {
		t.Fatalf("%T is no error of the SDK's own: %v", err, err)
	}
	if code := tea.StringValue(refusal.Code); code != expected.Code {
		t.Fatalf("the code is %s and not %s: %v", code, expected.Code, err)
	}
	if status := tea.IntValue(refusal.StatusCode); status != expected.HttpStatus {
		t.Errorf("the status is %d and not %d", status, expected.HttpStatus)
	}
	data := dataOf(t, refusal)
	id := fmt.Sprint(data["RequestId"])
	message := or(expected.Message, fmt.Sprint(data["Message"]))
	want(t, tea.StringValue(refusal.Message),
		fmt.Sprintf("code: %d, %s request id: %s", expected.HttpStatus, message, id))
	if !requestID.MatchString(id) {
		t.Errorf("the RequestId is %s", id)
	}
	advice := fmt.Sprint(data["Recommend"])
	wantPart(t, advice, "q="+expected.Code+"&")
	want(t, strings.HasSuffix(advice, "requestId="+id), true)
	if host := fmt.Sprint(data["HostId"]); !strings.HasPrefix(host, "127.0.0.1") {
		t.Errorf("the HostId is %s", host)
	}
	return refusal
}

// dataOf gives the whole body of an error.
func dataOf(t *testing.T, refusal *tea.SDKError) (data map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(tea.StringValue(refusal.Data)), &data); err != nil {
		t.Fatalf("the data of %v: %v", refusal, err)
	}
	return data
}
