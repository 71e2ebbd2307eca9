// Package testcontainers runs a fake-ice in a container, for machines that have a container engine
// and not the program.
//
//	container, err := testcontainers.Run(ctx, "fake-ice:0.1.0")
//	defer container.Terminate(ctx)
//	server, err := container.Server(ctx)
//	account := server.Account(t, nil)
package testcontainers

import (
	"context"
	"fmt"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"

	"fake-ice/fakeice"
)

const port = "20201/tcp"

// A Container is a fake-ice that runs in one.
type Container struct{ testcontainers.Container }

// Run starts a container of the image that `make image` builds, or of one from a registry, and
// waits until it serves. The options come after those that fake-ice needs. On an error the
// container may be there all the same, to be terminated.
func Run(
	ctx context.Context, image string, options ...testcontainers.ContainerCustomizer,
) (*Container, error) {
	provider, err := testcontainers.NewDockerProvider()
	if err != nil {
		return nil, fmt.Errorf("fake-ice needs a container engine: %w", err)
	}
	defer provider.Close()
	host, err := provider.DaemonHost(ctx)
	if err != nil {
		return nil, fmt.Errorf("where containers are reached: %w", err)
	}
	request := testcontainers.GenericContainerRequest{
		ContainerRequest: testcontainers.ContainerRequest{
			Image:        image,
			ExposedPorts: []string{port},
			// The control API answers to names that it knows, and this is what it is called by here.
			Env:        map[string]string{"FAKE_ICE_CONTROL_HOST": host},
			WaitingFor: wait.ForHTTP("/_fake-ice/health").WithPort(port),
		},
		Started: true,
	}
	for _, option := range options {
		if err := option.Customize(&request); err != nil {
			return nil, fmt.Errorf("an option of the container: %w", err)
		}
	}
	started, err := testcontainers.GenericContainer(ctx, request)
	var container *Container
	if started != nil {
		container = &Container{started}
	}
	if err != nil {
		return container, fmt.Errorf("the container of %s: %w", image, err)
	}
	return container, nil
}

// URL is where the server is reached from here.
func (c *Container) URL(ctx context.Context) (string, error) {
	return c.PortEndpoint(ctx, port, "http")
}

// Server attaches to the server. Terminate ends it, and Close leaves it alone.
func (c *Container) Server(ctx context.Context) (*fakeice.Server, error) {
	url, err := c.URL(ctx)
	if err != nil {
		return nil, fmt.Errorf("the address of the container: %w", err)
	}
	return fakeice.Attach(ctx, url)
}
