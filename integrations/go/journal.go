package fakeice

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	shown          = "100"  // of the account's requests, the newest
	searched       = "1000" // of everybody's, for those that no account is known of
	mostStrays     = 10     // of these: tests beside this one may make many
	columns        = 100
	messageLength  = 200                // of an error's own; that of a wrong signature has a page
	defaultAccount = "1000000000000001" // the one of everybody's examples
)

var indent = strings.Repeat(" ", 16)

// Journal gives the account's requests in words, oldest first, as a failing test prints them. When
// the server is gone it says so.
func (a *AccountHandle) Journal(ctx context.Context) string {
	lines, err := a.journalLines(ctx)
	if err != nil {
		return fmt.Sprintf("the journal of account %s cannot be read: %v", a.AccountID, err)
	}
	return strings.Join(lines, "\n")
}

func (a *AccountHandle) journalLines(ctx context.Context) ([]string, error) {
	clock, err := a.clock(ctx)
	if err != nil {
		return nil, err
	}
	mine, err := a.journal(ctx, url.Values{"AccountId": {a.AccountID}, "Limit": {shown}})
	if err != nil {
		return nil, err
	}
	everybodys, err := a.journal(ctx, url.Values{"Limit": {searched}})
	if err != nil {
		return nil, err
	}
	heading := fmt.Sprintf("account %s, its clock at %s", a.AccountID, local(clock.Now))
	if clock.Frozen {
		heading += ", frozen"
	}
	lines := []string{heading}
	if strconv.Itoa(len(mine)) == shown {
		lines = append(lines, "  (earlier requests are left out)")
	}
	var strays []Request
	byDefault := 0
	for _, request := range everybodys {
		switch {
		case request.Time.Before(a.since):
		case request.AccountID == defaultAccount:
			byDefault++
		case request.AccountID == "" && request.AccessKeyID == a.AccessKeyID:
			mine = append(mine, request)
		case request.AccountID == "":
			strays = append(strays, request)
		}
	}
	if len(mine) > 0 {
		lines = append(lines, a.table(ctx, mine)...)
	} else {
		lines = append(lines, a.nothing(byDefault)...)
	}
	if len(strays) > 0 {
		lines = append(lines, "meanwhile, with keys that no account has")
		if len(strays) > mostStrays {
			strays = strays[:mostStrays]
			lines = append(lines, "  (earlier requests are left out)")
		}
		lines = append(lines, a.table(ctx, strays)...)
	}
	return lines, nil
}

// nothing says what a client needs, unless the test ended before it could have called.
func (a *AccountHandle) nothing(byDefault int) []string {
	if a.hasErred.Load() {
		return []string{fmt.Sprintf("  No request came with its key, %s.", a.AccessKeyID)}
	}
	lines := []string{
		fmt.Sprintf("  No request came with its key, %s: it is to be called with that key,",
			a.AccessKeyID),
		fmt.Sprintf("  endpoint %s (host:port, without %s://) and protocol %s.",
			a.Endpoint, strings.ToLower(a.protocol), a.protocol),
	}
	if byDefault > 0 {
		plural := ""
		if byDefault > 1 {
			plural = "s"
		}
		lines = append(lines, fmt.Sprintf("  The default account, %s, was asked meanwhile: %d request%s.",
			defaultAccount, byDefault, plural))
	}
	if warnings := a.warnings(); len(warnings) > 0 {
		lines = append(lines, "  The server, which others may call too, warned meanwhile:")
		for _, warning := range warnings {
			lines = append(lines, wrapped(warning)...)
		}
	}
	return lines
}

// A row is what is printed of a request.
type row struct{ action, answer, about, why string }

