//! `poll_oneoff`: waiting for times and descriptors.
//!
//! Files, buffers and callbacks are always ready. Only pipes, terminals and the
//! like of the host are waited for, and only when nothing else is ready.

use std::time::{Duration, Instant};

use crate::clock::{self, ClockId};
use crate::ctx::WasiCtx;
use crate::fd_table::{Kind, authorize};
use crate::memory::{self, GuestMemory, Lent, at};
use crate::stdio::{self, INTERRUPT_SLICE, Waiting};
use crate::sys::{self, Interest};
use crate::types::{Errno, Rights};

/// Most subscriptions of one call: twice the default number of descriptors, for
/// reading and writing each, and as many clocks again.
const MAX_SUBSCRIPTIONS: u32 = 4096;

const EVENT_BYTES: u32 = 32;

const TAG_CLOCK: u8 = 0;
const TAG_READ: u8 = 1;
const TAG_WRITE: u8 = 2;

/// Of a clock subscription: the time is on the clock, not from now.
const ABSTIME: u16 = 1;

/// In an event: the other end of the descriptor is gone.
const HANGUP: u16 = 1;

/// Where the fields of a subscription are.
///
/// ```text
///            0         8    16                                          end
/// preview 1  userdata  tag  clock id 4, timeout 8 at 24, -, flags at 40  48
/// preview 0  userdata  tag  identifier 8, clock id at 24, timeout at 32,
///                           -, flags at 48                               56
/// ```
#[derive(Debug, Clone, Copy)]
pub(crate) struct SubscriptionLayout {
    size: u32,
    clock_id: u32,
    timeout: u32,
    clock_flags: u32,
}

impl SubscriptionLayout {
    pub(crate) const PREVIEW1: Self = SubscriptionLayout {
        size: 48,
        clock_id: 16,
        timeout: 24,
        clock_flags: 40,
    };

    /// The clock has an identifier of its own in front.
    pub(crate) const PREVIEW0: Self = SubscriptionLayout {
        size: 56,
        clock_id: 24,
        timeout: 32,
        clock_flags: 48,
    };
}

#[derive(Debug, Clone, Copy)]
struct Subscription {
    userdata: u64,
    tag: u8,
    what: Result<What, Errno>,
}

#[derive(Debug, Clone, Copy)]
enum What {
    /// After so many nanoseconds from when the call began.
    After(u64),
    Fd(u32, Interest),
}

#[derive(Debug, Clone, Copy)]
struct Event {
    userdata: u64,
    tag: u8,
    error: u16,
    bytes: u64,
    hangup: bool,
}

impl Subscription {
    fn event(&self, result: Result<Ready, Errno>) -> Event {
        let ready = result.unwrap_or_default();
        Event {
            userdata: self.userdata,
            tag: self.tag,
            error: Errno::of(result.map(|_| ())),
            bytes: ready.bytes,
            hangup: ready.hangup,
        }
    }
}

/// What is to be said of a descriptor that is ready.
#[derive(Debug, Clone, Copy, Default)]
struct Ready {
    bytes: u64,
    hangup: bool,
}

/// Waits for one of the subscriptions; writes the events that occurred.
pub(crate) fn poll_oneoff(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    layout: SubscriptionLayout,
    (subscriptions, events, count): (u32, u32, u32),
    event_count: u32,
) -> Result<(), Errno> {
    if count == 0 || count > MAX_SUBSCRIPTIONS {
        return Err(Errno::Inval);
    }
    let events_len = count.checked_mul(EVENT_BYTES).ok_or(Errno::Inval)?;
    memory::range(memory, events, events_len)?;
    memory::range(memory, event_count, 4)?;
    let subscriptions = read_subscriptions(ctx, memory, layout, subscriptions, count)?;

    let occurred = wait(ctx, &subscriptions)?;
    let mut address = events;
    let mut number: u32 = 0;
    for event in occurred {
        write_event(memory, address, event)?;
        address = at(address, EVENT_BYTES)?;
        number = number.checked_add(1).ok_or(Errno::Overflow)?;
    }
    memory::write_u32(memory, event_count, number)
}

