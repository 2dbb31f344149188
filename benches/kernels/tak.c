// Takeuchi's function: calls with three arguments, arguments shuffled between calls.
#include <stdint.h>

static int32_t tak(int32_t x, int32_t y, int32_t z) {
    if (y >= x)
        return z;
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

int32_t run(int32_t n) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum = sum * 31 + (uint32_t)tak(12 + (i & 1), 8, 4);
    return (int32_t)sum;
}
