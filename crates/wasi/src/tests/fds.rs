//! The numbers of descriptors, positions, and reading directories.

use std::collections::BTreeSet;

use super::*;

#[test]
fn bad_numbers_are_ebadf_everywhere() {
    let mut guest = Guest::new(WasiCtxBuilder::new());
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    for fd in [3, 1_000, u32::MAX] {
        let results = [
            preview1::fd_advise(ctx, memory, fd, 0, 0, 0),
            preview1::fd_allocate(ctx, memory, fd, 0, 1),
            preview1::fd_close(ctx, memory, fd),
            preview1::fd_datasync(ctx, memory, fd),
            preview1::fd_sync(ctx, memory, fd),
            preview1::fd_fdstat_get(ctx, memory, fd, RESULT),
            preview1::fd_fdstat_set_flags(ctx, memory, fd, 0),
            preview1::fd_fdstat_set_rights(ctx, memory, fd, 0, 0),
            preview1::fd_filestat_get(ctx, memory, fd, RESULT),
            preview1::fd_filestat_set_size(ctx, memory, fd, 0),
            preview1::fd_filestat_set_times(ctx, memory, fd, 0, 0, 0),
            preview1::fd_read(ctx, memory, fd, 0, 0, RESULT),
            preview1::fd_write(ctx, memory, fd, 0, 0, RESULT),
            preview1::fd_pread(ctx, memory, fd, 0, 0, 0, RESULT),
            preview1::fd_pwrite(ctx, memory, fd, 0, 0, 0, RESULT),
            preview1::fd_prestat_get(ctx, memory, fd, RESULT),
            preview1::fd_prestat_dir_name(ctx, memory, fd, PATH, 9),
            preview1::fd_readdir(ctx, memory, fd, BUFFER, 99, 0, RESULT),
            preview1::fd_renumber(ctx, memory, fd, 0),
            preview1::fd_renumber(ctx, memory, 0, fd),
            preview1::fd_seek(ctx, memory, fd, 0, 0, RESULT),
            preview1::fd_tell(ctx, memory, fd, RESULT),
            preview1::path_create_directory(ctx, memory, fd, PATH, 1),
            preview1::path_unlink_file(ctx, memory, fd, PATH, 1),
        ];
        for (index, result) in results.into_iter().enumerate() {
            // PATH holds a NUL, which is found before the descriptor is looked up.
            let path = index >= 22 && result == Err(Errno::Inval);
            assert!(
                path || result == Err(Errno::Badf),
                "{fd} {index} {result:?}"
            );
        }
    }
}

#[test]
fn a_million_opens_end_in_emfile() {
    let dir = TempDir::new();
    dir.write("file", "");
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    let mut last = 3;
    let errno = loop {
        match guest.open("file", 0, READ) {
            Ok(fd) => last = fd,
            Err(errno) => break errno,
        }
    };
    assert_eq!((last, errno), (1023, Errno::Mfile));
    // What cannot be opened is not created either.
    assert_eq!(guest.open("new", 1, READ_WRITE), Err(Errno::Mfile));
    assert!(!dir.path().join("new").exists());
    guest.close(500).unwrap();
    assert_eq!(guest.open("file", 0, READ), Ok(500));
}

#[test]
fn preopens_can_be_found_closed_and_replaced() {
    let dir = TempDir::new();
    dir.write("file", "text");
    let mut guest = Guest::new(
        WasiCtxBuilder::new()
            .preopened_dir(dir.path(), "/data", Access::ReadOnly)
            .preopened_dir(dir.path(), ".", Access::ReadWrite),
    );
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_prestat_get(ctx, memory, 3, RESULT).unwrap();
    let short = preview1::fd_prestat_dir_name(ctx, memory, 3, PATH, 4);
    assert_eq!(short, Err(Errno::Nametoolong));
    preview1::fd_prestat_dir_name(ctx, memory, 3, PATH, 6).unwrap();
    assert_eq!(
        preview1::fd_prestat_get(ctx, memory, 5, RESULT),
        Err(Errno::Badf)
    );
    assert_eq!(
        preview1::fd_prestat_get(ctx, memory, 0, RESULT),
        Err(Errno::Badf)
    );
    assert_eq!((guest.u32(RESULT), guest.u32(RESULT + 4)), (0, 5));
    assert_eq!(&guest.memory[PATH as usize..][..6], b"/data\0");

    let file = guest.open("file", 0, READ).unwrap();
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_renumber(ctx, memory, file, 3).unwrap();
    assert_eq!(
        preview1::fd_prestat_get(ctx, memory, 3, RESULT),
        Err(Errno::Badf)
    );
    assert_eq!(guest.read(3, 9).unwrap(), b"text");
    assert_eq!(guest.close(file), Err(Errno::Badf));
    // A standard stream can be replaced as well.
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_renumber(ctx, memory, 3, 0).unwrap();
    guest.seek(0, 0, 0).unwrap();
    assert_eq!(guest.read(0, 9).unwrap(), b"text");
}

