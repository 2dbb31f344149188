//! Rights: a read-only preopen changes nothing, and rights only ever shrink.

use std::collections::BTreeMap;

use super::*;

const CREAT: u32 = 1;
const EXCL: u32 = 4;
const TRUNC: u32 = 8;
const APPEND: u32 = 1;

/// Everything below a directory: contents, length of life and number of names.
fn snapshot(dir: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    let mut left = vec![dir.to_owned()];
    while let Some(dir) = left.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let contents = fs::read(&path).ok();
            let modified = metadata.modified().unwrap();
            let description = format!("{contents:?} {modified:?} {:?}", metadata.permissions());
            if metadata.is_dir() {
                left.push(path.clone());
            }
            all.insert(path, description);
        }
    }
    all
}

#[test]
fn a_read_only_directory_stays_as_it_is() {
    let fixed = TempDir::new();
    fixed.write("file", "text");
    fixed.write("sub/inner", "more");
    let free = TempDir::new();
    free.write("mine", "own");
    let mut guest = Guest::new(
        WasiCtxBuilder::new()
            .preopened_dir(fixed.path(), "/fixed", Access::ReadOnly)
            .preopened_dir(free.path(), "/free", Access::ReadWrite),
    );
    let before = snapshot(fixed.path());
    // The directory itself, and one opened below it.
    let sub = guest.open_with(
        3,
        true,
        "sub",
        2,
        Rights::ALL.without(Rights::WRITE_DATA),
        0,
    );
    for (fd, name) in [(3, "file"), (sub.unwrap(), "inner")] {
        refuses_all_changes(&mut guest, fd, name);
    }
    assert_eq!(snapshot(fixed.path()), before);
    assert_eq!(snapshot(free.path()).len(), 1);
}

fn refuses_all_changes(guest: &mut Guest, fd: u32, name: &str) {
    // Opening in every way that would change something, or could later.
    let tries = [
        ("new", CREAT, READ, 0),
        ("new", CREAT, READ_WRITE, 0),
        ("new", CREAT | EXCL, READ, 0),
        ("new", EXCL, READ, 0),
        (name, CREAT, READ, 0),
        (name, TRUNC, READ, 0),
        (name, TRUNC, Rights::NONE, 0),
        (name, 0, READ_WRITE, 0),
        (name, 0, Rights::FD_WRITE, 0),
        (name, 0, Rights::FD_ALLOCATE, 0),
        (name, 0, Rights::FD_FILESTAT_SET_SIZE, 0),
        (name, 0, READ, APPEND),
    ];
    for (path, oflags, rights, flags) in tries {
        let opened = guest.open_with(fd, true, path, oflags, rights, flags);
        assert_eq!(
            opened,
            Err(Errno::Rofs),
            "{path} {oflags} {rights:?} {flags}"
        );
    }

    // A file that is open for reading, asked for everything else.
    let file = guest.open_with(fd, true, name, 0, READ, 0).unwrap();
    assert!(!guest.rights(file).0.intersects(Rights::MUTATE));
    assert_eq!(guest.read(file, 2).unwrap().len(), 2);
    assert_eq!(guest.write(file, b"no"), Err(Errno::Badf));
    let (list, count) = guest.iovec(1);
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    let results = [
        preview1::fd_allocate(ctx, memory, file, 0, 9_999),
        preview1::fd_filestat_set_size(ctx, memory, file, 0),
        preview1::fd_filestat_set_times(ctx, memory, file, 1, 1, 5),
        preview1::fd_filestat_set_times(ctx, memory, fd, 1, 1, 5),
    ];
    assert_eq!(results, [Err(Errno::Rofs); 4]);
    let written = preview1::fd_pwrite(ctx, memory, file, list, count, 0, RESULT);
    assert_eq!(written, Err(Errno::Badf));
    let widened = preview1::fd_fdstat_set_rights(ctx, memory, file, Rights::FILE.0, 0);
    assert_eq!(widened, Err(Errno::Notcapable));

    // Every operation on paths, within the directory and across two.
    let len = guest.put(PATH, name);
    let new = guest.put(OTHER_PATH, "new");
    let mine = OTHER_PATH + 100;
    let mine_len = guest.put(mine, "mine");
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    let results = [
        preview1::path_create_directory(ctx, memory, fd, OTHER_PATH, new),
        preview1::path_remove_directory(ctx, memory, fd, PATH, len),
        preview1::path_unlink_file(ctx, memory, fd, PATH, len),
        preview1::path_symlink(ctx, memory, PATH, len, fd, OTHER_PATH, new),
        preview1::path_filestat_set_times(ctx, memory, fd, 0, PATH, len, 1, 1, 5),
        preview1::path_link(ctx, memory, fd, 0, PATH, len, fd, OTHER_PATH, new),
        preview1::path_rename(ctx, memory, fd, PATH, len, fd, OTHER_PATH, new),
        // Out of it: a second, writable name.
        preview1::path_link(ctx, memory, fd, 0, PATH, len, 4, OTHER_PATH, new),
        preview1::path_rename(ctx, memory, fd, PATH, len, 4, OTHER_PATH, new),
        // Into it.
        preview1::path_link(ctx, memory, 4, 0, mine, mine_len, fd, OTHER_PATH, new),
        preview1::path_rename(ctx, memory, 4, mine, mine_len, fd, OTHER_PATH, new),
    ];
    assert_eq!(results, [Err(Errno::Rofs); 11]);
}

