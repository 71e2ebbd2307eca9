package sdk

import (
	"encoding/json"
	"fmt"
	"os"

	"fake-ice/fakeice"
)

// What the suites of all languages share, in their own words.
type (
	keys struct {
		AccessKeyId, AccessKeySecret, SecurityToken, BearerToken string
	}

	// A refused is a row of what a client is refused for.
	refused struct {
		Situation       string
		Credentials     *keys
		Query           map[string]string
		Action, Version string
		ClockMinutes    *int
		Timestamp       string
		Submission      fakeice.JSON
		HttpStatus      int
		Code, Message   string
	}

	moment struct {
		Advance string
		Job     map[string]any
	}

	row struct {
		Situation string
		Fault     fakeice.JSON
		// ReadTimeoutMs and Told have an entry for each package.
		ReadTimeoutMs map[string]int
		Told          map[string]told
		Journal       string
	}

	// told is what an SDK tells its caller.
	told struct {
		Name, Code string
		HttpStatus int
	}
)

var (
	expectations = load[struct {
		Bundled struct {
			keys
			Statuses map[string]string
			FullJob  map[string]any
		}
		Action                                             string
		Versions                                           []string
		Refusals                                           []refused
		RepeatedNonce, WrongSecret, Throttled, NotEmulated struct {
			refused
			Actions []string
		}
	}]("expectations.json")
	identities = load[struct {
		JobId           string
		Allowed, Denied []struct {
			Situation   string
			Credentials keys
			Detail      map[string]any
		}
		Denial  refused
		Refused []refused
	}]("identities.json")
	jobs = load[struct {
		Account          fakeice.JSON
		Submission       fakeice.JSON
		Life, FailedLife []moment
		LifeTime         string
		Outputs          []struct {
			Result                 string
			Number                 int
			Extension, ContentType string
		}
		SeenInTurn []struct {
			Status string
			Times  int
		}
		Texts []struct{ Of, AppParams string }
	}]("jobs.json")
	apps = load[struct {
		Prechecks []struct {
			Situation string
			AppParams any
			Result    []any
		}
		SubmitRefusals []refused
		UnknownApp     struct {
			AppId string
			Life  []moment
		}
	}]("apps.json")
	faults = load[struct {
		Flow struct {
			AppId           string
			WaitMs          int
			Statuses        []string
			FailingAppId    string
			FailingStatuses []string
		}
		Faults     []row
		Retries    struct{ Situations []row }
		Documented map[int][]string
	}]("faults.json")
	polling = load[struct {
		Throttled, Rules fakeice.JSON
		Loops            []struct {
			Situation string
			Rules     fakeice.JSON
			Waits     []string
			Broken    []struct {
				Rule  string
				Polls []int
			}
		}
	}]("polling.json")
	fixture = load[struct {
		Accounts []struct {
			AccessKeys []keys
			Jobs       []map[string]any
		}
	}]("fixture.json").Accounts[0]
)

func load[File any](name string) (file File) {
	text, err := os.ReadFile("../" + name)
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	return file
}

// clone copies what is JSON.
func clone[Value any](value Value) (copied Value) {
	text, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(text, &copied)
	}
	if err != nil {
		panic(err)
	}
	return copied
}
