// Linked list in shuffled order: each load needs the one before it; walks and reversals.
#include <stdint.h>

enum { NODES = 4096 };
typedef struct Node {
    struct Node *next;
    uint32_t value;
} Node;
static Node nodes[NODES];
static uint16_t order[NODES];

static Node *build(void) {
    uint32_t seed = 99;
    for (uint32_t i = 0; i < NODES; i++)
        order[i] = (uint16_t)i;
    for (uint32_t i = NODES - 1; i > 0; i--) {
        seed = seed * 1664525u + 1013904223u;
        uint32_t j = (seed >> 8) % (i + 1);
        uint16_t t = order[i];
        order[i] = order[j];
        order[j] = t;
    }
    Node *head = 0;
    for (uint32_t i = 0; i < NODES; i++) {
        Node *node = &nodes[order[i]];
        node->value = i * 2654435761u;
        node->next = head;
        head = node;
    }
    return head;
}

static Node *reverse(Node *node) {
    Node *done = 0;
    while (node) {
        Node *next = node->next;
        node->next = done;
        done = node;
        node = next;
    }
    return done;
}

int32_t run(int32_t n) {
    uint32_t sum = 0;
    Node *head = build();
    for (int32_t round = 0; round < n; round++) {
        uint32_t largest = 0, key = sum;
        for (Node *node = head; node; node = node->next) {
            uint32_t mixed = node->value ^ key;
            if (mixed > largest)
                largest = mixed;
        }
        sum = sum * 31 + largest;
        head = reverse(head);
    }
    return (int32_t)sum;
}
