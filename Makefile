# Thin front for CMake: every target is a line or two, the presets are in CMakePresets.json.
# On a fresh Debian 12: `make demo`.

JOBS   ?= $(shell nproc)
PREFIX ?= /usr/local
TRUCE   = build/release/truce

.PHONY: all help packages demo test bench fuzz check pictures install bless clean

all: packages ## build build/release/truce
	@tools/build release

help: ## list these targets
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 18

packages: ## install the packages of apt.txt that are missing
	@tools/install-packages

demo: all ## make a fictional conflict, judge its claims, draw the pictures (build/demo/)
	@tools/demo

test: packages ## unit tests and command tests
	@tools/test core

check: packages ## all that .ci/run does: both compilers, sanitizers, style, fuzz smoke, real data
	@tools/test all

bench: all ## compare speed with the named peers
	@tools/bench

fuzz: packages ## each fuzz target for ten minutes (SECONDS=600)
	@tools/fuzz $(or $(SECONDS),600)

pictures: all ## draw the pictures of the documentation again (docs/pictures/)
	@tools/pictures

bless: all ## accept what the command tests print now; look at the diff before you commit
	@tests/cli/run --bless --truce $(TRUCE)
	@tools/generate --write

install: packages ## install under PREFIX (/usr/local)
	@cmake -S . -B build/install -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O3 -g -DNDEBUG" -DCMAKE_INSTALL_PREFIX=$(PREFIX) -DBUILD_TESTING=OFF >/dev/null
	@cmake --build build/install -j $(JOBS)
	@cmake --install build/install

clean: ## remove build/
	rm -rf build
