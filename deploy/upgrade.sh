#!/bin/sh
# Bring an installed catalogue (deploy/install.sh) up to date, or back. As root, in a copy of the new release:
#
#   deploy/upgrade.sh         backup, new code and packages beside the old ones, checks; then, within seconds, the change
#   deploy/upgrade.sh back    the code and packages of before, and the database, if the upgrade had changed its tables
#
# Nothing that runs is touched until everything before the change went well. docs/upgrading.md says more.
# KEY=FILE      the secret key of backups, if the machine has only the public one.
# RESTART=...   restarts the service, for machines without systemd.   ROOT=/some/folder   as in deploy/install.sh.
set -eu
umask 022 # the catalogue's user reads the code
cd "$(dirname "$0")/.."
HOST=$(sed -n 's#^SITE_URL=https://##p' "${ROOT:-}/etc/catalogue/env")
. deploy/steps.sh
BEFORE=$CODE.before NEW=$CODE.new NOTES=$CODE.before/upgrade-notes
RESTART=${RESTART:-systemctl daemon-reload && systemctl restart catalogue.service && systemctl reload nginx}
SOCKET=$ROOT/run/catalogue/catalogue.sock

manage() { release=$1 && shift && SETTINGS=$SETTINGS/env "$release/deploy/manage" "$@"; }
stop() { echo "$*" >&2; exit 1; }
room() { [ "$(df -Pk "$1" | awk 'NR == 2 { print $4 }')" -gt "$2" ] || stop "Less than $(($2 / 1000)) MB are free for $1. Nothing was changed."; }
is_ready() { curl --silent --fail --output /dev/null --max-time 5 --unix-socket "$SOCKET" --header "Host: $HOST" \
  --header "X-Forwarded-Proto: https" http://localhost/readyz; }
restart() {
  step "Restart; who asks meanwhile waits"
  began=$(date +%s)
  sh -c "$RESTART" || stop "It does not start: journalctl -u catalogue. The way back: deploy/upgrade.sh back"
  until is_ready; do
    [ $(($(date +%s) - began)) -lt 900 ] || stop "It is not ready: journalctl -u catalogue. The way back: deploy/upgrade.sh back"
    sleep 0.2
  done
  echo "   Ready after $(($(date +%s) - began)) seconds."
}

if [ "${1:-}" = back ]; then
  [ -f "$NOTES" ] || stop "There is no release before this one in $BEFORE."
  . "$NOTES"
  step "The code and packages of before"
  rm -rf "$NEW" && mv "$CODE" "$NEW" && mv "$BEFORE" "$CODE" && rm "$CODE/upgrade-notes"
  (cd "$CODE" && put_units)
  if [ "$MIGRATED" = yes ]; then
    step "The database of before, from $BACKUP. What was saved since then is kept aside; the site says where:"
    manage "$CODE" restore ${KEY:+--key "$KEY"} --overwrite --site "$HOST" "$BACKUP"
  fi
  restart
  exit
fi

[ -f "$CODE/manage.py" ] || stop "There is no catalogue in $CODE: deploy/install.sh installs one."
[ "$(pwd)" != "$CODE" ] || stop "Run it in a copy of the new release, not in $CODE."
step "Room"
room "$(dirname "$CODE")" $((200000 + $(du -sk "$CODE" | cut -f1)))
size=$([ ! -f "$DATA/catalogue.sqlite3" ] || du -k "$DATA/catalogue.sqlite3" | cut -f1)
room "$DATA" $((200000 + 3 * ${size:-0}))
put_code "$NEW"
step "Checks of the new release with this machine's settings"
manage "$NEW" check --deploy --database default || stop "The new release does not fit. Nothing was changed."
MIGRATED=no
manage "$NEW" migrate --check > /dev/null 2>&1 || MIGRATED=yes
step "Backup, by the release that runs, and a try of it"
made=$(manage "$CODE" backup) || stop "The backup failed. Nothing was changed."
echo "$made"
BACKUP=$(echo "$made" | sed -n '1s/ ([0-9]* bytes).*//p')
manage "$CODE" backup ${KEY:+--key "$KEY"} --verify "$BACKUP" || stop "The backup can't be restored. Nothing was changed."
manage "$NEW" collectstatic --noinput -v 0 # what takes longest of `prepare`; names have hashes, so no page misses one

step "The change"
rm -rf "$BEFORE"
printf 'BACKUP=%s MIGRATED=%s\n' "$BACKUP" "$MIGRATED" > "$CODE/upgrade-notes"
mv "$CODE" "$BEFORE" && mv "$NEW" "$CODE"
put_units
restart
manage "$CODE" doctor || true
echo "It runs. The way back, which loses what is saved from now on if tables have changed ($MIGRATED): deploy/upgrade.sh back"