fn read_subscriptions(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    layout: SubscriptionLayout,
    address: u32,
    count: u32,
) -> Result<Vec<Subscription>, Errno> {
    let len = count.checked_mul(layout.size).ok_or(Errno::Inval)?;
    let mut list = memory::bytes(memory, address, len)?;
    let size = usize::try_from(layout.size).map_err(|_| Errno::Inval)?;
    let mut subscriptions = Vec::with_capacity(list.len() / size);
    for bytes in list.chunks_exact_mut(size) {
        let bytes = &Lent { bytes, room: None };
        let tag = memory::read_u8(bytes, 8)?;
        let what = match tag {
            TAG_CLOCK => read_clock(ctx, layout, bytes),
            TAG_READ => Ok(What::Fd(memory::read_u32(bytes, 16)?, Interest::Read)),
            TAG_WRITE => Ok(What::Fd(memory::read_u32(bytes, 16)?, Interest::Write)),
            _ => return Err(Errno::Inval),
        };
        subscriptions.push(Subscription {
            userdata: memory::read_u64(bytes, 0)?,
            tag,
            what,
        });
    }
    Ok(subscriptions)
}

fn read_clock(
    ctx: &mut WasiCtx,
    layout: SubscriptionLayout,
    bytes: &Lent<'_>,
) -> Result<What, Errno> {
    let id = clock::clock_id(memory::read_u32(bytes, layout.clock_id)?)?;
    if !matches!(id, ClockId::Realtime | ClockId::Monotonic) {
        return Err(Errno::Notsup);
    }
    let timeout = memory::read_u64(bytes, layout.timeout)?;
    let flags = memory::read_u16(bytes, layout.clock_flags)?;
    match flags {
        0 => Ok(What::After(timeout)),
        ABSTIME => {
            // From when the call began, as the other times are.
            let left = timeout.saturating_sub(ctx.now(id)?);
            Ok(What::After(left.saturating_add(ctx.waited())))
        }
        _ => Err(Errno::Inval),
    }
}

/// The events that have occurred when the first one has; at least one.
fn wait(ctx: &mut WasiCtx, subscriptions: &[Subscription]) -> Result<Vec<Event>, Errno> {
    let start = Instant::now();
    let deadline = subscriptions
        .iter()
        .filter_map(|subscription| match subscription.what {
            Ok(What::After(nanos)) => Some(nanos),
            _ => None,
        })
        .min();

    // A look first: it serves all that does not need waiting.
    let events = look(ctx, subscriptions, Duration::ZERO)?;
    let waited = ctx.waited();
    if !events.is_empty() || deadline.is_some_and(|deadline| deadline <= waited) {
        return Ok(with_clocks(subscriptions, events, waited));
    }
    if ctx.waiting() == Waiting::Later {
        return match deadline {
            Some(deadline) if ctx.clock.wait(Duration::from_nanos(deadline)) => {
                Ok(with_clocks(subscriptions, events, deadline))
            }
            _ => Err(ctx.postpone()),
        };
    }

    let Some(deadline) = deadline else {
        return wait_for_fds(ctx, subscriptions, None);
    };
    let waits_for_fds = subscriptions
        .iter()
        .any(|subscription| matches!(subscription.what, Ok(What::Fd(..))));
    let deadline_duration = Duration::from_nanos(deadline);
    let events = if !waits_for_fds {
        ctx.sleep(deadline_duration)?;
        Vec::new()
    } else if ctx.clock.wait(deadline_duration) {
        Vec::new()
    } else {
        wait_for_fds(ctx, subscriptions, start.checked_add(deadline_duration))?
    };
    let passed = if events.is_empty() {
        deadline
    } else {
        u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    };
    Ok(with_clocks(subscriptions, events, passed))
}

