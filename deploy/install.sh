#!/bin/sh
# Bring the catalogue onto a bare Debian machine, or up to date on one that has it. As root, in a copy of the repository:
#
#   SITE_URL=https://practices.example.org deploy/install.sh
#
# MAIL=operator@example.org  gets a certificate by certbot; without it one is made that browsers warn of.
# POSTGRESQL=yes             makes a PostgreSQL database on this machine; without it the site has SQLite.
# ROOT=/some/folder          installs below this folder, without packages, users and services: to see what it does.
set -eu
cd "$(dirname "$0")/.."
: "${SITE_URL:?Say where readers reach the site: SITE_URL=https://practices.example.org deploy/install.sh}"
ROOT=${ROOT:-}
HOST=${SITE_URL#https://}
CODE=$ROOT/opt/catalogue DATA=$ROOT/var/lib/catalogue SETTINGS=$ROOT/etc/catalogue UNITS=$ROOT/etc/systemd/system
SITES=$ROOT/etc/nginx/sites-enabled CERTIFICATE=$ROOT/etc/letsencrypt/live/$HOST
case $HOST in */* | *:* | "$SITE_URL") echo "SITE_URL is $SITE_URL; write it as https://practices.example.org"; exit 1 ;; esac

step() { echo "== $*"; }
# With ROOT the files name its folders, too.
placed() { sed -e "s#practices\.example\.org#$HOST#g" -e "s#/opt/catalogue#$CODE#g" -e "s#/etc/catalogue#$SETTINGS#g" \
  -e "s#/etc/letsencrypt#$ROOT/etc/letsencrypt#g" -e "s#/var/lib/catalogue#$DATA#g" -e "s#/run/catalogue/#$ROOT/run/catalogue/#g" \
  -e "s#/var/cache/nginx#$ROOT/var/cache/nginx#g" "$1"; }

if [ -z "$ROOT" ]; then
  step "Packages"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv nginx openssl ${MAIL:+certbot} ${POSTGRESQL:+postgresql} > /dev/null
  step "User"
  id catalogue > /dev/null 2>&1 || useradd --system --home-dir /var/lib/catalogue --shell /usr/sbin/nologin catalogue
fi

step "Code"
mkdir -p "$CODE" "$DATA" "$SETTINGS" "$UNITS" "$SITES" "$ROOT/var/cache/nginx" "$ROOT/run/catalogue" "${DATA}-mirror"
# What a release no longer has must go; the environment stays.
rm -rf "$CODE/catalogue" "$CODE/practices" "$CODE/templates" "$CODE/static" "$CODE/deploy"
tar --create --exclude=./.git --exclude=./.venv --exclude=./var --exclude=__pycache__ . |
  tar --extract --no-same-owner --directory "$CODE"

step "Python packages, by the lock"
[ -x "$CODE/.venv/bin/python" ] || python3 -m venv "$CODE/.venv"
"$CODE/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
  -r "$CODE/requirements.txt" -r "$CODE/requirements-shared.txt"
"$CODE/.venv/bin/python" -m compileall -q "$CODE/catalogue" "$CODE/practices"

step "Settings"
if [ ! -f "$SETTINGS/env" ]; then
  key=$("$CODE/.venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))')
  (umask 077; placed deploy/env.example | sed -e "s#^SECRET_KEY=.*#SECRET_KEY=$key#" \
    ${POSTGRESQL:+-e "s|^#DATABASE_URL=|DATABASE_URL=|"} > "$SETTINGS/env")
fi

step "Services and proxy"
for unit in catalogue.socket catalogue.service catalogue-nightly.service catalogue-nightly.timer; do
  placed deploy/$unit > "$UNITS/$unit"
done
for unit in catalogue.service catalogue-nightly.service; do
  mkdir -p "$UNITS/$unit.d" && placed deploy/hardening.conf > "$UNITS/$unit.d/hardening.conf"
done
placed deploy/nginx.conf > "$SITES/catalogue"
if [ ! -f "$CERTIFICATE/fullchain.pem" ]; then
  if [ -n "${MAIL:-}" ] && [ -z "$ROOT" ]; then
    systemctl stop nginx
    certbot certonly --standalone --non-interactive --agree-tos --email "$MAIL" --domain "$HOST" \
      --pre-hook "systemctl stop nginx" --post-hook "systemctl start nginx"
  else
    mkdir -p "$CERTIFICATE"
    openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" \
      -keyout "$CERTIFICATE/privkey.pem" -out "$CERTIFICATE/fullchain.pem" 2> /dev/null
    echo "   A certificate of its own, which browsers warn of: run it again with MAIL= once $HOST leads here."
  fi
fi
if [ -n "$ROOT" ]; then echo "Installed below $ROOT; nothing is started."; exit 0; fi

rm -f "$SITES/default"
chown -R catalogue:catalogue "$DATA" "${DATA}-mirror"
if [ -n "${POSTGRESQL:-}" ]; then
  step "PostgreSQL"
  su postgres -c "psql -tAc \"SELECT 1 FROM pg_roles WHERE rolname='catalogue'\"" | grep -q 1 || su postgres -c "createuser catalogue"
  su postgres -c "psql -tAc \"SELECT 1 FROM pg_database WHERE datname='catalogue'\"" | grep -q 1 ||
    su postgres -c "createdb --owner catalogue --encoding UTF8 --template template0 catalogue"
fi
step "Start"
nginx -t -q
systemctl daemon-reload
systemctl enable --now catalogue.socket catalogue-nightly.timer
systemctl enable catalogue.service
systemctl restart catalogue.service
systemctl enable nginx
systemctl restart nginx
echo "It runs: $SITE_URL/   The first administrator: cd $CODE && deploy/manage createsuperuser"
