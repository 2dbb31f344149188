//! Waiting.

use super::*;
use crate::Input;

const SUBSCRIPTIONS: u32 = 2048;
const EVENTS: u32 = BUFFER;

/// An event: whose, error, tag, bytes, flags.
type Event = (u64, u16, u8, u64, u16);

/// Subscribes to a clock: identity, number, nanoseconds, flags.
fn clock(guest: &mut Guest, index: u32, id: u32, nanos: u64, flags: u8) {
    let at = SUBSCRIPTIONS + index * 48;
    guest.memory[at as usize..][..48].fill(0);
    guest.put(at, u64::from(index + 100).to_le_bytes());
    guest.put(at + 16, id.to_le_bytes());
    guest.put(at + 24, nanos.to_le_bytes());
    guest.put(at + 40, [flags]);
}

/// Subscribes to a descriptor; the tag is 1 for reading, 2 for writing.
fn descriptor(guest: &mut Guest, index: u32, tag: u8, fd: u32) {
    let at = SUBSCRIPTIONS + index * 48;
    guest.memory[at as usize..][..48].fill(0);
    guest.put(at, u64::from(index + 100).to_le_bytes());
    guest.put(at + 8, [tag]);
    guest.put(at + 16, fd.to_le_bytes());
}

fn poll(guest: &mut Guest, count: u32) -> Result<Vec<Event>, Errno> {
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::poll_oneoff(ctx, memory, SUBSCRIPTIONS, EVENTS, count, RESULT)?;
    Ok((0..guest.u32(RESULT))
        .map(|index| event(guest, EVENTS + index * 32))
        .collect())
}

pub(super) fn event(guest: &Guest, at: u32) -> Event {
    let memory = &guest.memory;
    (
        guest.u64(at),
        crate::memory::read_u16(memory, at + 8).unwrap(),
        memory[at as usize + 10],
        guest.u64(at + 16),
        crate::memory::read_u16(memory, at + 24).unwrap(),
    )
}

#[test]
fn times_pass() {
    let mut guest = Guest::new(WasiCtxBuilder::new());
    clock(&mut guest, 0, 1, 1_000_000, 0);
    clock(&mut guest, 1, 0, 3_600_000_000_000, 0);
    let start = std::time::Instant::now();
    assert_eq!(poll(&mut guest, 2), Ok(vec![(100, 0, 0, 0, 0)]));
    assert!(start.elapsed().as_micros() >= 1_000);
    // A moment that has passed already, on the wall clock.
    clock(&mut guest, 0, 0, 5, 1);
    assert_eq!(poll(&mut guest, 2), Ok(vec![(100, 0, 0, 0, 0)]));
}

#[test]
fn fixed_clocks_do_not_wait() {
    let mut guest = Guest::new(WasiCtxBuilder::new().fixed_clock(0, 0));
    clock(&mut guest, 0, 1, u64::MAX, 0);
    assert_eq!(poll(&mut guest, 1), Ok(vec![(100, 0, 0, 0, 0)]));
}

#[test]
fn what_is_wrong_with_one_is_its_own_event() {
    let mut guest = Guest::new(WasiCtxBuilder::new());
    descriptor(&mut guest, 0, 1, 77);
    clock(&mut guest, 1, 2, 0, 0);
    clock(&mut guest, 2, 9, 0, 0);
    clock(&mut guest, 3, 1, 0, 2);
    clock(&mut guest, 4, 1, u64::MAX, 0);
    let events = poll(&mut guest, 5).unwrap();
    let expected = [
        (100, Errno::Badf.code(), 1, 0, 0),
        (101, Errno::Notsup.code(), 0, 0, 0),
        (102, Errno::Inval.code(), 0, 0, 0),
        (103, Errno::Inval.code(), 0, 0, 0),
    ];
    assert_eq!(events, expected);
}

#[test]
fn counts_and_addresses_are_checked() {
    let mut guest = Guest::new(WasiCtxBuilder::new());
    guest.memory = vec![0; 512 * 1024];
    assert_eq!(poll(&mut guest, 0), Err(Errno::Inval));
    assert_eq!(poll(&mut guest, 4097), Err(Errno::Inval));
    assert_eq!(poll(&mut guest, 1_000_000), Err(Errno::Inval));
    assert_eq!(poll(&mut guest, u32::MAX), Err(Errno::Inval));
    // All zero: a clock of no time, 4096 times. The lists overlap.
    assert_eq!(poll(&mut guest, 4096).map(|events| events.len()), Ok(4096));
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    for (subscriptions, events, result) in [(u32::MAX, 0, 0), (0, u32::MAX, 0), (0, 64, u32::MAX)] {
        let polled = preview1::poll_oneoff(ctx, memory, subscriptions, events, 1, result);
        assert_eq!(polled, Err(Errno::Fault));
    }
    guest.memory[SUBSCRIPTIONS as usize + 8] = 3;
    assert_eq!(poll(&mut guest, 1), Err(Errno::Inval));
}

#[test]
fn files_and_buffers_are_always_ready() {
    let dir = TempDir::new();
    dir.write("file", "12345");
    let builder = WasiCtxBuilder::new().stdin(Input::bytes("abc"));
    let mut guest = Guest::new(builder.preopened_dir(dir.path(), "/", Access::ReadWrite));
    let file = guest.open("file", 0, READ_WRITE).unwrap();
    guest.read(file, 1).unwrap();
    clock(&mut guest, 0, 1, 3_600_000_000_000, 0);
    descriptor(&mut guest, 1, 1, 0);
    descriptor(&mut guest, 2, 2, 1);
    descriptor(&mut guest, 3, 1, file);
    let expected = vec![(101, 0, 1, 3, 0), (102, 0, 2, 0, 0), (103, 0, 1, 4, 0)];
    assert_eq!(poll(&mut guest, 4), Ok(expected));
}

#[test]
fn an_interrupt_ends_the_wait() {
    let mut guest = Guest::new(WasiCtxBuilder::new().interrupt_check(|| true));
    clock(&mut guest, 0, 1, 3_600_000_000_000, 0);
    assert_eq!(poll(&mut guest, 1), Err(Errno::Intr));
}

#[cfg(unix)]
#[test]
fn pipes_are_waited_for() {
    use std::fs::File;
    use std::io::Write;
    use std::os::fd::OwnedFd;

    let (reader, mut writer) = std::io::pipe().unwrap();
    let input = File::from(OwnedFd::from(reader));
    let mut guest = Guest::new(WasiCtxBuilder::new().stdin(Input::file(input)));
    descriptor(&mut guest, 0, 1, 0);
    clock(&mut guest, 1, 1, 1_000_000, 0);
    assert_eq!(poll(&mut guest, 2), Ok(vec![(101, 0, 0, 0, 0)]));
    let late = std::thread::spawn(move || {
        writer.write_all(b"abc").unwrap();
        writer
    });
    // No clock: as long as it takes.
    assert_eq!(poll(&mut guest, 1), Ok(vec![(100, 0, 1, 3, 0)]));
    guest.read(0, 9).unwrap();
    drop(late.join().unwrap());
    assert_eq!(poll(&mut guest, 1), Ok(vec![(100, 0, 1, 0, 1)]));
}
