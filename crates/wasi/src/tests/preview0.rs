//! What differs in preview 0.

use super::*;
use crate::preview0;

#[test]
fn whence_has_other_numbers() {
    let dir = TempDir::new();
    dir.write("file", "0123456789");
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    let fd = guest.open("file", 0, READ).unwrap();
    for (offset, whence, expected) in [
        (4, 2, Ok(4)),
        (1, 0, Ok(5)),
        (-1, 1, Ok(9)),
        (0, 3, Err(Errno::Inval)),
    ] {
        let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
        let result = preview0::fd_seek(ctx, memory, fd, offset, whence, RESULT);
        assert_eq!(result.map(|()| guest.u64(RESULT)), expected);
    }
}

#[test]
fn filestat_has_56_bytes() {
    let dir = TempDir::new();
    dir.write("file", "0123456789");
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    let fd = guest.open("file", 0, READ_WRITE).unwrap();
    let len = guest.put(PATH, "file");
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_filestat_set_times(ctx, memory, fd, 11, 22, 5).unwrap();
    preview1::fd_filestat_get(ctx, memory, fd, 0).unwrap();
    for by_path in [false, true] {
        memory[100..200].fill(0xaa);
        if by_path {
            preview0::path_filestat_get(ctx, memory, 3, 1, PATH, len, 100).unwrap();
        } else {
            preview0::fd_filestat_get(ctx, memory, fd, 100).unwrap();
        }
        let (new, old) = (&memory[..64], &memory[100..]);
        assert_eq!(old[..20], new[..20], "device, number, type");
        assert_eq!(old[20..24], [1, 0, 0, 0], "one name, in four bytes");
        assert_eq!(old[24..56], new[32..64], "size and times");
        assert_eq!(old[24], 10);
        assert_eq!((old[32], old[40]), (11, 22));
        assert!(old[56..100].iter().all(|&byte| byte == 0xaa));
    }
    // At the end of memory, where preview 1's report would not fit.
    let end = memory.len() as u32 - 56;
    assert_eq!(preview0::fd_filestat_get(ctx, memory, fd, end), Ok(()));
    assert_eq!(
        preview1::fd_filestat_get(ctx, memory, fd, end),
        Err(Errno::Fault)
    );
}

#[test]
fn a_clock_subscription_has_an_identifier() {
    let mut guest = Guest::new(WasiCtxBuilder::new());
    let at = 2048;
    guest.put(at, 7_u64.to_le_bytes());
    guest.put(at + 16, u64::MAX.to_le_bytes());
    guest.put(at + 24, 1_u32.to_le_bytes());
    guest.put(at + 32, 1_000_u64.to_le_bytes());
    // The second one is 56 bytes on: writing to descriptor 1.
    guest.put(at + 56, 8_u64.to_le_bytes());
    guest.put(at + 56 + 8, [2]);
    guest.put(at + 56 + 16, 1_u32.to_le_bytes());
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview0::poll_oneoff(ctx, memory, at, BUFFER, 2, RESULT).unwrap();
    assert_eq!(guest.u32(RESULT), 1);
    assert_eq!(poll::event(&guest, BUFFER), (8, 0, 2, 0, 0));
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview0::poll_oneoff(ctx, memory, at, BUFFER, 1, RESULT).unwrap();
    assert_eq!(guest.u32(RESULT), 1);
    assert_eq!(poll::event(&guest, BUFFER), (7, 0, 0, 0, 0));
}
