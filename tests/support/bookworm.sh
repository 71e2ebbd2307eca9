# For scripts that make a root of Debian 12 from where this machine's apt takes its packages.
# shellcheck shell=bash

# Sets `archives`, lines of address, suite and component, and `mirror`, the address of the main one.
find_bookworm() {
  archives=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' | grep -E ' bookworm(-security|-updates)? main$' | sort -u)
  mirror=$(awk '$2 == "bookworm" { print $1; exit }' <<<"$archives")
  [ -n "$mirror" ] || echo "fake-ice: apt has no Debian 12 archive on this machine" >&2
  [ -n "$mirror" ]
}
