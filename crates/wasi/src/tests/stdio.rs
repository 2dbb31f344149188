//! Standard streams of every kind.

use std::fs::File;
use std::io::{self, Cursor, Write};
use std::sync::{Arc, Mutex};

use super::*;
use crate::{Abort, Input, Output, OutputBuffer};

#[test]
fn bytes_in_and_buffers_out() {
    let (stdout, stderr) = (OutputBuffer::new(), OutputBuffer::new());
    let mut guest = Guest::new(
        WasiCtxBuilder::new()
            .stdin(Input::bytes("hello"))
            .stdout(Output::buffer(&stdout))
            .stderr(Output::buffer(&stderr)),
    );
    assert_eq!(guest.read(0, 3).unwrap(), b"hel");
    assert_eq!(guest.read(0, 9).unwrap(), b"lo");
    assert_eq!(guest.read(0, 9).unwrap(), b"");
    assert_eq!(guest.write(1, b"out"), Ok(3));
    assert_eq!(guest.write(2, b"err"), Ok(3));
    assert_eq!(guest.write(1, b"put"), Ok(3));
    assert_eq!(
        (stdout.contents(), stderr.take()),
        (b"output".to_vec(), b"err".to_vec())
    );
    // Each has its direction, and none is a place.
    assert_eq!(guest.write(0, b"x"), Err(Errno::Badf));
    assert_eq!(guest.read(1, 1), Err(Errno::Badf));
    assert_eq!(guest.seek(1, 0, 1), Err(Errno::Spipe));
}

#[test]
fn nothing_is_the_default() {
    let mut guest = Guest::new(WasiCtxBuilder::new());
    assert_eq!(guest.read(0, 9).unwrap(), b"");
    assert_eq!(guest.write(1, b"gone"), Ok(4));
    assert_eq!(guest.write(2, b"gone"), Ok(4));
}

#[test]
fn limits_of_buffers_are_enospc() {
    let stdout = OutputBuffer::with_limit(5);
    let mut guest = Guest::new(WasiCtxBuilder::new().stdout(Output::buffer(&stdout)));
    assert_eq!(guest.write(1, b"1234"), Ok(4));
    assert_eq!(guest.write(1, b"5678"), Ok(1));
    assert_eq!(guest.write(1, b"678"), Err(Errno::Nospc));
    assert_eq!(stdout.contents(), b"12345");
}

#[test]
fn callbacks_see_what_is_written_and_give_what_is_read() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let seen_there = Arc::clone(&seen);
    let mut left = 2_u8;
    let mut guest = Guest::new(
        WasiCtxBuilder::new()
            .stdin(Input::callback(move |buffer| {
                if left == 0 {
                    return Ok(0);
                }
                left -= 1;
                buffer.fill(left);
                Ok(buffer.len())
            }))
            .stdout(Output::callback(move |bytes| {
                seen_there.lock().unwrap().push(bytes.to_vec());
                Ok(())
            }))
            .stderr(Output::callback(|_| Err(io::ErrorKind::BrokenPipe.into()))),
    );
    assert_eq!(guest.read(0, 2).unwrap(), [1, 1]);
    assert_eq!(guest.read(0, 2).unwrap(), [0, 0]);
    assert_eq!(guest.read(0, 2).unwrap(), []);
    guest.write(1, b"a").unwrap();
    guest.write(1, b"bc").unwrap();
    assert_eq!(*seen.lock().unwrap(), [b"a".to_vec(), b"bc".to_vec()]);
    assert_eq!(guest.write(2, b"x"), Err(Errno::Pipe));
}

#[test]
fn a_reader_that_lies_is_not_believed() {
    let mut guest =
        Guest::new(WasiCtxBuilder::new().stdin(Input::callback(|buffer| Ok(buffer.len() + 100))));
    assert_eq!(guest.read(0, 4).unwrap().len(), 4);
}

#[test]
fn an_abort_is_kept_for_the_host() {
    let stop = |_: &[u8]| Err(io::Error::other(Abort::new("stop")));
    let mut guest = Guest::new(WasiCtxBuilder::new().stdout(Output::callback(stop)));
    assert_eq!(guest.write(1, b"x"), Err(Errno::Io));
    let abort = guest.ctx.take_abort().unwrap();
    assert_eq!(abort.into_inner().to_string(), "stop");
    assert!(guest.ctx.take_abort().is_none());
}

