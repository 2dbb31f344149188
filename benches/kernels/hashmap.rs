//! An open-addressing hash map from u32 to u32: inserts, look-ups and removals.
#![no_std]

/// A power of two: slots are chosen by masking.
const SLOTS: usize = 4096;
/// Key of a free slot; the kernel never inserts it.
const FREE: u32 = 0;

struct Map {
    keys: [u32; SLOTS],
    values: [u32; SLOTS],
    len: usize,
}

fn home(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 20) as usize
}

impl Map {
    /// The slot that holds `key`, or the free one where it belongs.
    fn slot(&self, key: u32) -> usize {
        let mut slot = home(key);
        while self.keys[slot] != key && self.keys[slot] != FREE {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    fn entry(&mut self, key: u32) -> &mut u32 {
        let slot = self.slot(key);
        if self.keys[slot] == FREE {
            self.keys[slot] = key;
            self.values[slot] = 0;
            self.len += 1;
        }
        &mut self.values[slot]
    }

    fn find(&self, key: u32) -> Option<u32> {
        let slot = self.slot(key);
        if self.keys[slot] == key {
            Some(self.values[slot])
        } else {
            None
        }
    }

    fn remove(&mut self, key: u32) -> Option<u32> {
        let mut hole = self.slot(key);
        if self.keys[hole] == FREE {
            return None;
        }
        let value = self.values[hole];
        self.len -= 1;
        // Entries further on move back, so that no search ends at the hole too early.
        let mut next = hole;
        loop {
            next = (next + 1) % SLOTS;
            let key = self.keys[next];
            if key == FREE {
                break;
            }
            let from_home = next.wrapping_sub(home(key)) % SLOTS;
            let from_hole = next.wrapping_sub(hole) % SLOTS;
            if from_home >= from_hole {
                self.keys[hole] = key;
                self.values[hole] = self.values[next];
                hole = next;
            }
        }
        self.keys[hole] = FREE;
        Some(value)
    }
}

#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    let mut map = Map {
        keys: [FREE; SLOTS],
        values: [0; SLOTS],
        len: 0,
    };
    let mut seed = 17_u32;
    let mut next_key = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 12) % 3000 + 1
    };
    let mut sum = 0_u32;
    for _ in 0..n {
        for step in 0..256 {
            *map.entry(next_key()) += step;
            sum = sum.wrapping_add(map.find(next_key()).unwrap_or(1));
            sum = sum.rotate_left(3) ^ map.find(next_key()).unwrap_or(2);
            if let Some(value) = map.remove(next_key()) {
                sum ^= value.wrapping_mul(31);
            }
        }
        sum = sum.wrapping_add(map.len as u32);
    }
    sum as i32
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
