//! A cascade of second-order filters over noise in f32, as audio code runs it.
#![no_std]

const SAMPLES: usize = 256;
const STAGES: usize = 4;

#[derive(Clone, Copy)]
struct Biquad {
    b0: f32,
    b1: f32,
    b2: f32,
    a1: f32,
    a2: f32,
    z1: f32,
    z2: f32,
}

impl Biquad {
    fn step(&mut self, x: f32) -> f32 {
        let y = self.b0 * x + self.z1;
        self.z1 = self.b1 * x - self.a1 * y + self.z2;
        self.z2 = self.b2 * x - self.a2 * y;
        y
    }
}

#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    // A stable low-pass: the poles lie well inside the unit circle.
    let stage = Biquad {
        b0: 0.2,
        b1: 0.4,
        b2: 0.2,
        a1: -0.4,
        a2: 0.2,
        z1: 0.0,
        z2: 0.0,
    };
    let mut stages = [stage; STAGES];
    let mut samples = [0.0_f32; SAMPLES];
    let mut seed = 23_u32;
    let mut sum = 0_u32;
    for _ in 0..n {
        for sample in &mut samples {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample = (seed >> 8) as f32 * (2.0 / 16_777_216.0) - 1.0;
        }
        for stage in &mut stages {
            for sample in &mut samples {
                *sample = stage.step(*sample);
            }
        }
        let mut peak = 0.0;
        let mut energy = 0.0;
        for &sample in &samples {
            energy += sample * sample;
            if sample > peak {
                peak = sample;
            }
        }
        sum = sum
            .wrapping_mul(31)
            .wrapping_add((energy * 1024.0 + peak * 65536.0) as u32);
    }
    sum as i32
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
