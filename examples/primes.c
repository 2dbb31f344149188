// primes N...: prints the N-th prime of each argument; the first prime is 2.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

// The sieve for this one takes 42 MB.
enum { LARGEST_N = 2000000 };

// An upper bound of the n-th prime: n * (ln n + ln ln n) from n = 6 on, with the number
// of binary digits of n as a bound of that sum that needs no logarithm.
static size_t bound(size_t n) {
    size_t digits = 0;
    for (size_t rest = n; rest > 0; rest /= 2)
        digits++;
    return n * digits + 5;
}

// The n-th prime, or 0 when there is not enough memory.
static size_t nth_prime(size_t n) {
    size_t limit = bound(n);
    char *composite = calloc(limit + 1, 1);
    if (composite == NULL)
        return 0;
    size_t prime = 0;
    for (size_t i = 2; i <= limit && n > 0; i++) {
        if (composite[i])
            continue;
        prime = i;
        n--;
        if (i <= limit / i)
            for (size_t j = i * i; j <= limit; j += i)
                composite[j] = 1;
    }
    free(composite);
    return prime;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: primes N...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        char *end;
        errno = 0;
        long n = strtol(argv[i], &end, 10);
        if (errno != 0 || end == argv[i] || *end != '\0' || n < 1 || n > LARGEST_N) {
            fprintf(stderr, "primes: %s: not a number from 1 to %d\n", argv[i], LARGEST_N);
            return 2;
        }
        size_t prime = nth_prime((size_t)n);
        if (prime == 0) {
            fprintf(stderr, "primes: out of memory\n");
            return 1;
        }
        printf("%zu\n", prime);
    }
    return 0;
}
