#!/bin/sh
# Builds the programs. Needs, by these variables:
#   LLVM     clang and lld 19 for WebAssembly, with its builtins (Debian: clang-19,
#            lld-19, libclang-rt-19-dev-wasm32, libc++-19-dev-wasm32)
#   SYSROOT  wasi-libc (Debian: wasi-libc, in /usr)
#   RUNTIME  sources of libcxx, libcxxabi and libunwind, in folders of these names
#            (LLVM's own, or the `lib` of a distribution of Zig)
#   WASM_OPT wasm-opt of Binaryen
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
target="--target=wasm32-wasi --sysroot=$SYSROOT -O2"
flags="$target -fwasm-exceptions -mllvm -wasm-enable-eh"
libc="-isystem $SYSROOT/include/wasm32-wasi"
libcxx="-nostdinc++ -isystem $LLVM/include/wasm32-wasi/c++/v1 $libc"
builtins=$LLVM/lib/clang/19/lib/wasi/libclang_rt.builtins-wasm32.a
lib=$SYSROOT/lib/wasm32-wasi

# What the distribution's libc++abi has been built without.
abi="-std=c++23 -D_LIBCPP_BUILDING_LIBRARY -D_LIBCXXABI_BUILDING_LIBRARY -D_LIBCXXABI_HAS_NO_THREADS
     -DLIBCXXABI_NON_DEMANGLING_TERMINATE -DLIBCXX_BUILDING_LIBCXXABI
     -I$RUNTIME/libcxxabi/include -I$RUNTIME/libcxxabi/src -I$RUNTIME/libcxx/src -I$RUNTIME/libunwind/include"
for file in cxa_exception cxa_exception_storage cxa_personality cxa_handlers cxa_default_handlers \
    cxa_aux_runtime cxa_virtual cxa_guard private_typeinfo stdlib_exception stdlib_stdexcept \
    stdlib_typeinfo abort_message fallback_malloc; do
    # shellcheck disable=SC2086
    "$LLVM/bin/clang-19" $flags $libcxx $abi -c "$RUNTIME/libcxxabi/src/$file.cpp" -o "$out/abi_$file.o"
done
# shellcheck disable=SC2086
"$LLVM/bin/clang-19" $flags $libcxx $abi -c "$RUNTIME/libcxx/src/exception.cpp" -o "$out/abi_exception_ptr.o"
# shellcheck disable=SC2086
"$LLVM/bin/clang-19" $flags $libc -DNDEBUG -I"$RUNTIME/libunwind/include" -D_LIBUNWIND_HIDE_SYMBOLS \
    -D_LIBUNWIND_HAS_NO_THREADS -D__WASM_EXCEPTIONS__ -c "$RUNTIME/libunwind/src/Unwind-wasm.c" -o "$out/abi_unwind.o"
# shellcheck disable=SC2086
"$LLVM/bin/clang-19" $flags $libcxx -std=c++23 -c "$here/new.cpp" -o "$out/abi_new.o"
# shellcheck disable=SC2086
"$LLVM/bin/clang-19" $flags $libcxx -std=c++17 -c "$here/exceptions.cpp" -o "$out/exceptions.o"
"$LLVM/bin/wasm-ld" "$lib/crt1.o" -L"$lib" "$out/exceptions.o" "$out"/abi_*.o \
    "$LLVM/lib/wasm32-wasi/libc++.a" -lc "$builtins" --strip-all -o "$here/exceptions-legacy.wasm"

# The folder's setjmp.h stands before wasi-libc's.
for file in setjmp sjlj; do
    # shellcheck disable=SC2086
    "$LLVM/bin/clang-19" $flags -mllvm -wasm-enable-sjlj -isystem "$here" $libc \
        -c "$here/$file.c" -o "$out/$file.o"
done
"$LLVM/bin/wasm-ld" "$lib/crt1.o" -L"$lib" "$out/setjmp.o" "$out/sjlj.o" -lc "$builtins" \
    --strip-all -o "$here/setjmp-legacy.wasm"

for program in exceptions setjmp; do
    "$WASM_OPT" --enable-exception-handling --enable-reference-types --enable-multivalue \
        --enable-bulk-memory --enable-sign-ext --enable-mutable-globals \
        --enable-nontrapping-float-to-int --translate-to-exnref \
        "$here/$program-legacy.wasm" -o "$here/$program-exnref.wasm"
done
rm -r "$out"