#[test]
fn reading_is_all_that_a_read_only_directory_allows() {
    let dir = TempDir::new();
    dir.write("sub/file", "text");
    let mut guest = Guest::with_dir(&dir, Access::ReadOnly);
    // wasi-libc's `opendir` and Rust's `File::open` ask for rights by the dozen.
    let asked = Rights::ALL.without(Rights::WRITE_DATA);
    let sub = guest.open("sub", 2, asked).unwrap();
    let (base, inheriting) = guest.rights(sub);
    assert!(!base.intersects(Rights::MUTATE));
    assert!(inheriting.contains(Rights::FD_READ));
    let file = guest.open_with(sub, true, "file", 0, asked, 0).unwrap();
    assert_eq!(guest.read(file, 9).unwrap(), b"text");
    let len = guest.put(PATH, "sub/file");
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::path_filestat_get(ctx, memory, 3, 0, PATH, len, RESULT).unwrap();
    preview1::fd_readdir(ctx, memory, 3, BUFFER, 999, 0, RESULT).unwrap();
}

#[test]
fn writing_is_all_that_a_write_only_directory_allows() {
    let dropped = TempDir::new();
    dropped.write("sub/file", "secret");
    dropped.write("file", "secret");
    let free = TempDir::new();
    let mut guest = Guest::new(
        WasiCtxBuilder::new()
            .preopened_dir(dropped.path(), "/dropped", Access::WriteOnly)
            .preopened_dir(free.path(), "/free", Access::ReadWrite),
    );
    let write = READ_WRITE.without(Rights::FD_READ);
    for name in ["new", "file", "sub/file"] {
        let fd = guest.open(name, CREAT | TRUNC, write).unwrap();
        assert_eq!(guest.write(fd, b"text"), Ok(4));
        assert_eq!(guest.read(fd, 4), Err(Errno::Badf));
        assert!(!guest.rights(fd).0.intersects(Rights::LOOK));
        assert_eq!(dropped.read(name), "text");
    }
    for rights in [READ, READ_WRITE] {
        assert_eq!(guest.open("file", 0, rights), Err(Errno::Acces));
    }
    // Not through a directory below either, with all the rights that it can have.
    let asked = Rights::ALL.without(Rights::WRITE_DATA.union(Rights::FD_READ));
    let sub = guest.open("sub", 2, asked).unwrap();
    for dir in [3, sub] {
        let read = guest.open_with(dir, true, "file", 0, READ, 0);
        assert_eq!(read, Err(Errno::Acces));
        let len = guest.put(PATH, "file");
        let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
        let results = [
            preview1::fd_readdir(ctx, memory, dir, BUFFER, 999, 0, RESULT),
            preview1::path_readlink(ctx, memory, dir, PATH, len, BUFFER, 99, RESULT),
            // Nor where it could be read.
            preview1::path_link(ctx, memory, dir, 0, PATH, len, 4, PATH, len),
            preview1::path_rename(ctx, memory, dir, PATH, len, 4, PATH, len),
        ];
        assert_eq!(results, [Err(Errno::Acces); 4]);
    }
    let old = guest.put(PATH, "file");
    let new = guest.put(OTHER_PATH, "sub/moved");
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::path_rename(ctx, memory, 3, PATH, old, 3, OTHER_PATH, new).unwrap();
    assert_eq!(dropped.read("sub/moved"), "text");
}

#[test]
fn rights_only_shrink() {
    let dir = TempDir::new();
    dir.write("file", "text");
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    let (base, inheriting) = guest.rights(3);
    let no_write = inheriting.without(Rights::FD_WRITE);
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_fdstat_set_rights(ctx, memory, 3, base.0, no_write.0).unwrap();
    let back = preview1::fd_fdstat_set_rights(ctx, memory, 3, base.0, inheriting.0);
    assert_eq!(back, Err(Errno::Notcapable));
    assert_eq!(guest.open("file", 0, READ_WRITE), Err(Errno::Notcapable));
    let fd = guest.open("file", 0, READ).unwrap();
    assert_eq!(guest.write(fd, b"x"), Err(Errno::Badf));

    let less = base.without(Rights::PATH_OPEN.union(Rights::PATH_UNLINK_FILE));
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_fdstat_set_rights(ctx, memory, 3, less.0, no_write.0).unwrap();
    assert_eq!(guest.open("file", 0, READ), Err(Errno::Notcapable));
    let len = guest.put(PATH, "file");
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    let gone = preview1::path_unlink_file(ctx, memory, 3, PATH, len);
    assert_eq!(gone, Err(Errno::Notcapable));
}

#[test]
fn opening_a_directory_for_writing_is_eisdir() {
    let dir = TempDir::new();
    let mut guest = Guest::with_dir(&dir, Access::ReadWrite);
    assert_eq!(guest.open(".", 2, READ_WRITE), Err(Errno::Isdir));
    assert_eq!(guest.open(".", 0, READ_WRITE), Err(Errno::Isdir));
    assert_eq!(guest.open(".", 2 | CREAT, READ), Err(Errno::Inval));
    assert_eq!(guest.open(".", 16, READ), Err(Errno::Inval));
    assert!(guest.open(".", 0, READ).is_ok());
    assert_eq!(guest.read(3, 1), Err(Errno::Isdir));
    assert_eq!(guest.write(3, b"x"), Err(Errno::Isdir));
}