#[test]
fn positions() {
    let dir = TempDir::new();
    dir.write("file", "0123456789");
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    let fd = guest.open("file", 0, READ_WRITE).unwrap();
    assert_eq!(guest.read(fd, 4).unwrap(), b"0123");
    assert_eq!(guest.seek(fd, -1, 1), Ok(3));
    assert_eq!(guest.seek(fd, 0, 2), Ok(10));
    assert_eq!(guest.seek(fd, 100, 0), Ok(100));
    assert_eq!(guest.read(fd, 4).unwrap(), b"");
    assert_eq!(guest.seek(fd, -1, 0), Err(Errno::Inval));
    assert_eq!(guest.seek(fd, i64::MIN, 1), Err(Errno::Inval));
    assert_eq!(guest.seek(fd, 0, 3), Err(Errno::Inval));
    assert_eq!(guest.seek(fd, 0, 1), Ok(100));
    assert_eq!(guest.seek(3, 0, 0), Err(Errno::Isdir));
    assert_eq!(guest.seek(1, 0, 0), Err(Errno::Spipe));

    let (list, count) = guest.iovec(3);
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_pread(ctx, memory, fd, list, count, 8, RESULT).unwrap();
    assert_eq!(crate::memory::read_u32(memory, RESULT), Ok(2));
    let far = preview1::fd_pread(ctx, memory, fd, list, count, u64::MAX, RESULT);
    assert_eq!(far, Err(Errno::Inval));
    preview1::fd_pwrite(ctx, memory, fd, list, count, 0, RESULT).unwrap();
    assert_eq!(preview1::fd_tell(ctx, memory, fd, RESULT), Ok(()));
    assert_eq!(guest.u64(RESULT), 100);
    assert!(dir.read("file").starts_with("89"));
}

#[test]
fn appending_and_flags() {
    let dir = TempDir::new();
    dir.write("file", "abc");
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    const APPEND: u32 = 1;
    const SYNC: u32 = 16;
    let fd = guest
        .open_with(3, true, "file", 0, READ_WRITE, APPEND)
        .unwrap();
    assert_eq!(guest.write(fd, b"d"), Ok(1));
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_fdstat_set_flags(ctx, memory, fd, 0).unwrap();
    let fixed = preview1::fd_fdstat_set_flags(ctx, memory, fd, SYNC);
    assert_eq!(fixed, Err(Errno::Notsup));
    let unknown = preview1::fd_fdstat_set_flags(ctx, memory, fd, 32);
    assert_eq!(unknown, Err(Errno::Inval));
    guest.seek(fd, 0, 0).unwrap();
    assert_eq!(guest.write(fd, b"X"), Ok(1));
    assert_eq!(dir.read("file"), "Xbcd");

    // Created, emptied and appended to, all at once.
    const CREAT_TRUNC: u32 = 1 | 8;
    let fd = guest
        .open_with(3, true, "file", CREAT_TRUNC, READ_WRITE, APPEND)
        .unwrap();
    for _ in 0..2 {
        guest.seek(fd, 0, 0).unwrap();
        guest.write(fd, b"12").unwrap();
    }
    assert_eq!(dir.read("file"), "1212");
}

