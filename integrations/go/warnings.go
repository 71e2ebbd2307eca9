package fakeice

import (
	"regexp"
	"time"
)

const (
	mostWarnings = 5 // the newest: tests beside this one may cause many
	timeToLog    = 300 * time.Millisecond
)

// A line of the log tells its time, its level and the rest, which may have words for people.
var (
	warned    = regexp.MustCompile(`(?m)^time=\S+ level=(?:warning|error|critical) (.*)$`)
	explained = regexp.MustCompile(`explain="((?:[^"\\]|\\.)*)"`)
	escaped   = regexp.MustCompile(`\\(.)`)
)

// warnings gives the newest different ones that the server logged since the account was made. It
// awaits the first: the server writes its log a little later than it answers.
func (a *AccountHandle) warnings() []string {
	if a.control.process == nil {
		return nil
	}
	var found [][]string
	for end := time.Now().Add(timeToLog); ; time.Sleep(timeToLog / 100) {
		found = warned.FindAllStringSubmatch(a.control.process.logSince(a.logged), -1)
		if len(found) > 0 || time.Now().After(end) {
			break
		}
	}
	var lines []string
	known := map[string]bool{}
	for _, match := range found {
		words := match[1]
		if said := explained.FindStringSubmatch(words); said != nil {
			words = escaped.ReplaceAllString(said[1], "$1")
		}
		if !known[words] {
			known[words] = true
			lines = append(lines, plain(words))
		}
	}
	if len(lines) > mostWarnings {
		lines = lines[len(lines)-mostWarnings:]
	}
	return lines
}
