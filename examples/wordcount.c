// wordcount [FILE...]: counts the lines, words and bytes of files, or of standard input,
// and prints them as wc does.
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    unsigned long long lines, words, bytes;
} Counts;

// Returns 0, or -1 after a read error.
static int count(FILE *file, Counts *counts) {
    static unsigned char buffer[64 * 1024];
    int in_word = 0;
    size_t length;
    while ((length = fread(buffer, 1, sizeof buffer, file)) > 0) {
        counts->bytes += length;
        for (size_t i = 0; i < length; i++) {
            int blank = isspace(buffer[i]) != 0;
            counts->lines += buffer[i] == '\n';
            counts->words += !blank && !in_word;
            in_word = !blank;
        }
    }
    return ferror(file) ? -1 : 0;
}

static void print(const Counts *counts, const char *name) {
    printf("%7llu %7llu %7llu", counts->lines, counts->words, counts->bytes);
    if (name != NULL)
        printf(" %s", name);
    printf("\n");
}

int main(int argc, char **argv) {
    if (argc < 2) {
        Counts counts = {0};
        if (count(stdin, &counts) != 0) {
            fprintf(stderr, "wordcount: %s\n", strerror(errno));
            return 1;
        }
        print(&counts, NULL);
        return 0;
    }

    int status = 0;
    Counts total = {0};
    for (int i = 1; i < argc; i++) {
        Counts counts = {0};
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL || count(file, &counts) != 0) {
            // Like wc: report it, and go on with the next file.
            fprintf(stderr, "wordcount: %s: %s\n", argv[i], strerror(errno));
            status = 1;
        } else {
            print(&counts, argv[i]);
        }
        if (file != NULL)
            fclose(file);
        total.lines += counts.lines;
        total.words += counts.words;
        total.bytes += counts.bytes;
    }
    if (argc > 2)
        print(&total, "total");
    return status;
}
