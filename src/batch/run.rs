//! A whole audience, on all cores.
//!
//! One thread cuts the audience into chunks, several render them, and the caller's thread gets the results in the
//! order of the audience. There is a fixed number of chunks, handed round in a circle, so that memory does not depend
//! on how long the audience is, nor on which of the threads is the slowest.

use super::audience::chunk::Chunk;
use super::audience::profile::Layout;
use super::audience::{Audience, Source};
use super::delivery::{Delivery, Fate};
use super::error::{Error, ErrorKind, reason};
use super::renderer::BatchRenderer;
use super::selection::Selection;
use super::sent::Sent;
use crate::Template;
use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Chunks for each rendering thread: one in work, one that waits for it, one that waits for its turn to be written.
const CHUNKS_PER_THREAD: usize = 3;
/// Rows of the first chunks, when nothing is known of how large payloads are.
const FIRST_ROWS: usize = 64;
/// Rows of a chunk, at most.
const MOST_ROWS: usize = 1 << 11;
/// Bytes of payloads of a chunk, at most: more would only leave the caches of the processor.
const MOST_BYTES: usize = 1 << 20;
/// Bytes of payloads that wait to be written, in all chunks together.
const WAITING: usize = 48 << 20;
/// How long it takes at most until a request to stop is seen.
const PATIENCE: Duration = Duration::from_millis(100);

/// What is to be done with an audience.
#[derive(Debug)]
pub struct Job<'j> {
    template: &'j Template,
    selection: Option<&'j Selection>,
    identity: Option<&'j str>,
    threads: NonZeroUsize,
}

impl<'j> Job<'j> {
    /// Renders a template for all users, on one thread.
    pub fn new(template: &'j Template) -> Self {
        Self { template, selection: None, identity: None, threads: NonZeroUsize::MIN }
    }

    /// Only for these users.
    pub fn selection(mut self, selection: &'j Selection) -> Self {
        self.selection = Some(selection);
        self
    }

    /// At most once for users with the same value of this attribute.
    pub fn once_per(mut self, attribute: &'j str) -> Self {
        self.identity = Some(attribute);
        self
    }

    /// On so many threads. What is delivered does not depend on it.
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// Renders the messages of an audience and hands them over in its order. When `stop` is set, the run ends with an
    /// error behind what was handed over before.
    ///
    /// # Errors
    /// Where the audience cannot be read on, where the run is stopped, or what `deliver` returns.
    pub fn run<E: From<Error>>(
        &self,
        audience: Audience,
        stop: &AtomicBool,
        mut deliver: impl FnMut(&Delivery) -> Result<(), E>,
    ) -> Result<(), E> {
        let (layout, source) = audience.into_parts();
        let mut sent = self.identity.map(|_| Sent::new());
        let mut last = 0;
        let mut deliver = |delivery: &mut Delivery| {
            if stop.load(Ordering::Relaxed) {
                return Err(E::from(stopped(last)));
            }
            if let Some(sent) = &mut sent {
                mark_duplicates(delivery, sent).map_err(forgotten)?;
            }
            last = delivery.rows().last().map_or(last, |row| row.number);
            deliver(delivery)
        };
        if self.threads.get() == 1 {
            self.alone(&layout, source, &mut deliver)
        } else {
            self.together(&layout, source, stop, &mut deliver)
        }
    }

    fn renderer(&self) -> BatchRenderer<'j> {
        let renderer = BatchRenderer::new(self.template);
        let renderer = self.selection.into_iter().fold(renderer, BatchRenderer::selection);
        self.identity.into_iter().fold(renderer, BatchRenderer::identity)
    }

    fn alone<E: From<Error>>(
        &self,
        layout: &Layout,
        mut source: Source,
        deliver: &mut impl FnMut(&mut Delivery) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut renderer = self.renderer();
        let (mut chunk, mut delivery) = (Chunk::default(), Delivery::default());
        let pace = Pace::new(1);
        while source.read(&mut chunk, pace.rows())? {
            renderer.chunk(layout, &chunk, &mut delivery);
            pace.adapt(&delivery);
            deliver(&mut delivery)?;
        }
        Ok(())
    }

    fn together<E: From<Error>>(
        &self,
        layout: &Layout,
        source: Source,
        stop: &AtomicBool,
        deliver: &mut impl FnMut(&mut Delivery) -> Result<(), E>,
    ) -> Result<(), E> {
        let threads = self.threads.get();
        let slots = threads * CHUNKS_PER_THREAD;
        let (free, freed) = sync_channel(slots);
        for _ in 0..slots {
            // There is room for all of them.
            let _ = free.send(Slot::default());
        }
        let (cut, work) = sync_channel(slots);
        let work = Mutex::new(work);
        let (done, results) = channel();
        let pace = &Pace::new(slots);
        thread::scope(|scope| {
            let reading = done.clone();
            scope.spawn(move || read(source, pace, &freed, &cut, &reading));
            for _ in 0..threads {
                let done = done.clone();
                let work = &work;
                scope.spawn(move || render(self.renderer(), layout, pace, work, &done));
            }
            drop(done);
            // What is dropped at the end of this closure ends the threads.
            let (free, results) = (free, results);
            in_order(&results, &free, stop, deliver)
        })
    }
}

