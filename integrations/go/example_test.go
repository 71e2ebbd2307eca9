package fakeice_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"fake-ice/fakeice"
)

// A program that is no test, or a TestMain, starts and closes a server itself.
func ExampleNew() {
	ctx := context.Background()
	server, err := fakeice.New(ctx, fakeice.WithArgs("--strict-apps"))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	account, err := server.NewAccount(ctx, fakeice.JSON{"Apps": []fakeice.JSON{{"AppId": "boats"}}})
	if err != nil {
		log.Fatal(err)
	}
	_, err = account.PutJob(ctx, fakeice.JSON{"AppId": "boats", "Stauts": "Failed"})
	var refusal *fakeice.ControlError
	if errors.As(err, &refusal) {
		fmt.Println(refusal.Status, refusal.Message)
	}
	// Output:
	// 400 /Stauts: unknown key "Stauts"; did you mean "Status"?
}

// Jobs live on their account's clock.
func ExampleAccountHandle_Advance() {
	ctx := context.Background()
	server, err := fakeice.New(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	account, err := server.NewAccount(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}

	before, err := account.Freeze(ctx)
	if err != nil {
		log.Fatal(err)
	}
	after, err := account.Advance(ctx, 10*time.Second)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(after.Now.Sub(before.Now), after.Frozen)
	// Output:
	// 10s true
}
