# What a person does with this project; `make help` lists it. The build itself is CMake's.

ARGS ?=
# ccache makes a second build quick where it is installed.
# It shares with builds of the same sources elsewhere, such as the image's, in any language.
export CCACHE_BASEDIR ?= $(CURDIR)
export CCACHE_SLOPPINESS ?= locale
LAUNCHER := $(if $(shell command -v ccache),-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)

.PHONY: help run build dist image test test-unit test-sdk test-openapi test-image test-dist \
  test-tls test-asan test-tsan test-kits fuzz soak lint format bench count clean
.DEFAULT_GOAL := help

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: build  ## Build and start the server (ARGS="--listen 127.0.0.1:0")
	@exec build/release/fake-ice $(ARGS)

build:  ## Build the release program, build/release/fake-ice
	@.ci/need build
	@$(call configure,release,-DFAKE_ICE_BUILD_TESTS=OFF)
	@cmake --build --preset release --target fake-ice

dist:  ## Build the packages for pip, npm, dpkg and tar, build/dist/* (ARGS=arm64: that as well)
	@.ci/need build dist $(ARGS)
	@.ci/httplib
	@$(call configure,static)
	@cmake --build --preset static --target fake-ice
	@$(if $(ARGS),.ci/sysroot && $(call configure,static-$(ARGS)) && \
	  cmake --build --preset static-$(ARGS) --target fake-ice)
	@.ci/dist static $(ARGS:%=static-%)

image:  ## Build the container image fake-ice with docker, podman or buildah
	@.ci/image $(ARGS)

test:  ## Build and run every test that needs only Debian's packages and the npm registry
	@.ci/need build test
	@$(call configure,release,-DFAKE_ICE_BUILD_TESTS=ON)
	@cmake --build --preset release
	@tests/run release

test-unit:  ## Build and run the C++ tests alone
	@.ci/need build unit
	@$(call configure,release,-DFAKE_ICE_BUILD_TESTS=ON)
	@cmake --build --preset release
	@ctest --preset release

test-sdk:  ## Drive the server with official SDKs from their own registries
	@.ci/need build sdk
	@$(MAKE) --no-print-directory build
	@tests/sdk/run all

test-kits:  ## Run the test kits of each language in its own runners
	@.ci/need build kits
	@$(MAKE) --no-print-directory build
	@tests/kits/run

test-openapi:  ## Give openapi.json to linters, generators of clients and a fuzzer
	@.ci/need build sdk
	@$(MAKE) --no-print-directory build
	@tests/openapi/run

test-image:  ## Build the container image with buildah, as root, and use it
	@.ci/need build image
	@tests/image/run

test-dist:  ## Make the packages, and install and use each in a bare root, as root
	@.ci/need build dist
	@$(MAKE) --no-print-directory dist
	@tests/dist/run

test-tls:  ## Drive HTTPS with OpenSSL's client, curl, Python, Node and Java
	@.ci/need build test
	@$(MAKE) --no-print-directory build
	@tests/tls/run

test-asan:  ## Run the C++ tests under the address and undefined-behaviour sanitizers
	@$(call sanitized,asan)

test-tsan:  ## Run the C++ tests under the thread sanitizer
	@$(call sanitized,tsan)

fuzz:  ## Fuzz under sanitizers, a minute a target (ARGS="--seconds 600 request control")
	@.ci/need build unit fuzz
	@$(call configure,fuzz)
	@cmake --build --preset fuzz --target fuzz
	@tests/fuzz/run $(ARGS)

soak:  ## Ten minutes of mixed load that must change nothing (ARGS=60: seconds)
	@$(MAKE) --no-print-directory build
	@tests/soak/run $(ARGS)

lint:  ## Check formatting and run clang-tidy
	@.ci/need build test lint
	@$(call configure,debug,-DFAKE_ICE_BUILD_TESTS=ON)
	@cmake --build --preset debug --target embedded_files
	@tests/lint

format:  ## Format the C++ sources in place
	@.ci/need lint
	@git ls-files '*.cpp' '*.h' | xargs clang-format -i

bench:  ## Measure beside a bare cpp-httplib server and nginx (ARGS="polls memory": some of it)
	@.ci/need build unit bench
	@$(call configure,release,-DFAKE_ICE_BUILD_TESTS=ON)
	@cmake --build --preset release --target fake-ice fake_ice_bench_bare
	@tests/bench/run $(ARGS)

count:  ## Count what one request costs, beside the bare server (ARGS=--limits: fail past them)
	@.ci/need build unit bench
	@$(call configure,release,-DFAKE_ICE_BUILD_TESTS=ON)
	@cmake --build --preset release --target fake-ice fake_ice_bench_bare
	@tests/bench/counts $(ARGS)

clean:  ## Remove everything built
	rm -rf build

# Configures preset $(1) with the options $(2); quiet unless it fails.
configure = cmake --preset $(1) $(2) $(LAUNCHER) >/dev/null

# Builds preset $(1) and runs its tests.
define sanitized
.ci/need build test && $(call configure,$(1)) && cmake --build --preset $(1) && ctest --preset $(1)
endef
