// Rays against spheres in f32: vectors passed by value, square roots, early exits.
#include <stdint.h>

typedef struct {
    float x, y, z;
} Vector;
typedef struct {
    Vector centre;
    float radius;
} Sphere;

enum { SPHERES = 8, WIDTH = 32 };
static Sphere spheres[SPHERES];

static Vector subtract(Vector a, Vector b) { return (Vector){a.x - b.x, a.y - b.y, a.z - b.z}; }
static Vector along(Vector a, Vector d, float t) {
    return (Vector){a.x + d.x * t, a.y + d.y * t, a.z + d.z * t};
}
static float dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static Vector unit(Vector a) {
    float scale = 1.0f / __builtin_sqrtf(dot(a, a));
    return (Vector){a.x * scale, a.y * scale, a.z * scale};
}

// Distance to the nearest sphere, negative when the ray meets none.
static float nearest(Vector origin, Vector direction, uint32_t *which) {
    float best = -1.0f;
    for (uint32_t i = 0; i < SPHERES; i++) {
        Vector to = subtract(spheres[i].centre, origin);
        float b = dot(to, direction);
        float under = b * b - dot(to, to) + spheres[i].radius * spheres[i].radius;
        if (under < 0.0f)
            continue;
        float t = b - __builtin_sqrtf(under);
        if (t > 0.001f && (best < 0.0f || t < best)) {
            best = t;
            *which = i;
        }
    }
    return best;
}

static float shade(Vector origin, Vector direction) {
    static const Vector light = {0.48f, 0.6f, -0.64f};
    float brightness = 0.0f, weight = 1.0f;
    for (int bounce = 0; bounce < 3; bounce++) {
        uint32_t which = 0, unused;
        float t = nearest(origin, direction, &which);
        if (t < 0.0f)
            return brightness + weight * (0.5f + 0.5f * direction.y);
        origin = along(origin, direction, t);
        Vector normal = unit(subtract(origin, spheres[which].centre));
        float lit = dot(normal, light);
        if (lit > 0.0f && nearest(origin, light, &unused) < 0.0f)
            brightness += weight * 0.7f * lit;
        direction = along(direction, normal, -2.0f * dot(direction, normal));
        weight *= 0.4f;
    }
    return brightness;
}

int32_t run(int32_t n) {
    for (int32_t i = 0; i < SPHERES; i++)
        spheres[i] = (Sphere){{(float)(i % 3 - 1) * 1.6f, (float)(i / 3 - 1) * 1.4f,
                               4.0f + (float)(i % 4)},
                              0.6f + 0.1f * (float)(i % 3)};
    uint32_t sum = 0;
    // One image row a round.
    for (int32_t round = 0; round < n; round++) {
        float y = (float)(round % WIDTH) * (2.0f / WIDTH) - 1.0f;
        for (int32_t i = 0; i < WIDTH; i++) {
            Vector direction = unit((Vector){(float)i * (2.0f / WIDTH) - 1.0f, y, 1.5f});
            float value = shade((Vector){0.0f, 0.0f, -1.0f}, direction);
            sum = sum * 31 + (uint32_t)(int32_t)(value * 4096.0f);
        }
    }
    return (int32_t)sum;
}
