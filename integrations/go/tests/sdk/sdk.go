// Package sdk calls the Yike operations with the official SDK's client for any operation.
package sdk

import (
	"github.com/alibabacloud-go/darabonba-openapi/v2/client"
	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/utils"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"

	"fake-ice/fakeice"
)

// App is one of the bundled fixture's.
const App = "app_stylized_generate_image"

// A Client signs with the keys of one account.
type Client struct{ client *client.Client }

// NewClient is the official client with what the kit gives.
func NewClient(config fakeice.SDKConfig) (Client, error) {
	made, err := client.NewClient(&openapi.Config{
		AccessKeyId:     config.AccessKeyId,
		AccessKeySecret: config.AccessKeySecret,
		Endpoint:        config.Endpoint,
		Protocol:        config.Protocol,
		NoProxy:         config.NoProxy,
	})
	return Client{made}, err
}

// Call gives the body of an answer.
func (c Client) Call(action string, query map[string]string) (map[string]any, error) {
	parameters := map[string]*string{}
	for name, value := range query {
		parameters[name] = tea.String(value)
	}
	answer, err := c.client.CallApi(&openapi.Params{
		Action: tea.String(action), Version: tea.String("2020-11-09"), Protocol: tea.String("HTTP"),
		Pathname: tea.String("/"), Method: tea.String("POST"), AuthType: tea.String("AK"),
		Style: tea.String("RPC"), ReqBodyType: tea.String("formData"), BodyType: tea.String("json"),
	}, &openapi.OpenApiRequest{Query: parameters}, &dara.RuntimeOptions{})
	if err != nil {
		return nil, err
	}
	return answer["body"].(map[string]any), nil
}

// Submit gives the JobId of a new job.
func (c Client) Submit() (string, error) {
	job, err := c.Call("SubmitYikeAIAppJob", map[string]string{
		"AppId": App, "AppParams": `{"Extra.4.Prompt": "a boat"}`,
	})
	if err != nil {
		return "", err
	}
	return job["JobId"].(string), nil
}

// Get reads a job.
func (c Client) Get(jobID string) (map[string]any, error) {
	return c.Call("GetYikeAIAppJob", map[string]string{"JobId": jobID})
}

// CodeOf is the code of a refusal, or empty.
func CodeOf(err error) string {
	if refusal, ok := err.(*tea.SDKError); ok {
		return tea.StringValue(refusal.Code)
	}
	return ""
}