/// How many rows make a chunk: fewer where payloads are large, so that those that wait to be written fit in memory.
struct Pace {
    rows: AtomicUsize,
    /// Bytes of payloads of one chunk.
    bytes: usize,
}

impl Pace {
    /// For so many chunks.
    fn new(chunks: usize) -> Self {
        Self { rows: AtomicUsize::new(FIRST_ROWS), bytes: (WAITING / chunks).min(MOST_BYTES) }
    }

    fn rows(&self) -> usize {
        self.rows.load(Ordering::Relaxed)
    }

    fn adapt(&self, delivery: &Delivery) {
        if let Some(bytes) = delivery.bytes_per_row() {
            let rows = (self.bytes / bytes.max(1)).clamp(1, MOST_ROWS);
            self.rows.store(rows, Ordering::Relaxed);
        }
    }
}

/// A chunk with what becomes of it, and their memory.
#[derive(Default)]
struct Slot {
    chunk: Chunk,
    delivery: Delivery,
}

/// What the threads tell.
enum Report {
    /// The chunk with this number is rendered.
    Rendered(u64, Box<Slot>),
    /// There is no chunk with this number: the audience ends there, or cannot be read on.
    End(u64, Option<Error>),
    /// A thread broke down. The panic reaches the caller when all threads have ended.
    Lost,
}

/// Tells of a thread that breaks down, so that nobody waits for it.
struct Watch<'s>(&'s Sender<Report>);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Report::Lost);
        }
    }
}

/// Cuts the audience into chunks, as long as somebody wants them.
fn read(
    mut source: Source,
    pace: &Pace,
    freed: &Receiver<Slot>,
    cut: &SyncSender<(u64, Slot)>,
    done: &Sender<Report>,
) {
    let _watch = Watch(done);
    let mut number = 0;
    while let Ok(mut slot) = freed.recv() {
        let end = match source.read(&mut slot.chunk, pace.rows()) {
            Ok(true) => match cut.send((number, slot)) {
                Ok(()) => {
                    number += 1;
                    continue;
                }
                Err(_) => return,
            },
            Ok(false) => None,
            Err(error) => Some(error),
        };
        let _ = done.send(Report::End(number, end));
        return;
    }
}

/// Renders chunks, as long as there are any.
fn render(
    mut renderer: BatchRenderer<'_>,
    layout: &Layout,
    pace: &Pace,
    work: &Mutex<Receiver<(u64, Slot)>>,
    done: &Sender<Report>,
) {
    let _watch = Watch(done);
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, mut slot)) = next else { return };
        renderer.chunk(layout, &slot.chunk, &mut slot.delivery);
        pace.adapt(&slot.delivery);
        if done.send(Report::Rendered(number, Box::new(slot))).is_err() {
            return;
        }
    }
}

/// Hands over what was rendered, in the order of the audience.
fn in_order<E: From<Error>>(
    results: &Receiver<Report>,
    free: &SyncSender<Slot>,
    stop: &AtomicBool,
    deliver: &mut impl FnMut(&mut Delivery) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::<u64, Box<Slot>>::new();
    let mut end: Option<(u64, Option<Error>)> = None;
    let mut next = 0;
    loop {
        while let Some(mut slot) = waiting.remove(&next) {
            deliver(&mut slot.delivery)?;
            next += 1;
            // Nobody needs it any more when all is read.
            let _ = free.send(*slot);
        }
        match end {
            Some((number, error)) if number == next => {
                return error.map_or(Ok(()), |error: Error| Err(error.into()));
            }
            other => end = other,
        }
        match results.recv_timeout(PATIENCE) {
            Ok(Report::Rendered(number, slot)) => {
                waiting.insert(number, slot);
            }
            Ok(Report::End(number, error)) => end = Some((number, error)),
            Err(RecvTimeoutError::Timeout) if !stop.load(Ordering::Relaxed) => {}
            Err(RecvTimeoutError::Timeout) => deliver(&mut Delivery::default())?,
            Ok(Report::Lost) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

fn stopped(last: u64) -> Error {
    let behind = if last == 0 { "before the first row".to_owned() } else { format!("behind row {last}") };
    Error::new(ErrorKind::Stopped, format!("stopped {behind}"))
}

/// Takes the message from those who got one before.
fn mark_duplicates(delivery: &mut Delivery, sent: &mut Sent) -> io::Result<()> {
    for row in delivery.rows_mut() {
        if let (Fate::Sent(_), Some(identity)) = (&row.fate, row.identity)
            && !sent.insert(identity)?
        {
            row.fate = Fate::Duplicate;
        }
    }
    Ok(())
}

/// The error for a set that cannot be kept on the disk.
fn forgotten(error: io::Error) -> Error {
    let message = format!("cannot remember who got a message: {}", reason(&error));
    Error::new(ErrorKind::Write, message)
        .hint("there must be room for temporary files: TMPDIR names their folder")
        .source(error)
}
