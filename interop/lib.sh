# shellcheck shell=bash
# What interop/postfix and interop/dovecot share; they source it and set "me", the name in front of their messages.

# shellcheck disable=SC2034
password='correct horse 1'

fail() {
    printf '%s: %s\n' "${me:?}" "$*" >&2
    exit 1
}

# The absolute name of DIR, which need not be there.
absolute() { realpath -m -- "$1"; }

# Takes DIR for one server; take_down removes only what claim took. A server's users must reach what is below it.
claim() { # DIR, user...
    local dir=$1 user
    shift
    [ "$(id -u)" = 0 ] || fail "needs root, because the server's parts run as users of their own"
    [[ $dir =~ ^[A-Za-z0-9/._+-]+$ ]] || fail "configuration files cannot name $dir"
    # A Unix socket's name has at most 107 octets.
    [ "${#dir}" -le 70 ] || fail "the name $dir is too long for the sockets below it"
    if [ -e "$dir" ] && { [ ! -d "$dir" ] || [ -n "$(ls -A "$dir")" ]; }; then fail "$dir is there and is not an empty folder"; fi
    mkdir -p "$dir"
    touch "$dir/.claimed"
    chmod 755 "$dir"
    mkdir "$dir/log"
    for user in "$@"; do
        setpriv --reuid "$user" --clear-groups test -x "$dir" || { rm -rf "$dir"; fail "the user $user cannot reach $dir"; }
    done
}

unclaim() { # DIR
    if [ -e "$1/.claimed" ]; then rm -rf "$1"; fi
}

# Prints N ports that nobody listens on, below the range from which the kernel takes ports for clients.
free_ports() { # N
    local n=$1 port taken=' '
    while [ "$n" -gt 0 ]; do
        port=$((12000 + RANDOM % 20000))
        if [[ $taken == *" $port "* ]] || (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
        taken+="$port "
        n=$((n - 1))
        echo "$port"
    done
}

# A CA, a server's certificate for localhost and 127.0.0.1, and a client's for ana; keys in PKCS#8.
make_tls() { # folder
    local tls=$1 name
    mkdir "$tls"
    # Nothing from the machine's openssl.cnf.
    cat >"$tls/openssl.cnf" <<'END'
[req]
distinguished_name = dn
prompt = no
[dn]
CN = interop
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[client]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
    (
        cd "$tls"
        export OPENSSL_CONF=$tls/openssl.cnf
        for name in ca server client; do
            openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$name.key"
        done
        openssl req -x509 -new -key ca.key -subj "/CN=interop CA" -extensions ca -days 30 -out ca.pem
        openssl req -new -key server.key -subj /CN=localhost -out server.csr
        openssl req -new -key client.key -subj /CN=ana -out client.csr
        for name in server client; do
            openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -extfile openssl.cnf -extensions "$name" \
                -days 30 -out "$name.pem"
        done
    ) >"$tls/log" 2>&1 || fail "openssl: $(cat "$tls/log")"
}

# Whether a server greets on that port with 220; QUIT, so that it has nothing to complain about in its log.
greets() ( # port; in a shell of its own, which a closed connection may end
    exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    read -r -t 2 -u 3 line || true
    [[ $line == 220* ]] && printf 'QUIT\r\n' >&3
)

greets_in_tls() { # port, CA
    local line=
    line=$(printf 'QUIT\r\n' | timeout 2 openssl s_client -quiet -verify_return_error -connect "127.0.0.1:$1" -CAfile "$2" 2>/dev/null) || true
    [[ $line == 220* ]]
}

# Runs a command until it succeeds, for at most 10 seconds.
await() { # command...
    local end=$((SECONDS + 10))
    until "$@"; do
        if [ "$SECONDS" -ge "$end" ]; then return 1; fi
        sleep 0.05
    done
}

# Ends the process of a pid file and waits for it, but only one that was told to use DIR: the number may be another's by now.
stop() { # pid file, DIR
    local pid
    if [ ! -s "$1" ]; then return 0; fi # in a trap, a bare return fails as what went before
    pid=$(tr -dc 0-9 <"$1")
    if grep -qsF "$2/" "/proc/$pid/cmdline" "/proc/$pid/environ"; then
        kill "$pid" 2>/dev/null || true
        await gone "$pid" || fail "process $pid did not end"
    fi
}

# Ended, be it that its parent has not asked for it yet.
gone() { # pid
    local state
    state=$(ps -o stat= -p "$1") || return 0
    [[ $state == Z* ]]
}

# Prints NAME=value lines for a shell, quoted where a shell needs it.
variables() { # NAME=value...
    local variable name value
    for variable in "$@"; do
        name=${variable%%=*} value=${variable#*=}
        if [[ $value =~ ^[A-Za-z0-9_./:@+-]*$ ]]; then printf '%s=%s\n' "$name" "$value"; else printf "%s='%s'\n" "$name" "$value"; fi
    done
}
