// An interpreter inside the interpreter: a stack machine whose loop is one switch.
#include <stdint.h>

enum { PUSH, LOAD, STORE, ADD, MUL, AND, SHR, LESS, JUMP, JUMP_IF_ZERO, HALT };
enum { BOUND, BEST, I, V, LEN, VARIABLES };
enum { OUTER = 8, INNER = 23, EVEN = 49, COUNT = 56, DONE = 65, NEXT = 76, END = 85 };

// The length of the longest Collatz chain that starts below BOUND.
static const uint8_t program[] = {
    PUSH, 0, STORE, BEST,
    PUSH, 1, STORE, I,
    /* OUTER */ LOAD, I, LOAD, BOUND, LESS, JUMP_IF_ZERO, END,
    LOAD, I, STORE, V,
    PUSH, 0, STORE, LEN,
    /* INNER */ PUSH, 1, LOAD, V, LESS, JUMP_IF_ZERO, DONE,
    LOAD, V, PUSH, 1, AND, JUMP_IF_ZERO, EVEN,
    LOAD, V, PUSH, 3, MUL, PUSH, 1, ADD, STORE, V, JUMP, COUNT,
    /* EVEN */ LOAD, V, PUSH, 1, SHR, STORE, V,
    /* COUNT */ LOAD, LEN, PUSH, 1, ADD, STORE, LEN, JUMP, INNER,
    /* DONE */ LOAD, BEST, LOAD, LEN, LESS, JUMP_IF_ZERO, NEXT,
    LOAD, LEN, STORE, BEST,
    /* NEXT */ LOAD, I, PUSH, 1, ADD, STORE, I, JUMP, OUTER,
    /* END */ HALT,
};
_Static_assert(sizeof program == END + 1, "the labels follow the program text");

static uint32_t execute(const uint8_t *code, uint32_t bound) {
    uint32_t variables[VARIABLES] = {bound};
    uint32_t stack[8], *sp = stack;
    const uint8_t *ip = code;
    for (;;) {
        switch (*ip++) {
        case PUSH: *sp++ = *ip++; break;
        case LOAD: *sp++ = variables[*ip++]; break;
        case STORE: variables[*ip++] = *--sp; break;
        case ADD: sp--; sp[-1] += sp[0]; break;
        case MUL: sp--; sp[-1] *= sp[0]; break;
        case AND: sp--; sp[-1] &= sp[0]; break;
        case SHR: sp--; sp[-1] >>= sp[0]; break;
        case LESS: sp--; sp[-1] = sp[-1] < sp[0]; break;
        case JUMP: ip = code + *ip; break;
        case JUMP_IF_ZERO: ip = *--sp ? ip + 1 : code + *ip; break;
        case HALT: return variables[BEST];
        }
    }
}

int32_t run(int32_t n) {
    uint32_t sum = 0;
    for (int32_t round = 0; round < n; round++)
        sum = sum * 31 + execute(program, 40 + (uint32_t)(round & 7));
    return (int32_t)sum;
}
