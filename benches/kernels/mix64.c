// 64-bit mixing of a counter: i64 multiplications, shifts and rotations by constants.
#include <stdint.h>

static uint64_t rotl(uint64_t x, int by) { return x << by | x >> (64 - by); }

static uint64_t scramble(uint64_t x) {
    x ^= x >> 31;
    x *= 0x9e3779b97f4a7c15u;
    x ^= x >> 29;
    x *= 0xd6e8feb86659fd93u;
    return x ^ x >> 32;
}

int32_t run(int32_t n) {
    uint64_t a = 1, b = 2, c = 3;
    for (int32_t round = 0; round < n; round++) {
        for (uint64_t i = 0; i < 256; i++) {
            a += scramble(i + b);
            b = rotl(b ^ a, 23) * 5 + 0x52dce729;
            c = (c + b) ^ rotl(a, 41);
        }
    }
    uint64_t sum = scramble(a ^ b ^ c);
    return (int32_t)(uint32_t)(sum ^ sum >> 32);
}