#[test]
fn sizes_and_times() {
    let dir = TempDir::new();
    dir.write("file", "abc");
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    let fd = guest.open("file", 0, READ_WRITE).unwrap();
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_filestat_set_size(ctx, memory, fd, 10).unwrap();
    let huge = preview1::fd_filestat_set_size(ctx, memory, fd, u64::MAX);
    assert_eq!(huge, Err(Errno::Fbig));
    preview1::fd_allocate(ctx, memory, fd, 5, 15).unwrap();
    assert_eq!(
        preview1::fd_allocate(ctx, memory, fd, 0, 0),
        Err(Errno::Inval)
    );
    let huge = preview1::fd_allocate(ctx, memory, fd, u64::MAX, u64::MAX);
    assert_eq!(huge, Err(Errno::Fbig));
    for advice in 0..6 {
        assert_eq!(preview1::fd_advise(ctx, memory, fd, 0, 5, advice), Ok(()));
    }
    assert_eq!(
        preview1::fd_advise(ctx, memory, fd, 0, 5, 6),
        Err(Errno::Inval)
    );
    // Both times, on the file and then on the directory.
    preview1::fd_filestat_set_times(ctx, memory, fd, 1_000_000_001, 2, 1 | 4).unwrap();
    preview1::fd_filestat_set_times(ctx, memory, 3, 3, 4, 1 | 4).unwrap();
    let both = preview1::fd_filestat_set_times(ctx, memory, fd, 0, 0, 1 | 2);
    assert_eq!(both, Err(Errno::Inval));
    preview1::fd_filestat_get(ctx, memory, fd, RESULT).unwrap();
    preview1::fd_filestat_get(ctx, memory, 3, RESULT + 64).unwrap();
    preview1::fd_sync(ctx, memory, fd).unwrap();
    preview1::fd_sync(ctx, memory, 3).unwrap();
    preview1::fd_datasync(ctx, memory, 3).unwrap();
    assert_eq!(guest.u64(RESULT + 32), 20);
    assert_eq!(
        (guest.u64(RESULT + 40), guest.u64(RESULT + 48)),
        (1_000_000_001, 2)
    );
    assert_eq!((guest.u64(RESULT + 104), guest.u64(RESULT + 112)), (3, 4));
}

/// Entries from `cookie` on, as (cookie, type, name), and how much room was used.
fn entries(guest: &mut Guest, len: u32, cookie: u64) -> (Vec<(u64, u8, String)>, u32) {
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_readdir(ctx, memory, 3, BUFFER, len, cookie, RESULT).unwrap();
    let used = guest.u32(RESULT);
    let mut rest = &guest.memory[BUFFER as usize..][..used as usize];
    let mut entries = Vec::new();
    while rest.len() >= 24 {
        let next = crate::memory::read_u64(&rest.to_vec(), 0).unwrap();
        let name_len = crate::memory::read_u32(&rest.to_vec(), 16).unwrap() as usize;
        let Some(name) = rest.get(24..24 + name_len) else {
            break;
        };
        let name = String::from_utf8(name.to_vec()).unwrap();
        entries.push((next, rest[20], name));
        rest = &rest[24 + name_len..];
    }
    (entries, used)
}

#[test]
fn every_entry_once_in_any_buffer() {
    let dir = TempDir::new();
    for number in 0..300 {
        dir.write(&format!("file-{number}"), "");
    }
    fs::create_dir(dir.path().join("sub")).unwrap();
    for len in [64, 65, 100, 256, 4096, 65_536] {
        let mut guest = Guest::with_dir(&dir, Access::ReadOnly);
        let mut seen = BTreeSet::new();
        let mut cookie = 0;
        loop {
            let (page, used) = entries(&mut guest, len, cookie);
            for (next, kind, name) in page {
                cookie = next;
                let directory = matches!(name.as_str(), "." | ".." | "sub");
                assert_eq!(kind, if directory { 3 } else { 4 }, "{name}");
                assert!(seen.insert(name));
            }
            if used < len {
                break;
            }
        }
        assert_eq!(seen.len(), 303, "buffer of {len}");
    }
}

#[test]
fn small_buffers_and_odd_cookies() {
    let dir = TempDir::new();
    dir.write("file", "");
    let mut guest = Guest::with_dir(&dir, Access::ReadOnly);
    for len in [0, 1, 23, 24] {
        assert_eq!(entries(&mut guest, len, 0), (vec![], len));
    }
    let (first, used) = entries(&mut guest, 25, 0);
    assert_eq!((first, used), (vec![(1, 3, ".".to_owned())], 25));
    let (all, _) = entries(&mut guest, 4096, 0);
    assert_eq!(all.len(), 3);
    assert_eq!(entries(&mut guest, 4096, 3), (vec![], 0));
    assert_eq!(entries(&mut guest, 4096, u64::MAX), (vec![], 0));
    // Back to one that is no longer kept.
    assert_eq!(entries(&mut guest, 4096, 1).0, all[1..]);
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    let outside = preview1::fd_readdir(ctx, memory, 3, u32::MAX, 10, 0, RESULT);
    assert_eq!(outside, Err(Errno::Fault));
}

#[test]
fn removing_while_reading_misses_nothing() {
    let dir = TempDir::new();
    for number in 0..200 {
        dir.write(&format!("file-{number}"), "");
    }
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    let mut cookie = 0;
    loop {
        let (page, used) = entries(&mut guest, 512, cookie);
        for (next, _, name) in page {
            cookie = next;
            if name.starts_with("file") {
                let len = guest.put(PATH, &name);
                let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
                preview1::path_unlink_file(ctx, memory, 3, PATH, len).unwrap();
            }
        }
        if used < 512 {
            break;
        }
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}
