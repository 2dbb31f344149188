// memory.copy and memory.fill of 8 bytes to 2 KiB, as libraries call them: mostly short.
#include <stdint.h>

enum { AREA = 1 << 14 };
static uint8_t area[AREA];

int32_t run(int32_t n) {
    uint32_t sum = 0, seed = 3;
    for (uint32_t i = 0; i < AREA; i++)
        area[i] = (uint8_t)(i * 7);
    for (int32_t round = 0; round < n; round++)
        for (int32_t i = 0; i < 64; i++) {
            seed = seed * 1664525u + 1013904223u;
            // Sizes spread over the powers of two from 8 to 1024.
            uint32_t scale = 8u << ((seed >> 29) & 7);
            uint32_t length = scale + ((seed >> 8) & (scale - 1));
            uint32_t to = (seed >> 4) % (AREA / 2 - 2048);
            uint32_t from = (seed >> 12) % (AREA / 2 - 2048);
            if (i & 1)
                __builtin_memcpy(area + AREA / 2 + to, area + from, length);
            else if (i & 2)
                __builtin_memmove(area + to, area + from, length);
            else
                __builtin_memset(area + AREA / 2 + from, (int)i, length / 2);
            sum = sum * 31 + area[to] + area[AREA / 2 + to];
        }
    return (int32_t)sum;
}
