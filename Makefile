# Sets up an environment of its own in .venv, then runs what is asked for.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --constraint constraints.txt

.PHONY: demo test check format bench recordings pictures clean
.DEFAULT_GOAL := demo

# Asked before anything is made: pip would only find that nothing fits, and leave what it made for the next try.
OLD := Soleus Sense needs Python 3.11 or newer, and this is %s: name another, such as make demo PYTHON=python3.12

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("$(OLD)" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) --editable '.[dev]'
	touch $@ $(VENV)/.run

demo: $(VENV)/.run      ## count a set from a virtual wearable, through the whole Bluetooth path
	$(BIN)/soleus live --demo

test: $(VENV)/.dev      ## run the tests
	$(BIN)/python -m pytest --numprocesses 2 --quiet

check: $(VENV)/.dev     ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright

format: $(VENV)/.dev    ## put the code into house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.run     ## accuracy and speed tables
	$(BIN)/soleus bench

recordings: $(VENV)/.run  ## make the sample recordings again, byte for byte
	$(BIN)/python -m soleus_sense.virtual.sample_recordings recordings

pictures: $(VENV)/.run  ## make the README's pictures again; needs Chromium
	$(BIN)/python docs/make_pictures.py
	$(BIN)/python docs/make_screenshots.py

clean:
	rm -rf $(VENV)
