package fakeice_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"fake-ice/fakeice"
)

// starts names a variable with which the test binary stands in for a program that starts a server.
const starts = "FAKEICE_TEST_STARTS"

func TestMain(m *testing.M) {
	os.Unsetenv("FAKE_ICE_URL") // whoever runs these tests may share a server
	if os.Getenv(starts) == "" {
		os.Exit(m.Run())
	}
	server, err := fakeice.New(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(server.Endpoint)
	fmt.Scanln()
	os.Exit(0)
}
