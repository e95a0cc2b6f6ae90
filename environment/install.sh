#!/usr/bin/env bash
# What a fresh Debian 12, Ubuntu 22.04 or later lacks beyond the .NET 10 SDK.
#
#   bash environment/install.sh            what the library, the command line and the notebooks need
#   bash environment/install.sh --tests    and what only the tests use
#
# Running it again changes nothing. It asks for sudo only when something is missing and it is not root.
set -euo pipefail

needed=(
  ca-certificates     # the restore speaks HTTPS (brings OpenSSL's library with it)
  libstdc++6          # libtorch; its version is looked at by LibStdCxx.targets
  libgcc-s1           # libtorch
  libopenjp2-7        # JPEG 2000, in DICOM and in slides
  libcharls2          # JPEG-LS, in DICOM
  fonts-dejavu-core   # Skia finds fonts by itself under /usr/share/fonts, but draws no text where there are none
)
# libtorch brings its own OpenMP, Skia its own FreeType: neither libgomp1 nor fontconfig is needed.

for argument in "$@"; do
  case "$argument" in
    --tests)
      needed+=(
        git               # the repository's own checks ask it which files are tracked
        dcm2niix          # must accept the DICOM series the phantom cohort writes
        dcmtk             # writes CT in every transfer syntax that is read
        libgdcm-tools     # and in JPEG 2000
        dicom3tools       # dciodvfy must find no error in a report's objects
        poppler-utils     # must find one page in a report, its fonts inside
        openslide-tools   # must accept the slides the phantom cohort writes, and read the same pixels
        libvips-tools     # converts slides of other scanners
        libopenjp2-tools  # writes JPEG 2000
        jupyter-notebook  # opens the notebooks with this kernel
        jupyter-client    # lists and starts kernels
        python3-nbclient  # executes notebooks without a browser
        python3-nbconvert # converts them
        python3-nbformat  # says whether a notebook file is valid
        chromium          # the browser the notebooks are opened in
        slurm-wlm         # a cluster of several nodes on this machine alone, for sweeps
        munge             # by which its parts know one another
        shellcheck        # finds nothing in the scripts of sweeps
      )
      command -v node >/dev/null || needed+=(nodejs) # drives the browser
      command -v npm >/dev/null || needed+=(npm)     # brings playwright-core, which speaks to it
      ;;
    *)
      echo "install.sh: '$argument' is not known: give --tests or nothing." >&2
      exit 2
      ;;
  esac
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "install.sh: no apt-get here. Install by hand what these Debian packages hold: ${needed[*]}, and ICU (libicu)." >&2
  exit 1
fi

is_installed() {
  [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

as_root() {
  if [[ "$(id -u)" == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "install.sh: run as root, or install sudo; still to be done: $*" >&2
    exit 1
  fi
}

missing=()
for package in "${needed[@]}"; do
  is_installed "$package" || missing+=("$package")
done

# The SDK itself does not start without ICU, and each release of Debian names that package by ICU's version.
has_icu=true
icu="$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' 'libicu[0-9]*' 2>/dev/null | grep '^installed ' || true)"
if [[ -z "$icu" ]]; then
  has_icu=false
fi

if [[ ${#missing[@]} == 0 && "$has_icu" == true ]]; then
  echo "install.sh: nothing is missing."
else
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update --quiet
  if [[ "$has_icu" == false ]]; then
    icu="$(apt-cache search --names-only '^libicu[0-9]+(t64)?$' | awk '{ print $1 }' | sort --version-sort | tail --lines=1)"
    if [[ -z "$icu" ]]; then
      echo "install.sh: apt knows no libicu package, and the .NET SDK needs one." >&2
      exit 1
    fi
    missing+=("$icu")
  fi
  echo "install.sh: installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
fi

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep --quiet '^10\.'; then
  echo "install.sh: the .NET 10 SDK is not on the PATH; get it from https://dotnet.microsoft.com/download" >&2
  exit 1
fi
