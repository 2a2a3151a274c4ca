# Sourced, not run: brings the Debian packages that a script needs.

# need_packages WHO PACKAGE…   Installs those that are missing, as root or with sudo; WHO names the script in what it says.
need_packages() {
    local who=$1 package log sudo="" missing=()
    shift
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "== installing Debian packages: ${missing[*]}"
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    log=$(mktemp)
    if ! { $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
           $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "$who: apt-get failed; its last lines are above" >&2
        exit 1
    fi
    rm -f "$log"
}
