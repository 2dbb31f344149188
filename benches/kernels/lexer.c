// Splits program text into tokens: a state machine whose switch becomes br_table.
#include <stdint.h>

enum { LENGTH = 4096 };
static char text[LENGTH + 1];

typedef enum { BLANK, WORD, NUMBER, FRACTION, STRING, ESCAPE, SLASH, LINE, BLOCK, STAR } State;

static void generate(uint32_t seed) {
    static const char *const pieces[] = {
        "while", " ", "(count_1", " < ", "3.25)", "\n", "\"text\\\"\"", "; ",
        "// remark\n", "/* a ** b */", "x=", "1024", "/2", "{", "}\n", "return ",
    };
    uint32_t at = 0;
    while (at < LENGTH) {
        seed = seed * 1664525u + 1013904223u;
        for (const char *p = pieces[seed >> 28]; *p && at < LENGTH; p++)
            text[at++] = *p;
    }
    text[LENGTH] = 0;
}

static int is_letter(uint32_t c) { return (c | 32) - 'a' < 26 || c == '_'; }
static int is_digit(uint32_t c) { return c - '0' < 10; }

static uint32_t lex(void) {
    uint32_t hash = 0, words = 0, numbers = 0, strings = 0, comments = 0, signs = 0;
    State state = BLANK;
    const char *p = text;
    // A character that ends a token is looked at again in the state BLANK.
    for (uint32_t c; (c = (uint8_t)*p) != 0;) {
        switch (state) {
        case BLANK:
            p++;
            if (is_letter(c))
                state = WORD, hash = hash * 33 + c;
            else if (is_digit(c))
                state = NUMBER;
            else if (c == '"')
                state = STRING;
            else if (c == '/')
                state = SLASH;
            else if (c > ' ')
                signs++;
            break;
        case WORD:
            if (is_letter(c) || is_digit(c))
                p++, hash = hash * 33 + c;
            else
                words++, state = BLANK;
            break;
        case NUMBER:
            if (is_digit(c))
                p++;
            else if (c == '.')
                p++, state = FRACTION;
            else
                numbers++, state = BLANK;
            break;
        case FRACTION:
            if (is_digit(c))
                p++;
            else
                numbers += 2, state = BLANK;
            break;
        case STRING:
            p++;
            if (c == '\\')
                state = ESCAPE;
            else if (c == '"')
                strings++, state = BLANK;
            break;
        case ESCAPE:
            p++, state = STRING;
            break;
        case SLASH:
            if (c == '/')
                p++, state = LINE;
            else if (c == '*')
                p++, state = BLOCK;
            else
                signs++, state = BLANK;
            break;
        case LINE:
            p++;
            if (c == '\n')
                comments++, state = BLANK;
            break;
        case BLOCK:
            p++;
            if (c == '*')
                state = STAR;
            break;
        case STAR:
            p++;
            if (c == '/')
                comments++, state = BLANK;
            else if (c != '*')
                state = BLOCK;
            break;
        }
    }
    return hash ^ words * 3 ^ numbers << 8 ^ strings << 14 ^ comments << 20 ^ signs << 25;
}

int32_t run(int32_t n) {
    uint32_t sum = 0;
    generate(11);
    for (int32_t round = 0; round < n; round++) {
        text[(uint32_t)(round * 37) % LENGTH] = "a1 =\n"[round % 5];
        sum = sum * 31 + lex();
    }
    return (int32_t)sum;
}
