.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test coverage bench images lint lock .system-demo .system-test .browser

# Both may be given: `make demo PORT=8080 PYTHON=python3.12`.
PORT ?= 8000
PYTHON ?= python3
export PYTHON

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# `uv`, where it is on PATH, reads the same lock files and is faster than pip.
UV := $(shell command -v uv 2>/dev/null)

help:
	@echo "make demo    the site with demo data on http://127.0.0.1:$(PORT), accounts printed"
	@echo "make test    style, imports, types, migrations, then the suite on SQLite and on PostgreSQL (AMPLEUR=5: more cases)"
	@echo "make coverage the branches of the rules that the tests take"
	@echo "make bench   times parcours files, PDFs, the pages and files of all of France, and prints the tables"
	@echo "make images  takes again the pictures of the help pages, in static/aide"
	@echo "make lint    style, imports and types only"
	@echo "make lock    writes requirements*.txt from pyproject.toml, with the newest versions"

# --- Set-up -----------------------------------------------------------------------------------------------------

.system-demo:
	@.ci/install-system-packages demo

.system-test:
	@.ci/install-system-packages test

$(BIN)/python:
	@.ci/install-system-packages demo
	@echo "Creating the virtual environment .venv"
	@$(if $(UV),$(UV) venv --quiet --seed --python "$(PYTHON)" .venv,$(PYTHON) -m venv .venv)

define install
	@echo "Installing $(1)"
	@$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet \
	    --disable-pip-version-check --use-pep517) --require-hashes -r $(1)
	@touch $@
endef

.venv/.runtime: requirements.txt | $(BIN)/python
	$(call install,$<)

.venv/.dev: requirements-dev.txt | $(BIN)/python
	$(call install,$<)

# --- Demo -------------------------------------------------------------------------------------------------------

.env:
	@echo "Writing .env (a secret key and a demo password for this machine)"
	@umask 077; $(PYTHON) -c 'import secrets, string; \
	    words = ["".join(secrets.choice(string.ascii_lowercase) for _ in range(5)) for _ in range(3)]; \
	    print("SECRET_KEY=" + secrets.token_urlsafe(50), "DEBUG=false", "HTTPS=false", \
	          "DEMO_MOT_DE_PASSE=" + "-".join(words), sep="\n")' > $@

# The demo's own today: a few weeks after its rapports of 2021 were due, and after all that its data tell.
AUJOURDHUI := 2022-04-28

