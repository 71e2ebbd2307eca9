# For scripts that run tests with packages of npm, PyPI, Maven and Go: source it from the repository's
# root. A suite is a folder below tests/ with its lock file; its packages go into the same folder
# below build/. SKIP_UNREACHABLE=1 skips a suite whose package registry cannot be reached.
# shellcheck shell=bash
passed=0
failed=0
skipped=0
failures=()  # what is said again at the end, where a reader of a long log looks

fail() {  # counts one failure that no test reports
  echo "FAILED $1: $2" >&2
  failures+=("$1: $2")
  failed=$((failed + 1))
}

# Words with which npm, pip, Maven and go say that they got no answer.
UNREACHABLE='ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|EHOSTUNREACH'
UNREACHABLE+='|ENETUNREACH|code E5[0-9][0-9]|NewConnectionError|NameResolutionError|ProxyError'
UNREACHABLE+='|ConnectTimeoutError|ReadTimeoutError|ProtocolError'
UNREACHABLE+='|Could not transfer artifact'
UNREACHABLE+='|dial tcp|no such host|i/o timeout|proxyconnect tcp|TLS handshake timeout'

install_failed() {  # suite, registry
  local suite=$1 registry=$2 log=build/$1/install.log
  if ! grep -qE "$UNREACHABLE" "$log"; then
    tail -n 20 "$log" >&2
    fail "$suite" "the packages could not be installed; see $log"
  elif [ "${SKIP_UNREACHABLE:-}" = 1 ]; then
    echo "SKIPPED $suite: $registry cannot be reached"
    skipped=$((skipped + 1))
  else
    fail "$suite" "$registry cannot be reached (SKIP_UNREACHABLE=1 skips this suite)"
  fi
}

# Runs the command unless it succeeded before for the same text; its output goes to install.log.
install_once() {  # suite, text that names what is installed, command...
  local folder=build/$1 text=$2
  local installed=$folder/installed-$3
  shift 2
  mkdir -p "$folder"
  [ "$(cat "$installed" 2>/dev/null)" = "$text" ] && return
  rm -f "$installed"
  echo "installing packages into $folder"
  "$@" >"$folder/install.log" 2>&1 && printf '%s\n' "$text" >"$installed"
}

install_node() {  # suite
  cp "tests/$1"/{package.json,package-lock.json,.npmrc} "build/$1/" &&
    (cd "build/$1" && npm ci --no-audit --no-fund --ignore-scripts)
}

install_python() {  # suite, interpreter
  local pip=build/$1/venv/bin/pip
  rm -rf "build/$1/venv"
  "$2" -m venv "build/$1/venv" &&
    "$pip" install --disable-pip-version-check --no-deps -r "tests/$1/requirements.txt" &&
    "$pip" --disable-pip-version-check check
}

# Maven keeps packages in the user's own repository; what it makes goes below build/.
maven() {  # suite, folder of the pom.xml, arguments...
  without_proxy \
    mvn -B -ntp -Dstyle.color=never "-DbuildDirectory=$PWD/build/$1/target" -f "$2" "${@:3}"
}

packages_java() {  # suite, folder of the pom.xml
  local suite=$1 text
  if ! command -v javac >/dev/null || ! command -v mvn >/dev/null; then
    fail "$suite" "a JDK and Maven are needed"
    return 1
  fi
  text=$(javac -version 2>&1; find "$2" -name pom.xml -exec cat {} +)
  # Surefire asks for its own packages when it is about to run tests, though there be none.
  if ! install_once "$suite" "$text" maven "$suite" "$2" test \
    -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false; then
    install_failed "$suite" "the Maven repository"
    return 1
  fi
}

packages_node() {  # suite
  local suite=$1 text
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    fail "$suite" "node and npm are needed"
    return 1
  fi
  if grep -q '"resolved": "[a-z+]*:' "tests/$suite/package-lock.json"; then
    fail "$suite" "package-lock.json names a registry; tests/$suite/.npmrc keeps it out"
    return 1
  fi
  text=$(cat "tests/$suite"/{package.json,package-lock.json})
  if ! install_once "$suite" "$text" install_node "$suite"; then
    install_failed "$suite" "the npm registry"
    return 1
  fi
}

packages_python() {  # suite
  local suite=$1 python=/usr/bin/python3 text
  [ -x "$python" ] || python=$(command -v python3)
  if ! "${python:-false}" -c 'import ensurepip, venv' 2>/dev/null; then
    fail "$suite" "python3 with its venv module is needed"
    return 1
  fi
  text=$("$python" --version; cat "tests/$suite/requirements.txt")
  if ! install_once "$suite" "$text" install_python "$suite" "$python"; then
    install_failed "$suite" "the Python package index"
    return 1
  fi
}

