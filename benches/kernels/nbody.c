// Planets under gravity in f64: structures in memory, square roots and divisions.
#include <stdint.h>

enum { BODIES = 5 };
typedef struct {
    double x, y, z, vx, vy, vz, mass;
} Body;
static Body bodies[BODIES];

static void step(double dt) {
    for (int32_t i = 0; i < BODIES; i++) {
        Body *p = &bodies[i];
        for (int32_t j = i + 1; j < BODIES; j++) {
            Body *q = &bodies[j];
            double dx = p->x - q->x, dy = p->y - q->y, dz = p->z - q->z;
            // The softening term keeps bodies that pass closely from flying away.
            double r2 = dx * dx + dy * dy + dz * dz + 0.01;
            double pull = dt / (r2 * __builtin_sqrt(r2));
            p->vx -= dx * q->mass * pull;
            p->vy -= dy * q->mass * pull;
            p->vz -= dz * q->mass * pull;
            q->vx += dx * p->mass * pull;
            q->vy += dy * p->mass * pull;
            q->vz += dz * p->mass * pull;
        }
    }
    for (int32_t i = 0; i < BODIES; i++) {
        Body *p = &bodies[i];
        p->x += dt * p->vx;
        p->y += dt * p->vy;
        p->z += dt * p->vz;
    }
}

int32_t run(int32_t n) {
    for (int32_t i = 0; i < BODIES; i++) {
        double k = (double)i;
        bodies[i] = (Body){k * 1.5, k * 0.25 - 0.5, 0.1 * k,
                           0.05 * k, 0.9 - 0.3 * k, 0.02 * k,
                           i == 0 ? 10.0 : 0.1 / k};
    }
    for (int32_t i = 0; i < n; i++)
        step(0.001);
    double sum = 0.0;
    for (int32_t i = 0; i < BODIES; i++)
        sum += bodies[i].x * 3.0 + bodies[i].y * 5.0 + bodies[i].z * 7.0;
    return (int32_t)(uint32_t)(int64_t)(sum * 1.0e6);
}