func (a *AccountHandle) table(ctx context.Context, requests []Request) []string {
	// They come newest first; so do those of one millisecond.
	for left, right := 0, len(requests)-1; left < right; left, right = left+1, right-1 {
		requests[left], requests[right] = requests[right], requests[left]
	}
	sort.SliceStable(requests, func(one, other int) bool {
		return requests[one].Time.Before(requests[other].Time)
	})
	var rows []row
	var times [][]string // of each row, which stands for like requests that follow each other
	action, answer := 0, 0
	for _, request := range requests {
		next := a.row(ctx, request)
		_, time, _ := strings.Cut(local(request.Time), " ")
		if last := len(rows) - 1; last >= 0 && rows[last] == next {
			times[last] = append(times[last], time)
			continue
		}
		rows, times = append(rows, next), append(times, []string{time})
		action = longer(action, next.action)
		answer = longer(answer, next.answer)
	}
	var lines []string
	for index, row := range rows {
		of := times[index]
		line := fmt.Sprintf("  %s  %-*s  %-*s  %s",
			of[0], action, row.action, answer, row.answer, row.about)
		if len(of) > 1 {
			line += fmt.Sprintf("  ×%d, until %s", len(of), of[len(of)-1])
		}
		lines = append(lines, strings.TrimRight(line, " "))
		lines = append(lines, wrapped(row.why)...)
	}
	return lines
}

func (a *AccountHandle) row(ctx context.Context, request Request) row {
	body := a.body(ctx, request.RequestID)
	about := request.JobID + request.JobIDs // It has one of them.
	if request.AccountID == "" && request.AccessKeyID != a.AccessKeyID {
		about = "key " + or(request.AccessKeyID, "(none)")
	}
	answer := strings.TrimSpace(fmt.Sprint(request.Status, " ", or(request.Code, body.statuses())))
	return row{
		plain(or(request.Action, "(no action)")), plain(answer), plain(about), plain(why(request, body)),
	}
}

// An answer is what the journal tells of one, in JSON or XML.
type answer struct {
	Message string
	Status  string
	JobList []struct{ Status string }
}

var toldInXML = regexp.MustCompile(`<(Message|Status)>(.*?)</`)

// body is empty when it is not there any more.
func (a *AccountHandle) body(ctx context.Context, requestID string) answer {
	var whole struct{ Response struct{ Body string } }
	var body answer
	path := "requests/" + url.PathEscape(requestID)
	if a.control.call(ctx, "GET", path, nil, &whole) != nil {
		return body
	}
	text := whole.Response.Body
	if json.Unmarshal([]byte(text), &body) == nil {
		return body
	}
	body = answer{}
	for _, told := range toldInXML.FindAllStringSubmatch(text, -1) {
		if told[1] == "Status" {
			body.JobList = append(body.JobList, struct{ Status string }{told[2]})
		} else {
			body.Message = told[2]
		}
	}
	return body
}

// statuses gives the status of the job that an answer tells, or of each job of a batch.
func (a answer) statuses() string {
	var all []string
	for _, job := range a.JobList {
		all = append(all, job.Status)
	}
	return or(a.Status, strings.Join(all, ", "))
}

func why(request Request, body answer) string {
	switch {
	case request.Fault != "":
		return "by a fault of this account: " + request.Fault
	case request.Explanation != "" || request.Code == "":
		return request.Explanation
	}
	if message := []rune(body.Message); len(message) > messageLength {
		return string(message[:messageLength]) + " …"
	}
	return body.Message
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func longer(width int, text string) int {
	if length := utf8.RuneCountInString(text); length > width {
		return length
	}
	return width
}

// local gives the time of this machine, as its logs have it.
func local(moment time.Time) string {
	return moment.Local().Format("2006-01-02 15:04:05.000")
}

// plain escapes what would drive the terminal: a client sent it.
func plain(text string) string {
	var safe strings.Builder
	for _, letter := range text {
		if unicode.IsPrint(letter) {
			safe.WriteRune(letter)
		} else {
			quoted := strconv.QuoteRune(letter)
			safe.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return safe.String()
}

func wrapped(text string) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		if last := len(lines) - 1; last >= 0 && longer(0, lines[last])+1+longer(0, word) <= columns {
			lines[last] += " " + word
		} else {
			lines = append(lines, indent+word)
		}
	}
	return lines
}
