#!/bin/sh
# Builds `threads.wasm`. Needs clang and wasm-ld 14 or newer; no library.
set -eu
cd "$(dirname "$0")"

"${CLANG:-clang}" --target=wasm32 -matomics -mbulk-memory -O2 -std=c11 -Wall -Wextra -Werror \
    -nostdlib -ffreestanding -Wl,--no-entry -Wl,--import-memory -Wl,--shared-memory \
    -Wl,--max-memory=131072 -Wl,--strip-debug -o threads.wasm threads.c
