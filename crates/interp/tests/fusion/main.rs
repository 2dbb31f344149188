//! Each fused or folded form against its unfused one: `Config::fusion` changes
//! nothing but speed.

mod harness;
mod ops;
mod random;
mod shapes;
