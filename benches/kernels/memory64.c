// 64-bit addresses: a binary heap and a walk through a table of pointers.
#include <stdint.h>

enum { COUNT = 2048 };
static uint32_t heap[COUNT];
static uint32_t *places[COUNT];

static void sink(uint64_t at, uint64_t end) {
    uint32_t moving = heap[at];
    for (uint64_t child; (child = 2 * at + 1) < end; at = child) {
        if (child + 1 < end && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= moving)
            break;
        heap[at] = heap[child];
    }
    heap[at] = moving;
}

int32_t run(int32_t n) {
    uint32_t noise = 1, sum = 0;
    for (int32_t turn = 0; turn < n; turn++) {
        for (uint64_t i = 0; i < COUNT; i++) {
            noise = noise * 1664525 + 1013904223;
            heap[i] = noise >> 8;
            places[i] = &heap[(noise >> 16) % COUNT];
        }
        for (uint64_t i = COUNT / 2; i-- > 0;)
            sink(i, COUNT);
        for (uint64_t end = COUNT; end > 1;) {
            uint32_t top = heap[0];
            heap[0] = heap[--end];
            heap[end] = top;
            sink(0, end);
        }
        for (uint64_t i = 0; i < COUNT; i++)
            sum = sum * 33 + *places[i];
    }
    return (int32_t)sum;
}
