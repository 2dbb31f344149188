// Sieve of Eratosthenes over bytes: short store loops with a varying stride.
#include <stdint.h>

enum { LIMIT = 1 << 15 };
static uint8_t composite[LIMIT];

int32_t run(int32_t n) {
    uint32_t sum = 0;
    for (int32_t round = 0; round < n; round++) {
        for (uint32_t i = 0; i < LIMIT; i++)
            composite[i] = 0;
        uint32_t count = 0;
        for (uint32_t i = 2; i < LIMIT; i++) {
            if (composite[i])
                continue;
            count++;
            sum += i ^ (uint32_t)round;
            for (uint32_t j = 2 * i; j < LIMIT; j += i)
                composite[j] = 1;
        }
        sum = sum * 31 + count;
    }
    return (int32_t)sum;
}