# The parts of the DSFR that no page uses: half of the files, and of the time.
UNUSED := dsfr/dist/analytics/* dsfr/dist/artwork/pictograms/* dsfr/dist/component/* dsfr/dist/core/* \
    dsfr/dist/dsfr.* dsfr/dist/layout/* dsfr/dist/scheme/* dsfr/dist/utility/colors/* \
    dsfr/dist/utility/pictograms/* dsfr/dist/utility/utility.* django-dsfr \
    *.legacy.* *.main.min.css *.print.min.css *.nomodule.* *.md *.scss

# The manifest is the last file collectstatic writes.
staticfiles/staticfiles.json: .venv/.runtime config/settings.py Makefile $(shell find static -type f) | .env
	@echo "Collecting static files"
	@DEBUG=false $(MANAGE) collectstatic --no-input --clear --verbosity 0 $(foreach p,$(UNUSED),--ignore '$(p)')

# Whatever .env says, the demo runs as production does, over plain HTTP: the site, and one worker for what takes time;
# both stop together.
demo: export DEBUG := false
demo: export HTTPS := false
demo: export SITE_URL := http://127.0.0.1:$(PORT)
demo: .system-demo .venv/.runtime .env staticfiles/staticfiles.json
	@mkdir -p var
	@grep -q '^DEMO_AUJOURDHUI=' .env || \
	    printf 'DEMO_AUJOURDHUI=%s\nDEMO_DEPUIS=%s\n' $(AUJOURDHUI) "$$(date +%F)" >> .env
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) charger_territoires
	@$(MANAGE) charger_referentiels
	@$(MANAGE) donnees_demo --departements 6 --graine 2021
	@$(MANAGE) prevenir
	@echo
	@echo "CALPAE: http://127.0.0.1:$(PORT) (Ctrl-C stops it)"
	@$(BIN)/gunicorn config.wsgi:application --bind 127.0.0.1:$(PORT) --workers 2 --timeout 120 \
	    --no-control-socket --log-level warning & site=$$!; \
	$(MANAGE) travailler & travailleur=$$!; \
	trap 'kill $$site $$travailleur 2>/dev/null' INT TERM HUP; \
	wait $$site; kill $$travailleur 2>/dev/null; wait

# --- Checks -----------------------------------------------------------------------------------------------------

# Every variable of .env.example, so that the .env of this machine changes nothing.
test bench lint coverage images: export SECRET_KEY := only-for-tests-0123456789-0123456789-0123456789-0123456789
test lint coverage: export DEBUG := true
bench: export DEBUG := false
test bench lint coverage images: export HTTPS := false
test bench lint coverage images: export ALLOWED_HOSTS := 127.0.0.1,localhost
test bench lint coverage images: export CSRF_TRUSTED_ORIGINS :=
test bench lint coverage images: export BEHIND_PROXY := false
test bench lint coverage images: export CONN_MAX_AGE := 60
test bench lint coverage images: export TIME_ZONE := Europe/Paris
test bench lint coverage images: export UPLOAD_MAX_BYTES := 400000000
test bench lint coverage images: export DEPOTS_DIR := $(CURDIR)/var/depots
test bench lint coverage images: export SILENCE_MAX := 60
test bench lint coverage images: export API_APPELS_PAR_MINUTE := 120
test bench lint coverage images: export SESSION_COOKIE_AGE := 43200
test bench lint coverage images: export EMAIL_URL := consolemail://
test bench lint coverage images: export DEFAULT_FROM_EMAIL := CALPAE <ne-pas-repondre@localhost>
test bench lint coverage images: export SITE_URL := http://127.0.0.1:8000
test bench lint coverage images: export LOG_LEVEL := WARNING
test bench lint coverage images: export EXPLOITANT_ACCESSIBILITE :=
test bench lint coverage images: export EXPLOITANT_DELEGUE :=
test bench lint coverage images: export EXPLOITANT_CONTACT :=
test bench lint coverage images: export EXPLOITANT_HEBERGEUR :=
test bench lint coverage images: export EXPLOITANT_DIRECTEUR :=
test bench lint coverage images: export EXPLOITANT_EDITEUR :=
test bench lint coverage images: export DEMO_MOT_DE_PASSE :=
test bench lint coverage images: export DEMO_AUJOURDHUI :=
test bench lint coverage images: export DEMO_DEPUIS :=

# The caller's DATABASE_URL serves the PostgreSQL run, if that is what it names; else a server is made for the run.
POSTGRESQL := $(if $(filter postgres%,$(DATABASE_URL)),,.ci/with-postgresql)
SQLITE := DATABASE_URL=sqlite:///:memory:

lint: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djhtml --check --tabwidth 2 templates

.browser: .venv/.dev
	@.ci/find-browser >/dev/null || $(BIN)/playwright install --with-deps chromium

PYTEST := $(BIN)/pytest -n 2 --durations 10 --dist worksteal

test: .system-test lint .browser
	$(SQLITE) $(MANAGE) makemigrations --check --dry-run
	$(SQLITE) $(PYTEST) --une-fois -m "not navigateur"
	$(POSTGRESQL) $(PYTEST) --une-fois --migrations

# Apart from `make test`, which it would slow.
coverage: .system-test .venv/.dev
	@mkdir -p var/couverture && rm -f var/couverture/*
	$(SQLITE) $(BIN)/coverage run --include="$$($(BIN)/python -m tests.regles)" \
	    -m pytest -q -n 2 --dist worksteal -m "not navigateur"
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: .system-test .venv/.runtime staticfiles/staticfiles.json
	@$(BIN)/python tests/bench/bench.py
	@rm -rf var/bench && mkdir -p var/bench
	@DATABASE_URL=sqlite:///$(CURDIR)/var/bench/france.sqlite3 tests/bench/france.sh
	@.ci/with-postgresql tests/bench/france.sh

images: .system-test .browser
	IMAGES=1 $(SQLITE) $(BIN)/pytest -q tests/navigateur/test_aide.py

# --- Dependencies -----------------------------------------------------------------------------------------------

COMPILE = $(or $(UV),$(BIN)/uv) pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# The lock files name no index and no directory: they install from wherever this machine takes its packages.
lock: $(if $(UV),,$(BIN)/python)
	@$(if $(UV),,$(BIN)/python -m pip install --quiet --disable-pip-version-check uv)
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt
