// Calls through a table of functions: call_indirect with an unpredictable index.
#include <stdint.h>

typedef uint32_t Action(uint32_t value, uint32_t operand);

static uint32_t add(uint32_t v, uint32_t o) { return v + o; }
static uint32_t subtract(uint32_t v, uint32_t o) { return v - o; }
static uint32_t multiply(uint32_t v, uint32_t o) { return v * (o | 1); }
static uint32_t exclusive(uint32_t v, uint32_t o) { return v ^ o; }
static uint32_t rotate(uint32_t v, uint32_t o) { return v << (o & 31) | v >> (-o & 31); }
static uint32_t larger(uint32_t v, uint32_t o) { return v > o ? v : ~o; }
static uint32_t average(uint32_t v, uint32_t o) { return (v >> 1) + (o >> 1); }
static uint32_t negate(uint32_t v, uint32_t o) { return o - v; }

static Action *const actions[8] = {add,    subtract, multiply, exclusive,
                                   rotate, larger,   average,  negate};

int32_t run(int32_t n) {
    uint32_t sum = 1, seed = 7;
    for (int32_t round = 0; round < n; round++)
        for (int32_t i = 0; i < 256; i++) {
            seed = seed * 1664525u + 1013904223u;
            sum = actions[seed >> 29](sum, seed);
        }
    return (int32_t)sum;
}
