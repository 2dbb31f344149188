// Quicksort of pseudo-random integers: unpredictable branches, swaps, some recursion.
#include <stdint.h>

enum { COUNT = 4096, SMALL = 12 };
static uint32_t items[COUNT];

static void insertion_sort(int32_t low, int32_t high) {
    for (int32_t i = low + 1; i <= high; i++) {
        uint32_t item = items[i];
        int32_t j = i;
        for (; j > low && items[j - 1] > item; j--)
            items[j] = items[j - 1];
        items[j] = item;
    }
}

static void sort(int32_t low, int32_t high) {
    while (high - low >= SMALL) {
        uint32_t pivot = items[low + (high - low) / 2];
        int32_t i = low - 1, j = high + 1;
        for (;;) {
            do i++; while (items[i] < pivot);
            do j--; while (items[j] > pivot);
            if (i >= j)
                break;
            uint32_t t = items[i];
            items[i] = items[j];
            items[j] = t;
        }
        // The smaller part by recursion, so that its depth stays logarithmic.
        if (j - low < high - j) {
            sort(low, j);
            low = j + 1;
        } else {
            sort(j + 1, high);
            high = j;
        }
    }
    insertion_sort(low, high);
}

int32_t run(int32_t n) {
    uint32_t sum = 0, seed = 12345;
    for (int32_t round = 0; round < n; round++) {
        for (int32_t i = 0; i < COUNT; i++) {
            seed = seed * 1664525u + 1013904223u;
            items[i] = seed >> 8;
        }
        sort(0, COUNT - 1);
        for (int32_t i = 1; i < COUNT; i++)
            sum = sum * 31 + (items[i - 1] <= items[i] ? items[i] : 1u);
    }
    return (int32_t)sum;
}