#[test]
fn files_can_be_streams() {
    let dir = TempDir::new();
    dir.write("in", "0123456789");
    let input = File::open(dir.path().join("in")).unwrap();
    let output = File::create(dir.path().join("out")).unwrap();
    let mut guest = Guest::new(
        WasiCtxBuilder::new()
            .stdin(Input::file(input))
            .stdout(Output::file(output)),
    );
    assert_eq!(guest.seek(0, 4, 0), Ok(4));
    assert_eq!(guest.read(0, 3).unwrap(), b"456");
    assert_eq!(guest.write(0, b"x"), Err(Errno::Badf));
    assert_eq!(guest.read(1, 1), Err(Errno::Badf));
    guest.write(1, b"abc").unwrap();
    assert_eq!(dir.read("out"), "abc");
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    let cut = preview1::fd_filestat_set_size(ctx, memory, 0, 0);
    assert_eq!(cut, Err(Errno::Notcapable));
    assert_eq!(dir.read("in"), "0123456789");
}

#[test]
fn writers_and_readers() {
    let mut guest = Guest::new(
        WasiCtxBuilder::new()
            .stdin(Input::reader(Cursor::new(b"abc")))
            .stdout(Output::writer(io::sink())),
    );
    assert_eq!(guest.read(0, 9).unwrap(), b"abc");
    assert_eq!(guest.write(1, b"abc"), Ok(3));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_an_errno() {
    use std::os::fd::OwnedFd;
    let (reader, writer) = io::pipe().unwrap();
    let output = File::from(OwnedFd::from(writer));
    let mut guest = Guest::new(WasiCtxBuilder::new().stdout(Output::file(output)));
    assert_eq!(guest.write(1, b"heard"), Ok(5));
    drop(reader);
    assert_eq!(guest.write(1, b"unheard"), Err(Errno::Pipe));
}

#[cfg(unix)]
#[test]
fn pipes_deliver_what_there_is_without_waiting_for_more() {
    use std::os::fd::OwnedFd;
    let (reader, mut writer) = io::pipe().unwrap();
    let input = File::from(OwnedFd::from(reader));
    let mut guest = Guest::new(WasiCtxBuilder::new().stdin(Input::file(input)));
    writer.write_all(b"ab").unwrap();
    // Two buffers: the first is filled, the second would have to wait.
    for (address, value) in [(0, BUFFER), (4, 2), (8, BUFFER + 2), (12, 2)] {
        crate::memory::write_u32(&mut guest.memory, address, value).unwrap();
    }
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_read(ctx, memory, 0, 0, 2, RESULT).unwrap();
    assert_eq!(guest.u32(RESULT), 2);
    // And not at all when the guest does not want to.
    const NONBLOCK: u32 = 4;
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_fdstat_set_flags(ctx, memory, 0, NONBLOCK).unwrap();
    assert_eq!(guest.read(0, 1), Err(Errno::Again));
    drop(writer);
    assert_eq!(guest.read(0, 1).unwrap(), b"");
}

#[cfg(unix)]
#[test]
fn a_waiting_read_can_be_interrupted() {
    use std::os::fd::OwnedFd;
    let (reader, _writer) = io::pipe().unwrap();
    let input = File::from(OwnedFd::from(reader));
    let builder = WasiCtxBuilder::new().stdin(Input::file(input));
    let mut guest = Guest::new(builder.interrupt_check(|| true));
    assert_eq!(guest.read(0, 1), Err(Errno::Intr));
}

#[test]
fn a_read_may_overwrite_its_own_list() {
    let mut guest = Guest::new(WasiCtxBuilder::new().stdin(Input::bytes([0xff; 64])));
    for (address, value) in [(0, 0), (4, 16), (8, 100), (12, 4)] {
        crate::memory::write_u32(&mut guest.memory, address, value).unwrap();
    }
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::fd_read(ctx, memory, 0, 0, 2, RESULT).unwrap();
    assert_eq!(guest.u32(RESULT), 16);
    // A bad address for the result loses nothing.
    let (list, count) = guest.iovec(4);
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    let bad = preview1::fd_read(ctx, memory, 0, list, count, u32::MAX);
    assert_eq!(bad, Err(Errno::Fault));
    assert_eq!(guest.read(0, 99).unwrap().len(), 48);
}
