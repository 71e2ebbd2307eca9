//go:build !unix

package fakeice

import (
	"context"
	"errors"
)

// process stands in where there is no program to start.
type process struct{ program, url string }

func startProcess(context.Context, settings) (*process, error) {
	return nil, errors.New("the program runs on Unix alone: set FAKE_ICE_URL to a server that runs")
}

func (*process) obituary() (log string, ended bool) { return "", false }
func (*process) logLength() int64                   { return 0 }
func (*process) logSince(int64) string              { return "" }
func (*process) stop() error                        { return nil }
