// Edit distance of two words: dynamic programming over one row, minima by comparison.
#include <stdint.h>

enum { LENGTH = 160 };
static uint8_t left[LENGTH], right[LENGTH];
static uint32_t row[LENGTH + 1];

static uint32_t minimum(uint32_t a, uint32_t b) { return a < b ? a : b; }

static uint32_t distance(void) {
    for (uint32_t j = 0; j <= LENGTH; j++)
        row[j] = j;
    for (uint32_t i = 0; i < LENGTH; i++) {
        uint32_t diagonal = row[0];
        row[0] = i + 1;
        for (uint32_t j = 0; j < LENGTH; j++) {
            uint32_t replace = diagonal + (left[i] != right[j]);
            diagonal = row[j + 1];
            row[j + 1] = minimum(replace, minimum(diagonal, row[j]) + 1);
        }
    }
    return row[LENGTH];
}

int32_t run(int32_t n) {
    uint32_t sum = 0, seed = 1;
    for (uint32_t i = 0; i < LENGTH; i++) {
        seed = seed * 1103515245u + 12345u;
        left[i] = 'a' + (seed >> 16) % 6;
        right[i] = 'a' + (seed >> 20) % 6;
    }
    for (int32_t round = 0; round < n; round++) {
        seed = seed * 1103515245u + 12345u;
        right[(seed >> 8) % LENGTH] = 'a' + (seed >> 16) % 6;
        sum = sum * 31 + distance();
    }
    return (int32_t)sum;
}
