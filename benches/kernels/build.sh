#!/bin/sh
# Rebuilds wasm/*.wasm from the sources beside this script, or only from those named
# as arguments (fib.c). Needs clang and wasm-ld 14 or newer, and a rustc with the standard
# library for wasm32-unknown-unknown. The modules in wasm/ come from Debian 12:
#   apt-get install clang lld rustc libstd-rust-dev-wasm32
# Other versions give other code, so rebuild all kernels or none before a comparison.
set -eu
cd "$(dirname "$0")"

CLANG=${CLANG:-clang}
# Debian's compiler by its full path: a rustup compiler earlier in PATH may lack the target.
RUSTC=${RUSTC:-/usr/bin/rustc}

mkdir -p wasm
[ $# -gt 0 ] || set -- *.c *.rs

for source; do
    name=${source%.*}
    case $source in
    *.c)
        # -mbulk-memory: without a C library, loops that clang turns into memset and
        # memcpy must become instructions. -fno-math-errno: sqrt must as well.
        # -ffp-contract=off: clang folds constants as fused operations otherwise.
        "$CLANG" --target=wasm32 -O2 -std=c11 -Wall -Wextra -Werror -ffreestanding \
            -mbulk-memory -fno-math-errno -ffp-contract=off -nostdlib \
            -Wl,--no-entry -Wl,--export=run -o "wasm/$name.wasm" "$source"
        ;;
    *.rs)
        "$RUSTC" --target wasm32-unknown-unknown --edition 2021 --crate-type cdylib \
            -C opt-level=3 -C panic=abort -C strip=debuginfo -D warnings \
            -o "wasm/$name.wasm" "$source"
        ;;
    *)
        echo "build.sh: $source: neither .c nor .rs" >&2
        exit 1
        ;;
    esac
    echo "$name: $(wc -c <"wasm/$name.wasm") bytes"
done
