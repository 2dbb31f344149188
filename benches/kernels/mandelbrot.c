// Mandelbrot set in f64: a tight loop of float arithmetic held in locals, no memory.
#include <stdint.h>

enum { WIDTH = 64, MAX_STEPS = 64 };

int32_t run(int32_t n) {
    uint32_t sum = 0;
    // One image row a round; the row wraps, so that every n costs the same per round.
    for (int32_t round = 0; round < n; round++) {
        double ci = (double)(round % WIDTH) * (2.0 / WIDTH) - 1.0;
        for (int32_t x = 0; x < WIDTH; x++) {
            double cr = (double)x * (3.0 / WIDTH) - 2.0;
            double zr = 0.0, zi = 0.0;
            int32_t steps = 0;
            while (steps < MAX_STEPS) {
                double r2 = zr * zr, i2 = zi * zi;
                if (r2 + i2 > 4.0)
                    break;
                zi = 2.0 * zr * zi + ci;
                zr = r2 - i2 + cr;
                steps++;
            }
            sum = sum * 31 + (uint32_t)steps;
        }
    }
    return (int32_t)sum;
}
