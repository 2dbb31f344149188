// 128-bit vectors: bytes blended with saturation, a dot product of floats, a byte search.
#include <stdint.h>
#include <wasm_simd128.h>

enum { LENGTH = 4096 };
static uint8_t front[LENGTH], back[LENGTH], out[LENGTH];
static float left[LENGTH / 4], right[LENGTH / 4];

static void blend(uint32_t weight) {
    v128_t w = wasm_i16x8_splat((int16_t)weight), v = wasm_i16x8_splat((int16_t)(256 - weight));
    for (int i = 0; i < LENGTH; i += 16) {
        v128_t a = wasm_v128_load(front + i), b = wasm_v128_load(back + i);
        v128_t low = wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(a), w),
                                    wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(b), v));
        v128_t high = wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(a), w),
                                     wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(b), v));
        v128_t mixed = wasm_u8x16_narrow_i16x8(wasm_u16x8_shr(low, 8), wasm_u16x8_shr(high, 8));
        wasm_v128_store(out + i, wasm_u8x16_add_sat(mixed, wasm_u8x16_const_splat(3)));
    }
}

static float dot(void) {
    v128_t sum = wasm_f32x4_const_splat(0);
    for (int i = 0; i < LENGTH / 4; i += 4)
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(left + i), wasm_v128_load(right + i)));
    return wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 1) +
           wasm_f32x4_extract_lane(sum, 2) + wasm_f32x4_extract_lane(sum, 3);
}

static uint32_t count(uint8_t wanted) {
    v128_t w = wasm_u8x16_splat(wanted);
    uint32_t found = 0;
    for (int i = 0; i < LENGTH; i += 16)
        found += (uint32_t)__builtin_popcount(
            wasm_i8x16_bitmask(wasm_i8x16_eq(wasm_v128_load(out + i), w)));
    return found;
}

int32_t run(int32_t n) {
    uint32_t noise = 12345, sum = 0;
    for (int i = 0; i < LENGTH; i++) {
        noise = noise * 1664525 + 1013904223;
        front[i] = (uint8_t)(noise >> 24);
        back[i] = (uint8_t)(noise >> 16);
    }
    for (int i = 0; i < LENGTH / 4; i++) {
        left[i] = (float)(front[i] % 16);
        right[i] = (float)(back[i] % 8);
    }
    for (int32_t i = 0; i < n; i++) {
        blend((uint32_t)i & 255);
        left[i & (LENGTH / 4 - 1)] += 1;
        sum = sum * 31 + (uint32_t)dot() + count((uint8_t)i);
    }
    return (int32_t)sum;
}
