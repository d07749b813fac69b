#!/bin/sh
# Bring the catalogue onto a bare Debian machine. Where it is, upgrade it. As root, in a copy of
# the repository:
#
#   SITE_URL=https://practices.example.org deploy/install.sh
#
# MAIL=operator@example.org  gets a certificate by certbot; without it one is made that browsers warn of.
# POSTGRESQL=yes             makes a PostgreSQL database on this machine; without it the site has SQLite.
# ROOT=/some/folder          installs below this folder, without packages, users and services: to see what it does.
set -eu
cd "$(dirname "$0")/.."
: "${SITE_URL:?Say where readers reach the site: SITE_URL=https://practices.example.org deploy/install.sh}"
HOST=${SITE_URL#https://}
case $HOST in */* | *:* | "$SITE_URL") echo "SITE_URL is $SITE_URL; write it as https://practices.example.org"; exit 1 ;; esac
. deploy/steps.sh
CERTIFICATE=$ROOT/etc/letsencrypt/live/$HOST

if [ -z "$ROOT" ]; then
  step "Packages"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv nginx openssl ${MAIL:+certbot} ${POSTGRESQL:+postgresql} > /dev/null
  step "User"
  id catalogue > /dev/null 2>&1 || useradd --system --home-dir /var/lib/catalogue --shell /usr/sbin/nologin catalogue
fi

mkdir -p "$DATA" "$SETTINGS" "$UNITS" "$SITES" "$ROOT/var/cache/nginx" "$ROOT/run/catalogue" "${DATA}-mirror"
if [ -f "$SETTINGS/env" ] && [ -f "$UNITS/catalogue.service" ]; then deploy/upgrade.sh; else put_code "$CODE"; fi

step "Settings"
if [ ! -f "$SETTINGS/env" ]; then
  key=$("$CODE/.venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))')
  (umask 077; placed deploy/env.example | sed -e "s#^SECRET_KEY=.*#SECRET_KEY=$key#" \
    ${POSTGRESQL:+-e "s|^#DATABASE_URL=|DATABASE_URL=|"} > "$SETTINGS/env")
fi

put_units
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
