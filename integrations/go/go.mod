module fake-ice/fakeice

go 1.19
