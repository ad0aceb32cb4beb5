# `make app` opens Epochlab, `make test` runs its tests; both install what they need into .venv.
PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 5006
PY     := $(VENV)/bin/python
PYTEST ?= -n 2 --dist loadscope
# uv is quick, but it reads none of pip's settings: hand on where pip looks for wheels on disk.
UV_FIND_LINKS ?= $(or $(PIP_FIND_LINKS),$(shell $(PYTHON) -m pip config get global.find-links 2>/dev/null))
export UV_FIND_LINKS
# Many short worker processes would each pay for compiling torch and panel otherwise.
export UV_COMPILE_BYTECODE = 1
# Never without the constraints: a bare range of torch takes a CUDA build of over 5 GB on Linux.
ifeq ($(INSTALLER),pip)
INSTALL = $(PY) -m pip install --disable-pip-version-check -q
else
INSTALL = $(PY) -m uv pip install -q --python $(PY)
endif

.DEFAULT_GOAL := help
.PHONY: help app dev browser test coverage lint format types wheel installed lock clean

help: ## say what each command does
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed 's/:.*## /|/' | \
	  while IFS='|' read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

app: $(VENV)/.all ## install Epochlab and open it in the browser
	$(VENV)/bin/epochlab serve --open --port $(PORT)

dev: $(VENV)/.dev ## install Epochlab with the tools its developers use

browser: ## make sure that there is a Chromium for the browser tests
	@sh .ci/browser

test: $(VENV)/.dev browser ## run every test, browser tests included
	$(PY) -m pytest $(PYTEST)

coverage: $(VENV)/.dev browser ## run every test and list the lines none of them reached
	$(PY) -m coverage erase
	$(PY) -m coverage run -m pytest
	$(PY) -m coverage combine -q
	$(PY) -m coverage report

lint: $(VENV)/.dev ## linter and format check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: $(VENV)/.dev ## repair what the linter and formatter can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: $(VENV)/.dev ## type check
	$(PY) .ci/typing_tree.py
	$(PY) -m basedpyright --warnings

wheel: $(VENV)/bin/uv ## build dist/epochlab-*.tar.gz, and from it the wheel
	rm -rf dist build/lib build/bdist.*
	$(PY) -m uv build -q --out-dir dist

installed: wheel ## install the wheel into a clean environment and import all of it there
	rm -rf build/installed
	$(PYTHON) -m venv build/installed
	$(PY) -m uv pip install -q --python build/installed/bin/python -c constraints.txt dist/*.whl
	cd build && installed/bin/python -I ../.ci/import_installed.py
	cd build && installed/bin/epochlab --version
	rm -rf build/installed

lock: $(VENV)/bin/uv ## choose the newest versions that fit together, for constraints.txt
	$(PY) -m uv pip compile -q --universal --all-extras --no-header --no-annotate --python-version 3.11 \
	  --no-emit-package torch --no-emit-package epochlab -c .ci/torch.txt --upgrade \
	  -o constraints.txt pyproject.toml
	grep -vE '^(nvidia|cuda|triton)[-=]' constraints.txt > constraints.new
	cat .ci/torch.txt >> constraints.new
	mv constraints.new constraints.txt

clean: ## remove everything these commands made
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .coverage*

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --disable-pip-version-check -q uv

$(VENV)/.%: pyproject.toml constraints.txt | $(VENV)/bin/uv
	$(INSTALL) -c constraints.txt -e ".[$*]"
	@touch $@
