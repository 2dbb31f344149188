// Byte loops as C libraries have them: length, find, compare, fold case, reverse.
#include <stdint.h>

enum { LENGTH = 2000 };
static char text[LENGTH + 1];

static uint32_t length(const char *s) {
    const char *p = s;
    while (*p)
        p++;
    return (uint32_t)(p - s);
}

static const char *find(const char *s, const char *part) {
    for (; *s; s++) {
        uint32_t i = 0;
        while (part[i] && s[i] == part[i])
            i++;
        if (!part[i])
            return s;
    }
    return 0;
}

static void fold(char *s) {
    for (; *s; s++)
        if (*s >= 'A' && *s <= 'Z')
            *s += 'a' - 'A';
}

static void reverse(char *s, uint32_t count) {
    for (uint32_t i = 0, j = count; i + 1 < j; i++) {
        j--;
        char t = s[i];
        s[i] = s[j];
        s[j] = t;
    }
}

static uint32_t words(const char *s) {
    uint32_t count = 0, inside = 0;
    for (; *s; s++) {
        uint32_t letter = *s != ' ';
        count += letter & ~inside;
        inside = letter;
    }
    return count;
}

int32_t run(int32_t n) {
    uint32_t sum = 0, seed = 5;
    for (uint32_t i = 0; i < LENGTH; i++) {
        seed = seed * 1664525u + 1013904223u;
        text[i] = seed >> 29 ? (char)("abcdABCD"[(seed >> 16) & 7]) : ' ';
    }
    text[LENGTH] = 0;
    for (int32_t round = 0; round < n; round++) {
        seed = seed * 1664525u + 1013904223u;
        // Blanks as often as at the start, so that late rounds cost what early ones do.
        text[(seed >> 8) % LENGTH] = seed >> 29 ? (char)('A' + (seed >> 29)) : ' ';
        const char *hit = find(text, "dcbabcda");
        sum = sum * 31 + (hit ? (uint32_t)(hit - text) : LENGTH);
        sum = sum * 31 + words(text);
        fold(text);
        reverse(text, length(text));
    }
    return (int32_t)sum;
}
