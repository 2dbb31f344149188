// Recursive Fibonacci: calls and returns with almost no work between them.
#include <stdint.h>

static uint32_t fib(uint32_t k) {
    return k < 2 ? k : fib(k - 1) + fib(k - 2);
}

int32_t run(int32_t n) {
    uint32_t sum = 0;
    // The argument changes each round, so that the compiler cannot hoist the call.
    for (int32_t i = 0; i < n; i++)
        sum = sum * 31 + fib(14 + (i & 3));
    return (int32_t)sum;
}
