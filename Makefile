# Each target installs what it needs in a virtual environment in .venv. Only Python 3.11 or newer is required.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo all case deploy test check golden mutants python set-up set-up-deploy set-up-all set-up-dev set-up-site lock wheel-test bench page pages screenshots accuracy people exercises velocity confidence peers heel site release clean

demo: set-up
	$(BIN)/heeldrive demo

# Installs every extra, so that every command of .venv/bin/heeldrive runs.
all: set-up-all

# make deploy DRIVE=/media/me/CIRCUITPY; without DRIVE, the board's drive is searched for.
deploy: set-up-deploy
	$(BIN)/heeldrive deploy $(DRIVE)

test: check
	$(BIN)/python -m pytest -n auto --dist worksteal -q

check: set-up-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

python:
	@$(PYTHON) --version >/dev/null 2>&1 || { echo "$(PYTHON) was not found: install Python 3.11 or newer," \
	  "or name yours, as in  make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Heeldrive needs Python 3.11 or newer and \
	$(PYTHON) is %d.%d: name a newer one, as in  make PYTHON=python3.12" % sys.version_info[:2])'

# Install what the demo needs, what deploying needs, every extra, and what developers need. They do nothing if .venv
# is up to date.
set-up: python
	@$(PYTHON) host_tools/set_up_venv.py board

set-up-deploy: python
	@$(PYTHON) host_tools/set_up_venv.py deploy

set-up-all: python
	@$(PYTHON) host_tools/set_up_venv.py all

set-up-dev: python
	@$(PYTHON) host_tools/set_up_venv.py dev

# Updates constraints.txt, the versions that are installed here.
lock: python
	$(PYTHON) host_tools/renew_constraints.py

# Builds the wheel and tests it in empty environments, with every Python from 3.11 on that is found.
wheel-test: set-up-dev
	$(BIN)/python -m pytest -n auto -q tests/wheel

# Accepts the detector's present events of every session and prints the changes; the commit says why.
golden: set-up-dev
	$(BIN)/python -m pytest -q -n 0 tests/golden --accept-golden

# make mutants COUNT=100 SEED=1: makes small changes to the detector and the firmware, which the tests should
# find. Prints the mutants that no test finds. Takes about ten minutes each.
COUNT ?= 100
SEED ?= 1
mutants: set-up-dev
	$(BIN)/python -m mutants signal firmware --count $(COUNT) --seed $(SEED)

# Measures speed and memory; these are not tests.
bench: set-up-dev
	$(BIN)/python -m bench

# Regenerates the pages, pictures and sessions that are committed; tests fail when they are out of date.
pages: set-up-dev
	$(BIN)/heeldrive settings > firmware/settings.toml
	$(BIN)/heeldrive settings --form markdown > docs/settings.md
	$(BIN)/python -m docs_build.pictures docs/pictures
	$(BIN)/python -m docs_build.readme_accuracy README.md
	$(BIN)/python -m docs_build.display_page docs
	$(BIN)/python -m docs_build.report_picture docs/pictures
	$(BIN)/python -m docs_build.tune_story docs
	$(BIN)/python -m docs_build.making.wiring docs/pictures
	$(BIN)/python -m docs_build.making.parts docs/build-it.md
	$(BIN)/python -m docs_build.event_page docs/file-format.md
	$(BIN)/python -m docs_build.tempo_delay docs/wear-it.md
	$(BIN)/python -m docs_build.power_budget docs/power.md
	$(BIN)/python -c "from heeldrive_lab.simulator import write_library; write_library('recorded_sessions')"

# make case BOARD=feather_rp2350_sox TO=folder: the STL files of a case; installs build123d, 1 GB.
BOARD ?= feather_nrf52840_sense
TO ?= docs/case
case: set-up-dev $(VENV)/case
	$(BIN)/python -m docs_build.making $(BOARD) $(TO)
	$(BIN)/python -m docs_build.making.case_picture docs

# make page SITE=folder: writes the page of docs/page.md, which any web server can serve.
SITE ?= build/page
page: set-up
	$(BIN)/heeldrive page --write $(SITE)

# The pictures of docs/workbench.md and docs/page.md; needs Chromium.
screenshots: set-up-dev
	$(BIN)/python -m docs_build.workbench_screenshots docs/pictures
	$(BIN)/python -m docs_build.page_screenshots docs/pictures

# make accuracy DATASETS=folder: scores the recordings of people, which are not part of the project.
accuracy: set-up-dev
	$(BIN)/heeldrive real $(DATASETS) --write docs/accuracy.md

# make people DATASETS=folder: compares the simulated sessions with the same recordings.
people: set-up-dev
	$(BIN)/heeldrive people $(DATASETS) --write docs/simulator.md

# make exercises DATASETS=folder: studies what distinguishes lunges from other exercises of the same recordings.
exercises: set-up-dev
	$(BIN)/heeldrive exercises $(DATASETS) --write docs/squat-or-lunge.md

# make velocity DATASETS=folder: judges the rise velocity on both simulators and on captured angles.
velocity: set-up-dev
	$(BIN)/heeldrive velocity $(DATASETS) --write docs/velocity.md

# make confidence DATASETS=folder: judges the detector's confidence in its decisions; takes ten minutes.
confidence: set-up-dev
	$(BIN)/heeldrive confidence $(DATASETS) --write docs/confidence.md

# Tunes the baselines on simulated sessions; takes some minutes.
peers: set-up-dev
	$(BIN)/python -m heeldrive_lab.evaluation.baseline_tuning

# Evaluates knee travel on simulated sessions; takes some minutes.
heel: set-up-dev
	$(BIN)/python -m docs_build.knee_travel_study --write docs/heel-drive.md

set-up-site: set-up-dev $(VENV)/site

$(VENV)/site: pyproject.toml constraints.txt | set-up-dev
	$(BIN)/python -m pip install --quiet --group site --constraint constraints.txt
	touch $@

$(VENV)/case: pyproject.toml constraints.txt | set-up-dev
	$(BIN)/python -m pip install --quiet --editable '.[case]' --constraint constraints.txt
	touch $@

# Builds the documentation as a site in build/site; installs Sphinx. Any warning is an error.
site: set-up-site
	rm -rf build/site
	$(BIN)/python -m docs_build.site build/site

# Builds wheel, sdist, a drive for each board, the site and the notes in dist, then tries the wheel elsewhere.
release: set-up-site
	rm -rf dist
	$(BIN)/python -m release dist
	$(BIN)/python -m pytest -q tests/wheel --wheel dist/*.whl -m release

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
