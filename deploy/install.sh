#!/bin/sh
# Bring the catalogue onto a bare Debian machine, or up to date on one that has it. As root, in a copy of the repository:
#
#   SITE_URL=https://practices.example.org deploy/install.sh
#
# MAIL=operator@example.org  gets a certificate by certbot; without it one is made that browsers warn of.
# POSTGRESQL=yes             makes a PostgreSQL database on this machine; without it the site has SQLite.
# ROOT=/some/folder          installs below this folder, without packages, users and services: to see what it does.
# A machine that has it already knows its SITE_URL.
set -eu
umask 022 # the catalogue's user reads the code
cd "$(dirname "$0")/.."
ROOT=${ROOT:-}
CODE=$ROOT/opt/catalogue DATA=$ROOT/var/lib/catalogue SETTINGS=$ROOT/etc/catalogue UNITS=$ROOT/etc/systemd/system
[ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || { echo "It takes root, or ROOT=/some/folder to see what it does."; exit 1; }
SITE_URL=${SITE_URL:-$(sed -n 's/^SITE_URL=//p' "$SETTINGS/env" 2> /dev/null || true)}
: "${SITE_URL:?Say where readers reach the site: SITE_URL=https://practices.example.org deploy/install.sh}"
HOST=${SITE_URL#https://}
SITES=$ROOT/etc/nginx/sites-enabled CERTIFICATE=$ROOT/etc/letsencrypt/live/$HOST OWN=$SETTINGS/certificate NEW=$CODE/.new
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
# Beside the code of the site that runs, which reads its own until it restarts.
rm -rf "$NEW" && mkdir "$NEW"
tar --create --exclude=./.git --exclude=./.venv --exclude=./.new --exclude=./var --exclude=__pycache__ . |
  tar --extract --no-same-owner --directory "$NEW"

step "Python packages, by the lock"
[ -x "$CODE/.venv/bin/python" ] || python3 -m venv "$CODE/.venv"
"$CODE/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
  -r "$NEW/requirements.txt" -r "$NEW/requirements-shared.txt"
"$CODE/.venv/bin/python" -m compileall -q -s "$NEW" -p "$CODE" "$NEW/catalogue" "$NEW/practices"

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
lay_proxy() {
  [ -f "$CERTIFICATE/fullchain.pem" ] && shown=$CERTIFICATE || shown=$OWN
  placed deploy/nginx.conf | sed "s#$CERTIFICATE#$shown#" > "$SITES/catalogue"
}
if [ ! -f "$CERTIFICATE/fullchain.pem" ] && [ ! -f "$OWN/fullchain.pem" ]; then
  mkdir -p "$OWN"
  (umask 077; openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" \
    -keyout "$OWN/privkey.pem" -out "$OWN/fullchain.pem" 2> /dev/null)
fi
lay_proxy
# All of the release at once; what it no longer has goes.
for entry in "$NEW"/* "$NEW"/.[!.]*; do
  rm -rf "$CODE/${entry##*/}" && mv "$entry" "$CODE"
done
rmdir "$NEW"
cd "$CODE"
if [ -n "$ROOT" ]; then echo "Installed below $ROOT; nothing is started."; exit 0; fi

rm -f "$SITES/default"
chown -R catalogue:catalogue "$DATA" "${DATA}-mirror"
if [ -n "${POSTGRESQL:-}" ]; then
  step "PostgreSQL"
  asked() { su postgres -c "psql -tAc \"SELECT 1 FROM $1 = 'catalogue'\"" | grep -q 1; }
  # Trying and restoring backups makes a database beside the site's own.
  asked "pg_roles WHERE rolname" || su postgres -c "createuser --createdb catalogue"
  asked "pg_database WHERE datname" || su postgres -c "createdb --owner catalogue --encoding UTF8 --template template0 catalogue"
  grep -q "^DATABASE_URL=." "$SETTINGS/env" || echo "   The site goes on with SQLite: $SETTINGS/env has no DATABASE_URL."
fi
step "Start"
nginx -t -q
systemctl daemon-reload
systemctl enable --quiet --now catalogue.socket catalogue-nightly.timer
systemctl enable --quiet catalogue.service nginx
systemctl restart catalogue.service
systemctl reload-or-restart nginx

if [ -n "${MAIL:-}" ] && [ ! -f "$CERTIFICATE/fullchain.pem" ]; then
  step "Certificate"
  certbot certonly --webroot --webroot-path /var/www/html --non-interactive --agree-tos --email "$MAIL" --domain "$HOST" \
    --deploy-hook "systemctl reload nginx" || echo "   It got none: see above."
  lay_proxy
  systemctl reload nginx
fi
[ -f "$CERTIFICATE/fullchain.pem" ] ||
  echo "   The certificate is its own, which browsers warn of: run it again with MAIL= once $HOST leads here."
echo "It runs: $SITE_URL/   The first administrator: cd $CODE && deploy/manage createsuperuser"
