// Dense matrix product in f64: loads at computed addresses, multiply and add.
#include <stdint.h>

enum { SIZE = 40 };
static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

int32_t run(int32_t n) {
    for (int32_t i = 0; i < SIZE; i++)
        for (int32_t j = 0; j < SIZE; j++) {
            a[i][j] = (double)((i * 7 + j * 3) % 11) - 5.0;
            b[i][j] = (double)((i * 5 + j * 2) % 13) - 6.0;
            c[i][j] = 0.0;
        }
    for (int32_t round = 0; round < n; round++) {
        for (int32_t i = 0; i < SIZE; i++)
            for (int32_t j = 0; j < SIZE; j++) {
                double dot = 0.0;
                for (int32_t k = 0; k < SIZE; k++)
                    dot += a[i][k] * b[k][j];
                c[i][j] += dot;
            }
        // Each product reads a different matrix.
        a[round % SIZE][(round * 3) % SIZE] += 1.0;
    }
    double trace = 0.0;
    for (int32_t i = 0; i < SIZE; i++)
        for (int32_t j = 0; j < SIZE; j++)
            trace += c[i][j] * (double)(i - 2 * j);
    return (int32_t)(uint32_t)(int64_t)trace;
}
