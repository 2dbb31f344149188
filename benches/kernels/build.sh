#!/bin/sh
# Rebuilds wasm/*.wasm from the sources beside this script, or only from those named
# as arguments (fib.c). Needs clang and wasm-ld 14 or newer, a rustc with the standard
# library for wasm32-unknown-unknown, and AssemblyScript. The modules in wasm/ come from
# Debian 12 and version 0.28.20 of AssemblyScript:
#   apt-get install clang lld rustc libstd-rust-dev-wasm32 npm
#   npm install --global assemblyscript@0.28.20
# Texts (*.wat) are not built: the runner assembles them.
# Other versions give other code, so rebuild all kernels or none before a comparison.
set -eu
cd "$(dirname "$0")"

CLANG=${CLANG:-clang}
# Debian's compiler by its full path: a rustup compiler earlier in PATH may lack the target.
RUSTC=${RUSTC:-/usr/bin/rustc}
ASC=${ASC:-asc}

mkdir -p wasm
[ $# -gt 0 ] || set -- *.c *.rs *.ts

for source; do
    name=${source%.*}
    case $source in
    *.c)
        target=wasm32 features=
        case $name in
        vectors) features=-msimd128 ;;
        memory64) target=wasm64 ;;
        esac
        # -mbulk-memory: without a C library, loops that clang turns into memset and
        # memcpy must become instructions. -fno-math-errno: sqrt must as well.
        # -ffp-contract=off: clang folds constants as fused operations otherwise.
        "$CLANG" --target=$target $features -O2 -std=c11 -Wall -Wextra -Werror -ffreestanding \
            -mbulk-memory -fno-math-errno -ffp-contract=off -nostdlib \
            -Wl,--no-entry -Wl,--export=run -o "wasm/$name.wasm" "$source"
        ;;
    *.rs)
        "$RUSTC" --target wasm32-unknown-unknown --edition 2021 --crate-type cdylib \
            -C opt-level=3 -C panic=abort -C strip=debuginfo -D warnings \
            -o "wasm/$name.wasm" "$source"
        ;;
    *.ts)
        "$ASC" "$source" --optimizeLevel 3 --runtime incremental --use abort= \
            --outFile "wasm/$name.wasm"
        ;;
    *)
        echo "build.sh: $source: neither .c nor .rs nor .ts" >&2
        exit 1
        ;;
    esac
    echo "$name: $(wc -c <"wasm/$name.wasm") bytes"
done
