//! Paths: nothing leads out of a preopened directory.

use super::*;

const CREAT: u32 = 1;
const DIRECTORY: u32 = 2;

/// A sandbox beside a secret that nothing inside may reach.
fn sandbox() -> TempDir {
    let dir = TempDir::new();
    dir.write("secret", "secret");
    dir.write("in/file", "file");
    dir.write("in/sub/file", "file");
    dir
}

fn guest(dir: &TempDir) -> Guest {
    let inside = dir.path().join("in");
    Guest::new(WasiCtxBuilder::new().preopened_dir(inside, "/", Access::ReadWrite))
}

/// Makes every call that takes a path with this one; tells which succeeded.
fn all_calls(guest: &mut Guest, path: &[u8]) -> Vec<&'static str> {
    let len = guest.put(PATH, path);
    let other = guest.put(OTHER_PATH, "other");
    let mut done = Vec::new();
    for follow in [0, 1] {
        let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
        let results = [
            (
                "stat",
                preview1::path_filestat_get(ctx, memory, 3, follow, PATH, len, RESULT),
            ),
            (
                "set_times",
                preview1::path_filestat_set_times(ctx, memory, 3, follow, PATH, len, 1, 1, 5),
            ),
            (
                "readlink",
                preview1::path_readlink(ctx, memory, 3, PATH, len, BUFFER, 99, RESULT),
            ),
            (
                "mkdir",
                preview1::path_create_directory(ctx, memory, 3, PATH, len),
            ),
            (
                "link from",
                preview1::path_link(ctx, memory, 3, 0, PATH, len, 3, OTHER_PATH, other),
            ),
            (
                "link to",
                preview1::path_link(ctx, memory, 3, 0, OTHER_PATH, other, 3, PATH, len),
            ),
            (
                "rename from",
                preview1::path_rename(ctx, memory, 3, PATH, len, 3, OTHER_PATH, other),
            ),
            (
                "symlink",
                preview1::path_symlink(ctx, memory, OTHER_PATH, other, 3, PATH, len),
            ),
            (
                "rmdir",
                preview1::path_remove_directory(ctx, memory, 3, PATH, len),
            ),
            (
                "unlink",
                preview1::path_unlink_file(ctx, memory, 3, PATH, len),
            ),
        ];
        done.extend(
            results
                .into_iter()
                .filter(|(_, r)| r.is_ok())
                .map(|(name, _)| name),
        );
        for (oflags, rights) in [
            (0, READ),
            (0, READ_WRITE),
            (CREAT, READ_WRITE),
            (CREAT | 8, READ_WRITE),
            (DIRECTORY, READ),
        ] {
            let opened = guest.open_with(3, follow == 1, path, oflags, rights, 0);
            if let Ok(fd) = opened {
                done.push("open");
                guest.close(fd).unwrap();
            }
        }
    }
    done
}

#[test]
fn no_path_leads_out() {
    let bad: [&[u8]; 14] = [
        b"",
        b"..",
        b"../",
        b"../secret",
        b"sub/../../secret",
        b"./../secret",
        b"sub/../..",
        b"/",
        b"/etc/passwd",
        b"//etc/passwd",
        b"a\0b",
        b"\xff\xfe",
        b"sub/\0",
        &[b'a'; 4097],
    ];
    for path in bad {
        let dir = sandbox();
        let done = all_calls(&mut guest(&dir), path);
        assert!(done.is_empty(), "{}: {done:?}", path.escape_ascii());
        assert_eq!(dir.read("secret"), "secret");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }
}

#[test]
fn errors_by_kind_of_path() {
    let dir = sandbox();
    let mut guest = guest(&dir);
    let mut open = |path: &str| guest.open(path, 0, READ).map(drop);
    assert_eq!(open(""), Err(Errno::Noent));
    assert_eq!(open("missing"), Err(Errno::Noent));
    assert_eq!(open("../secret"), Err(Errno::Perm));
    assert_eq!(open("/file"), Err(Errno::Perm));
    assert_eq!(open("file/"), Err(Errno::Notdir));
    assert_eq!(open("file/x"), Err(Errno::Notdir));
    assert_eq!(open("a\0"), Err(Errno::Inval));
    assert_eq!(open(&"a".repeat(256)), Err(Errno::Nametoolong));
    assert_eq!(open(&"a".repeat(4097)), Err(Errno::Nametoolong));
    for path in [
        "file",
        "sub",
        "sub/",
        ".",
        "sub//file",
        "sub/../file",
        "./././file",
    ] {
        assert_eq!(open(path), Ok(()), "{path}");
    }
    assert_eq!(guest.open(b"\xff", 0, READ), Err(Errno::Ilseq));
    assert_eq!(
        guest.open_with(3, true, "file", 0, READ, 1 << 5),
        Err(Errno::Inval)
    );
}

