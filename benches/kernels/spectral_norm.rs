//! Spectral norm of the matrix 1 / ((i + j)(i + j + 1) / 2 + i + 1) in f64: conversions
//! from integers and divisions.
#![no_std]

const SIZE: usize = 48;
type Vector = [f64; SIZE];

fn entry(row: usize, column: usize) -> f64 {
    let sum = (row + column) as u32;
    1.0 / (sum * (sum + 1) / 2 + row as u32 + 1) as f64
}

fn multiply(x: &Vector, y: &mut Vector, entry: impl Fn(usize, usize) -> f64) {
    for (row, out) in y.iter_mut().enumerate() {
        *out = 0.0;
        for (column, value) in x.iter().enumerate() {
            *out += entry(row, column) * value;
        }
    }
}

/// `y` = transpose(A) * A * `x`.
fn apply(x: &Vector, y: &mut Vector) {
    let mut between = [0.0; SIZE];
    multiply(x, &mut between, entry);
    multiply(&between, y, |row, column| entry(column, row));
}

fn dot(x: &Vector, y: &Vector) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    let mut u = [1.0; SIZE];
    let mut v = [0.0; SIZE];
    let mut sum = 0_u64;
    for _ in 0..n {
        apply(&u, &mut v);
        let norm_squared = dot(&u, &v) / dot(&u, &u);
        sum = sum.rotate_left(7) ^ norm_squared.to_bits();
        // Scaled, so that any number of rounds stays in range.
        for (a, b) in u.iter_mut().zip(&v) {
            *a = b / norm_squared;
        }
    }
    (sum ^ sum >> 32) as i32
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
