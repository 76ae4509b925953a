# Sourced by the scripts beside it: what they need, build, start and end. Every process they start ends with them.
# shellcheck shell=bash

BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$BENCH/../.." && pwd)
TARGET=$BENCH/target
STARTED=()
LOAD_PATH="$ROOT/bff/target/test-classes:$TARGET/bff/lib/*"

# With two cores or more the server that is measured has one of its own, and source and viewers share another. PIN=no: the system decides.
PIN=${PIN:-$([ "$(nproc)" -ge 2 ] && echo yes || echo no)}
SERVER_CORE=${SERVER_CORE:-1}
LOAD_CORE=${LOAD_CORE:-0}
# Of both servers that run on Java.
SERVER_JVM=${SERVER_JVM:--Xms512m -Xmx512m -XX:+UseSerialGC -Dreactor.netty.ioWorkerCount=1}
LOAD_JVM=${LOAD_JVM:--Xms512m -Xmx512m -XX:+UseSerialGC}

say() {
    echo "bench: $*" >&2
}

fail() {
    say "$*"
    exit 1
}

said() { # log: what a program that failed said of it
    grep -m 3 -E 'Exception|Error|error|trouble' "$TARGET/$1.log" || tail -n 5 "$TARGET/$1.log"
}

need() { # command, Debian package
    command -v "$1" >/dev/null 2>&1 || fail "needs $1: apt-get install $2"
}

end_started() {
    local pid
    for pid in "${STARTED[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${STARTED[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    STARTED=()
}
trap end_started EXIT
trap 'exit 130' INT TERM

on_core() { # core, command…
    local core=$1
    shift
    if [ "$PIN" = yes ]; then
        exec taskset -c "$core" "$@"
    fi
    exec "$@"
}

start() { # name, core, command…: in the background, pid in $STARTED_PID, output in target/name.log
    local name=$1 core=$2
    shift 2
    (on_core "$core" "$@") >"$TARGET/$name.log" 2>&1 &
    STARTED_PID=$!
    STARTED+=("$STARTED_PID")
}

end() { # pid, signal
    kill -"${2:-TERM}" "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
    local pid rest=()
    for pid in "${STARTED[@]}"; do
        [ "$pid" = "$1" ] || rest+=("$pid")
    done
    STARTED=("${rest[@]}")
}

free_port() { # below the range that connections come from
    local port
    while true; do
        port=$((20000 + RANDOM % 10000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

await() { # URL, pid, log: until it answers 2xx
    local _
    for _ in $(seq 600); do
        curl -sf -o /dev/null --max-time 1 "$1" && return
        kill -0 "$2" 2>/dev/null || fail "ended at once: $(said "$3")"
        sleep 0.1
    done
    fail "no answer from $1: $(said "$3")"
}

build_braid() { # BUILD=no: as it was built last
    if [ "${BUILD:-yes}" = yes ]; then
        say "building bff"
        (cd "$ROOT" && mvn -q -B -ntp -DskipTests -Dspotless.check.skip package -pl contracts,frontend-flags,bff >"$TARGET/build.log" 2>&1) \
            || fail "the build failed: $TARGET/build.log"
    fi
    # A copy, or a build meanwhile would pull it from under the process that runs it.
    cp "$ROOT/bff/target/bff.jar" "$TARGET/bff.jar"
    rm -rf "$TARGET/bff"
    java -Djarmode=tools -jar "$TARGET/bff.jar" extract --destination "$TARGET/bff" >/dev/null
}

# A program of dev.braid.load.stream, with the libraries that bff itself has, to its end. In the background, or the script could not be ended.
load_program() { # class, arguments…
    local jvm program=$1 pid ended=0
    shift
    read -r -a jvm <<<"$LOAD_JVM"
    start "$program" "$LOAD_CORE" java "${jvm[@]}" -cp "$LOAD_PATH" "dev.braid.load.stream.$program" "$@"
    pid=$STARTED_PID
    wait "$pid" || ended=$?
    end "$pid"
    return "$ended"
}

start_source() { # port
    start source "$LOAD_CORE" java -Xms256m -Xmx256m -XX:+UseSerialGC -cp "$LOAD_PATH" \
        dev.braid.load.stream.FrameSource "port=$1"
    await "http://127.0.0.1:$1/healthz" "$STARTED_PID" source
}

start_braid() { # backend's URL, port, management port, JVM options
    local jvm
    read -r -a jvm <<<"$4"
    rm -rf "$TARGET/data"
    start braid "$SERVER_CORE" env BRAID_AUTH=off BRAID_BIND=127.0.0.1 BRAID_PORT="$2" BRAID_MANAGEMENT_PORT="$3" \
        BRAID_BACKEND_URL="$1" BRAID_DATA_DIR="$TARGET/data" LOGGING_LEVEL_ROOT=warn java "${jvm[@]}" -Dbraid.parent.watch=true \
        -jar "$TARGET/bff.jar"
    await "http://127.0.0.1:$3/actuator/health/readiness" "$STARTED_PID" braid
}

machine() { # Markdown: where it was measured, and which Braid
    echo "- $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) cores, $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), Linux $(uname -r);"
    echo "  $(java -version 2>&1 | sed -n '2p' | sed 's/ (build.*//') $(java -XshowSettings:properties -version 2>&1 | sed -n 's/ *java.version = //p'); load before: $(cut -d' ' -f1-3 /proc/loadavg)"
    echo "- Braid $(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo '?')$(git -C "$ROOT" diff --quiet HEAD 2>/dev/null || echo ', with changes'), Netty $(basename "$TARGET"/bff/lib/netty-transport-4*.jar | sed 's/netty-transport-//; s/.jar//')"
}

mkdir -p "$TARGET"