#[cfg(unix)]
mod symlinks {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn no_link_leads_out() {
        // By link and then by name, and by the link itself.
        let targets = [
            "..",
            "../",
            "../secret",
            "../secret/",
            "sub/../../secret",
            "/",
            "/etc",
            "/etc/passwd",
            "link",
            "link/",
        ];
        for target in targets {
            for path in ["link", "link/", "link/secret", "link/.", "link/../secret"] {
                let dir = sandbox();
                symlink(target, dir.path().join("in/link")).unwrap();
                let mut guest = guest(&dir);
                let opened = guest.open(path, 0, READ);
                assert!(opened.is_err(), "{path} to {target}: {opened:?}");
                for oflags in [CREAT, CREAT | 8, DIRECTORY] {
                    let opened = guest.open(path, oflags, READ_WRITE);
                    assert!(opened.is_err(), "{path} to {target}: {opened:?}");
                }
                let _ = all_calls(&mut guest, path.as_bytes());
                assert_eq!(dir.read("secret"), "secret", "{path} to {target}");
                let metadata = fs::metadata(dir.path().join("secret")).unwrap();
                let modified = metadata.modified().unwrap();
                assert!(modified.elapsed().unwrap().as_secs() < 1_000);
                assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
            }
        }
    }

    #[test]
    fn links_inside_work_and_nofollow_is_eloop() {
        let dir = sandbox();
        for (target, name) in [
            ("file", "to-file"),
            ("file/", "to-file-slash"),
            ("sub", "to-dir"),
            ("missing", "dangling"),
            ("loop", "loop"),
            ("sub/../file", "round"),
        ] {
            symlink(target, dir.path().join("in").join(name)).unwrap();
        }
        let mut guest = guest(&dir);
        let mut open = |follow, path: &str| guest.open_with(3, follow, path, 0, READ, 0).map(drop);
        assert_eq!(open(true, "to-file"), Ok(()));
        assert_eq!(open(true, "round"), Ok(()));
        assert_eq!(open(true, "to-dir/file"), Ok(()));
        assert_eq!(open(false, "to-dir/file"), Ok(()));
        assert_eq!(open(true, "dangling"), Err(Errno::Noent));
        assert_eq!(open(true, "loop"), Err(Errno::Loop));
        for name in ["to-file", "to-file-slash", "to-dir", "dangling", "loop"] {
            assert_eq!(open(false, name), Err(Errno::Loop), "{name}");
        }
        let len = guest.put(PATH, "to-file");
        let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
        preview1::path_readlink(ctx, memory, 3, PATH, len, BUFFER, 2, RESULT).unwrap();
        assert_eq!(guest.u32(RESULT), 2);
        assert_eq!(&guest.memory[BUFFER as usize..][..4], b"fi\0\0");
        // A guest cannot make a link to an absolute path either.
        let old = guest.put(OTHER_PATH, "/etc");
        let new = guest.put(PATH, "abs");
        let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
        let made = preview1::path_symlink(ctx, memory, OTHER_PATH, old, 3, PATH, new);
        assert_eq!(made, Err(Errno::Perm));
    }

    /// A link that another thread turns back and forth while it is opened.
    #[test]
    fn a_race_does_not_lead_out() {
        let dir = sandbox();
        let inside = dir.path().join("in");
        let (good, bad) = (inside.join("good"), inside.join("bad"));
        let link = inside.join("link");
        symlink("sub", &link).unwrap();
        let stop = AtomicU32::new(0);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while stop.load(Ordering::Relaxed) == 0 {
                    symlink("..", &bad).unwrap();
                    fs::rename(&bad, &link).unwrap();
                    symlink("sub", &good).unwrap();
                    fs::rename(&good, &link).unwrap();
                }
            });
            let mut guest = guest(&dir);
            for _ in 0..5_000 {
                assert!(guest.open("link/secret", 0, READ).is_err());
                if let Ok(fd) = guest.open("link/file", 0, READ) {
                    assert_eq!(guest.read(fd, 9).unwrap(), b"file");
                    guest.close(fd).unwrap();
                }
            }
            stop.store(1, Ordering::Relaxed);
        });
    }
}
