// Deep recursion: a list of 5,000 nodes, folded from its end; two functions call each other.
#include <stdint.h>

enum { NODES = 5000 };
typedef struct Node {
    struct Node *next;
    uint32_t value;
} Node;
static Node nodes[NODES];

static uint32_t odd(const Node *node, uint32_t salt);

__attribute__((noinline)) static uint32_t even(const Node *node, uint32_t salt) {
    if (!node)
        return salt;
    uint32_t behind = odd(node->next, salt + 1);
    return behind * 31 + (node->value ^ salt);
}

__attribute__((noinline)) static uint32_t odd(const Node *node, uint32_t salt) {
    if (!node)
        return ~salt;
    uint32_t behind = even(node->next, salt ^ node->value);
    return (behind >> 3 | behind << 29) + node->value;
}

int32_t run(int32_t n) {
    uint32_t noise = 7, sum = 0;
    for (int i = 0; i < NODES; i++) {
        noise = noise * 1664525 + 1013904223;
        nodes[i].value = noise >> 4;
        nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : 0;
    }
    for (int32_t i = 0; i < n; i++)
        sum = sum * 17 + even(nodes, (uint32_t)i);
    return (int32_t)sum;
}
