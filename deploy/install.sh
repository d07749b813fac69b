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
[ -n "${ROOT:-}" ] || [ "$(id -u)" = 0 ] || { echo "It takes root, or ROOT=/some/folder to see what it does."; exit 1; }
SITE_URL=${SITE_URL:-$(sed -n 's/^SITE_URL=//p' "${ROOT:-}/etc/catalogue/env" 2> /dev/null || true)}
: "${SITE_URL:?Say where readers reach the site: SITE_URL=https://practices.example.org deploy/install.sh}"
HOST=${SITE_URL#https://}
case $HOST in */* | *:* | "$SITE_URL") echo "SITE_URL is $SITE_URL; write it as https://practices.example.org"; exit 1 ;; esac
. deploy/steps.sh

if [ -z "$ROOT" ]; then
  step "Packages"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv nginx openssl curl ${MAIL:+certbot} ${POSTGRESQL:+postgresql} > /dev/null
  step "User"
  id catalogue > /dev/null 2>&1 || useradd --system --home-dir /var/lib/catalogue --shell /usr/sbin/nologin catalogue
fi

mkdir -p "$DATA" "$SETTINGS" "$UNITS" "$SITES" "$ROOT/var/cache/nginx" "$ROOT/run/catalogue" "${DATA}-mirror"
is_new=yes
[ ! -f "$SETTINGS/env" ] || [ ! -f "$UNITS/catalogue.service" ] || is_new=
if [ -n "$is_new" ]; then put_code "$CODE"; else deploy/upgrade.sh; fi

step "Settings"
if [ ! -f "$SETTINGS/env" ]; then
  key=$("$CODE/.venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))')
  (umask 077; placed deploy/env.example | sed -e "s#^SECRET_KEY=.*#SECRET_KEY=$key#" \
    ${POSTGRESQL:+-e "s|^#DATABASE_URL=|DATABASE_URL=|"} > "$SETTINGS/env")
fi

if [ ! -f "$CERTIFICATE/fullchain.pem" ] && [ ! -f "$OWN/fullchain.pem" ]; then
  mkdir -p "$OWN"
  (umask 077; openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" \
    -keyout "$OWN/privkey.pem" -out "$OWN/fullchain.pem" 2> /dev/null)
fi
put_units
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
systemctl enable --quiet --now catalogue.socket catalogue-nightly.timer catalogue-alerts.timer
systemctl enable --quiet catalogue.service nginx
[ -z "$is_new" ] || systemctl restart catalogue.service
systemctl reload-or-restart nginx

if [ -n "${MAIL:-}" ] && [ ! -f "$CERTIFICATE/fullchain.pem" ]; then
  step "Certificate"
  certbot certonly --webroot --webroot-path /var/www/html --non-interactive --agree-tos --email "$MAIL" --domain "$HOST" \
    --deploy-hook "systemctl reload nginx" || echo "   It got none: see above."
  put_proxy
  systemctl reload nginx
fi
[ -f "$CERTIFICATE/fullchain.pem" ] ||
  echo "   The certificate is its own, which browsers warn of: run it again with MAIL= once $HOST leads here."
echo "It runs: $SITE_URL/   The first administrator: cd $CODE && deploy/manage createsuperuser"