/// Waits until a descriptor is ready or the deadline has passed.
fn wait_for_fds(
    ctx: &mut WasiCtx,
    subscriptions: &[Subscription],
    deadline: Option<Instant>,
) -> Result<Vec<Event>, Errno> {
    loop {
        let left = match deadline {
            Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            None => Duration::MAX,
        };
        let slice = if ctx.interrupt.is_some() {
            left.min(INTERRUPT_SLICE)
        } else {
            left
        };
        let events = look(ctx, subscriptions, slice)?;
        if !events.is_empty() || deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return Ok(events);
        }
        stdio::check(ctx.interrupt.as_ref())?;
    }
}

/// The events of descriptors and of errors, after at most `timeout`.
fn look(
    ctx: &WasiCtx,
    subscriptions: &[Subscription],
    timeout: Duration,
) -> Result<Vec<Event>, Errno> {
    let mut events = Vec::new();
    let mut waiting = Vec::new();
    for subscription in subscriptions {
        match subscription.what {
            Ok(What::After(_)) => {}
            Err(errno) => events.push(subscription.event(Err(errno))),
            Ok(What::Fd(fd, interest)) => match ready_now(ctx, fd, interest) {
                Ok(Some(ready)) => events.push(subscription.event(Ok(ready))),
                Ok(None) => waiting.push((subscription, fd, interest)),
                Err(errno) => events.push(subscription.event(Err(errno))),
            },
        }
    }

    let mut wanted = Vec::with_capacity(waiting.len());
    for (_, fd, interest) in &waiting {
        if let Kind::Stream(stream) = &ctx.fds.get(*fd)?.kind
            && let Some(file) = stream.host()
        {
            wanted.push((file, *interest));
        }
    }
    if wanted.is_empty() {
        return Ok(events);
    }
    let timeout = if events.is_empty() {
        timeout
    } else {
        Duration::ZERO
    };
    let states = sys::wait_ready(&wanted, Some(timeout))?;
    for ((subscription, _, interest), ((file, _), state)) in
        waiting.iter().zip(wanted.iter().zip(states))
    {
        if state.ready {
            let bytes = match interest {
                Interest::Read => sys::available(file),
                Interest::Write => 0,
            };
            events.push(subscription.event(Ok(Ready {
                bytes,
                hangup: state.hangup,
            })));
        }
    }
    Ok(events)
}

/// Whether a descriptor is known to be ready; `None` when the host must be asked.
fn ready_now(ctx: &WasiCtx, fd: u32, interest: Interest) -> Result<Option<Ready>, Errno> {
    let descriptor = ctx.fds.get(fd)?;
    authorize(descriptor, Rights::POLL_FD_READWRITE, Rights::NONE)?;
    let bytes = match (&descriptor.kind, interest) {
        (Kind::Stream(stream), _) if stream.host().is_some() => return Ok(None),
        (Kind::Stream(stream), Interest::Read) => stream.available(),
        (Kind::File(file), Interest::Read) => file.available(),
        _ => 0,
    };
    Ok(Some(Ready {
        bytes,
        hangup: false,
    }))
}

/// Adds the events of the clocks whose time has passed.
fn with_clocks(subscriptions: &[Subscription], mut events: Vec<Event>, passed: u64) -> Vec<Event> {
    for subscription in subscriptions {
        if let Ok(What::After(nanos)) = subscription.what
            && nanos <= passed
        {
            events.push(subscription.event(Ok(Ready::default())));
        }
    }
    events
}

fn write_event(memory: &mut dyn GuestMemory, address: u32, event: Event) -> Result<(), Errno> {
    memory::write(memory, address, [0; EVENT_BYTES as usize])?;
    memory::write_u64(memory, address, event.userdata)?;
    memory::write(memory, at(address, 8)?, event.error.to_le_bytes())?;
    memory::write(memory, at(address, 10)?, [event.tag])?;
    memory::write_u64(memory, at(address, 16)?, event.bytes)?;
    let flags = if event.hangup { HANGUP } else { 0 };
    memory::write(memory, at(address, 24)?, flags.to_le_bytes())
}
