# Shared by scripts/demo and scripts/test: say what is being done, install what is missing, keep Python in .venv.
# Meant to be sourced by a bash script that has set -euo pipefail and stands in the project's root.

export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}"
export PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_ROOT_USER_ACTION=ignore

say() {
  printf '\n== %s\n' "$*"
}

give_up() {
  printf '%s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    give_up "These Debian packages are missing: ${missing[*]}. Run this script as root, or install sudo, or install them yourself."
  fi
}

# install_packages PACKAGE... : installs those that are missing, and never removes another package to do so.
install_packages() {
  local package
  missing=()
  if ! command -v dpkg-query >/dev/null; then
    say "This is not Debian: please see to it yourself that these are installed: $*"
    return
  fi
  for package in "$@"; do
    if ! dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep --quiet '^installed$'; then
      missing+=("$package")
    fi
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    say "Debian packages: nothing is missing"
    return
  fi
  say "Debian packages: installing ${missing[*]}"
  as_root apt-get update --quiet
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-remove --no-install-recommends "${missing[@]}"
}

# python_is_usable COMMAND : new enough, able to make a virtual environment, and with the headers that an extension needs.
python_is_usable() {
  command -v "$1" >/dev/null && "$1" - 2>/dev/null <<'PYTHON'
import ensurepip, pathlib, sys, sysconfig, venv
headers = pathlib.Path(sysconfig.get_path("include")) / "Python.h"
sys.exit(not (sys.version_info >= (3, 11) and headers.is_file()))
PYTHON
}

# make_environment : .venv, made anew only where it is missing or broken.
make_environment() {
  local python
  if [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null; then
    say "Python: using .venv"
  else
    for python in python3 /usr/bin/python3; do
      python_is_usable "$python" && break
      python=""
    done
    if [ -z "$python" ]; then
      install_packages python3 python3-venv python3-dev
      python=/usr/bin/python3
      python_is_usable "$python" || give_up "No Python 3.10 or newer with venv and its headers was found."
    fi
    say "Python: making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
  fi
}
