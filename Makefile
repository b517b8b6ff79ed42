# The two commands of the project are `make run` and `make test`; CONTRIBUTING.md explains the rest.
SHELL := /bin/sh
PY := .venv/bin/python
PRACTICE := practice
LOCK = $(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
	--no-header --quiet $(LOCKFLAGS)
UV ?= uv

.PHONY: run test setup bench proof torture fuzz pictures seal lock package package-windows \
	package-twice package-windows-twice clean

setup: .venv/.ready

# The stamp makes a second set-up free until the lock, or the set-up itself, changes.
.venv/.ready: requirements/dev.txt packaging/setup-linux.sh
	sh packaging/setup-linux.sh requirements/dev.txt .venv
	@touch $@

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec $(PY) -m gui; \
	fi; \
	set -e; \
	$(PY) -m db demo --directory $(PRACTICE); \
	QT_QPA_PLATFORM=offscreen $(PY) -m gui --database $(PRACTICE)/练习.sqlite \
		--picture $(PRACTICE)/窗口.png; \
	echo "没有显示器：已用练习数据完成填报、审核和导出，结果在 $(CURDIR)/$(PRACTICE)："; \
	ls $(PRACTICE)

test: export QT_QPA_PLATFORM := offscreen
test: setup
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache
	$(PY) -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal

bench: export QT_QPA_PLATFORM := offscreen
bench: setup
	PYTHONPATH=. $(PY) tests/bench

# Needs LibreOffice. RETURNS=50 is quicker.
proof: setup
	$(PY) -m tests.proof $(RETURNS)

# Kills every verb that writes 500 times and looks at what is left. TIMES=50 is quicker. Linux only.
torture: setup
	$(PY) -m tests.torture $(TIMES)

# Every reader of things from outside, SECONDS=30 each; coverage-guided where atheris is installed (Linux):
# .venv/bin/python -m pip install -r requirements/fuzz.txt
fuzz: setup
	$(PY) -m tests.fuzz $(SECONDS)

# Every screen and dialog, at 100 % and 200 %, light and dark; those in the manual also in docs/pictures.
pictures: setup
	$(PY) -m tests.pictures

# After changing a pack: the program judges a pack without its seal in full, at every start of a year.
seal: setup
	$(PY) -m tests.seal

# Needs uv. Keeps the locked versions that still fit; LOCKFLAGS=--upgrade takes the newest.
lock:
	$(LOCK) --output-file requirements/runtime.txt
	$(LOCK) --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt
	$(LOCK) --group package --constraint requirements/runtime.txt --output-file requirements/package.txt

# The .deb and the .tar.xz, in dist/; as root, for it is built in a Debian 11 of its own. packaging/linux/try.sh tries them.
package: setup
	sh packaging/linux/build.sh

# setup.exe and the portable .zip, in dist/, made and tried under Wine; packaging/windows/README.md: on Windows itself.
package-windows: setup
	sh packaging/windows/wine.sh
	sh packaging/windows/try.sh

# The same tree packed twice: fails, and says where, if a byte differs.
package-twice: package
	sh packaging/twice.sh packaging/linux/build.sh '*.deb' '*.tar.xz' '*linux.cdx.json'

package-windows-twice: package-windows
	sh packaging/twice.sh packaging/windows/wine.sh '*setup.exe' '*windows*.zip' '*windows.cdx.json'

clean:
	rm -rf .venv build dist pictures $(PRACTICE) .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
		.ruff_cache
	find gui db resources tests -name __pycache__ -type d -prune -exec rm -rf {} +
