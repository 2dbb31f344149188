#!/bin/sh
# Rebuilds the WASI programs beside this script. Needs clang and wasm-ld 14 or newer, and
# wasi-libc with the compiler runtime for wasm32; on Debian 12:
#   apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32
# Debug information of the C library is left out, names of functions stay.
# fib.wat is text and needs no building.
set -eu
cd "$(dirname "$0")"

CLANG=${CLANG:-clang}

for name in primes wordcount; do
    "$CLANG" --target=wasm32-wasi -O2 -std=c11 -Wall -Wextra -Werror -Wl,--strip-debug \
        -o "$name.wasm" "$name.c"
    echo "$name: $(wc -c <"$name.wasm") bytes"
done
