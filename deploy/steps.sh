# What installing and upgrading have in common. Read by both, in a copy of the repository, with HOST set.
ROOT=${ROOT:-}
CODE=$ROOT/opt/catalogue DATA=$ROOT/var/lib/catalogue SETTINGS=$ROOT/etc/catalogue UNITS=$ROOT/etc/systemd/system
SITES=$ROOT/etc/nginx/sites-enabled CERTIFICATE=$ROOT/etc/letsencrypt/live/$HOST OWN=$SETTINGS/certificate

step() { echo "== $*"; }

# With ROOT the files name its folders, too.
placed() { sed -e "s#practices\.example\.org#$HOST#g" -e "s#/opt/catalogue#$CODE#g" -e "s#/etc/catalogue#$SETTINGS#g" \
  -e "s#/etc/letsencrypt#$ROOT/etc/letsencrypt#g" -e "s#/var/lib/catalogue#$DATA#g" -e "s#/run/catalogue/#$ROOT/run/catalogue/#g" \
  -e "s#/var/cache/nginx#$ROOT/var/cache/nginx#g" "$1"; }

# The code and its packages, by the lock, into a folder that nothing uses yet. It can be renamed: all is started by
# `.venv/bin/python -m`, which finds its packages beside itself.
put_code() {
  step "Code"
  rm -rf "$1" && mkdir -p "$1"
  tar --create --exclude=./.git --exclude=./.venv --exclude=./var --exclude=__pycache__ . |
    tar --extract --no-same-owner --directory "$1"
  step "Python packages, by the lock"
  python3 -m venv "$1/.venv"
  "$1/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    -r "$1/requirements.txt" -r "$1/requirements-shared.txt"
  "$1/.venv/bin/python" -m compileall -q -s "$1" -p "$CODE" "$1/catalogue" "$1/practices"
}

put_units() {
  step "Services and proxy"
  for unit in catalogue.socket catalogue.service catalogue-nightly.service catalogue-nightly.timer catalogue-alerts.service \
    catalogue-alerts.timer; do
    placed deploy/$unit > "$UNITS/$unit"
  done
  for unit in catalogue.service catalogue-nightly.service catalogue-alerts.service; do
    mkdir -p "$UNITS/$unit.d" && placed deploy/hardening.conf > "$UNITS/$unit.d/hardening.conf"
  done
  put_proxy
}

put_proxy() {
  [ -f "$CERTIFICATE/fullchain.pem" ] && shown=$CERTIFICATE || shown=$OWN
  placed deploy/nginx.conf | sed "s#$CERTIFICATE#$shown#" > "$SITES/catalogue"
}