# Go gives up at the first answer that does not come, where npm, pip and Maven ask again.
fetch_go() {  # folders of modules...
  local folder
  for folder in "$@"; do
    (cd "$folder" && { go mod download || go mod download || go mod download; }) || return
  done
}

# Fetches what the modules need into go's own cache. A go that is older than the first of them says
# skips the suite.
packages_go() {  # suite, folders of modules...
  local suite=$1 wanted version
  shift
  if ! version=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null); then
    fail "$suite" "go is needed"
    return 1
  fi
  wanted=$(sed -n 's/^go \([0-9.]*\)$/\1/p' "$1/go.mod")
  if ! printf '%s\n' "$wanted" "${version#go}" | sort -CV; then
    echo "SKIPPED $suite: it needs go $wanted or later, and this is $version"
    skipped=$((skipped + 1))
    return 1
  fi
  mkdir -p "build/$suite"
  if ! fetch_go "$@" >"build/$suite/install.log" 2>&1; then
    install_failed "$suite" "the Go module proxy"
    return 1
  fi
}

# The clients would send calls to 127.0.0.1 through a proxy named here; the installers need it.
without_proxy() {
  env -u HTTP_PROXY -u http_proxy -u HTTPS_PROXY -u https_proxy "$@"
}

add_up() {  # suite, exit code, passed, failed, the report that names those that failed
  local name
  passed=$((passed + ${3:-0}))
  failed=$((failed + ${4:-0}))
  while [ "${4:-0}" != 0 ] && IFS= read -r name; do
    failures+=("$1: $name")
  done < <(python3 tests/support/failed_tests.py "$5")
  if [ "$2" != 0 ] && [ "${4:-0}" = 0 ]; then
    fail "$1" "the suite ended with $2"
  elif [ "$2" = 0 ] && [ "${3:-0}" = 0 ]; then
    fail "$1" "no test ran"
  fi
}

# Runs the suite's *.test.mjs.
test_node() {  # suite
  packages_node "$1" && node_tests "$1" tests/"$1"/*.test.mjs
}

# Runs files of tests for Node's own runner.
node_tests() {  # suite, files...
  local suite=$1 tap=build/$1/tests.tap code
  shift
  without_proxy node --test \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$tap" "$@"
  code=$?
  number() { sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$tap"; }
  add_up "$suite" "$code" "$(number pass)" "$(($(number fail) + $(number cancelled)))" \
    "$tap"
}

# Runs a script of Python's whose last line is the plain summary, and adds that up.
run_script() {  # suite, command...
  local suite=$1 log=build/$1.log code summary
  shift
  mkdir -p build
  PYTHONDONTWRITEBYTECODE=1 "$@" | tee "$log"
  code=${PIPESTATUS[0]}
  summary=$(tail -n 1 "$log")
  [[ $summary =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]
  add_up "$suite" "$code" "${BASH_REMATCH[1]:-0}" "${BASH_REMATCH[2]:-0}" "$log"
  skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
}

# Runs the tests of a Maven project and adds up what it says at its end.
maven_tests() {  # suite, folder of the pom.xml, arguments...
  local log=build/$1.log code number='([0-9]+)' run=0 bad=0 left=0
  # Though told to use no colours, Maven resets them at its end.
  maven "$1" "$2" test "${@:3}" | sed $'s/\e\\[0m//g' | tee "$log"
  code=${PIPESTATUS[0]}
  if [[ $(grep -E '^\[[A-Z]+\] Tests run: [^T]*$' "$log" | tail -n 1) =~ \
    run:\ $number,\ Failures:\ $number,\ Errors:\ $number,\ Skipped:\ $number$ ]]; then
    run=${BASH_REMATCH[1]}
    bad=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
    left=${BASH_REMATCH[4]}
  fi
  add_up "$1" "$code" "$((run - bad - left))" "$bad" "$log"
  skipped=$((skipped + left))
}

# Names the program to test in FAKE_ICE_BINARY, as an absolute path.
find_binary() {  # the folder that a given path starts from; the repository is `root`
  FAKE_ICE_BINARY=$(cd "$1" && realpath "${FAKE_ICE_BINARY:-$root/build/release/fake-ice}")
  export FAKE_ICE_BINARY
  [ -x "$FAKE_ICE_BINARY" ] ||
    fail program "there is no program $FAKE_ICE_BINARY; make build makes the default one"
}

# Prints what failed and the totals; the exit code says whether all is well.
conclude() {
  local totals="$passed passed, $failed failed"
  [ "${#failures[@]}" = 0 ] || printf 'FAILED %s\n' "${failures[@]}"
  [ "$skipped" = 0 ] || totals+=", $skipped skipped"
  echo "$totals"
  [ "$failed" = 0 ]
}
