// Compiled to inlined-4.wasm and inlined-5.wasm, in this directory, for V in 4 and 5 by
// clang --target=wasm32 -O2 -g -gdwarf-$V -fdebug-compilation-dir=. -c inlined.c -o i.o
// wasm-ld --no-entry --export=run --export=plain i.o -o inlined-$V.wasm

static inline __attribute__((always_inline)) int divide(int a, int b) {
  return a / b;
}

static inline __attribute__((always_inline)) int middle(int a, int b) {
  return divide(a + 1, b) + 2;
}

__attribute__((noinline)) int plain(int a) {
  if (a > 5)
    __builtin_trap();
  return a;
}

int run(int a, int b) {
  int sum = plain(a);
  sum += middle(a,
                b);
  return sum;
}
