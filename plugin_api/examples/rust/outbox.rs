//! Channel type "example.outbox": writes each message as a JSON file into a folder. Rust without a crate and
//! without bindings made from C++: what `repr(C)` says below is the whole of lifecycled/channel.h that it needs.
//!
//!     rustc --edition 2021 --crate-type cdylib -O -o outbox.so outbox.rs        (Rust 1.63 and later)
//!
//! A thread of its own writes; submit() only queues. The file's name is the idempotency key, so the same message
//! sent twice is one file, and the channel says that it deduplicates.

use std::ffi::{c_void, CStr, CString};
use std::fs;
use std::io::Write;
use std::os::raw::c_char;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::ptr::{addr_of, null, null_mut};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::thread::JoinHandle;

// ---- lifecycled/channel.h ----

const ABI_MAJOR: u32 = 0;
const ABI_MINOR: u32 = 1;
const DELIVERED: i32 = 2;
const TRANSIENT: i32 = 3;
const CHANNEL_DOWN: i32 = 7;
const IN_DOUBT: i32 = 8;
const SCOPE_MESSAGE: i32 = 1;
const SCOPE_CHANNEL: i32 = 3;
const TEXT: i32 = 1;
const LOG_ERROR: i32 = 3;

type Text = *const c_char; // never null, ends with a NUL

#[repr(C)]
struct LcResult {
    struct_size: usize,
    outcome: i32,
    scope: i32,
    retry_after_ms: u32,
    pace_key: Text,
    provider_message_id: Text,
    detail: Text,
    cost_micros: i64,
    cost_currency: Text,
}

#[repr(C)]
struct LcMessage {
    struct_size: usize,
    ticket: u64,
    idempotency_key: Text,
    message_id: Text,
    delivery_id: Text,
    kind: i32,
    deadline_unix_ms: i64,
    recipient: Text,
    sender: Text,
    subject: Text,
    text: Text,
    // More follows; what is not read need not be declared.
}

#[repr(C)]
struct LcCapabilities {
    struct_size: usize,
    batch_size: u32,
    in_flight: u32,
    per_second: u32,
    text_characters: u32,
    html: bool,
    subject: bool,
    reports: bool,
    deduplicates: bool,
}

#[repr(C)]
struct LcOption {
    struct_size: usize,
    key: Text,
    kind: i32,
    required: bool,
    default_value: Text,
    help: Text,
    choices: Text,
    minimum: i64,
    maximum: i64,
}

#[repr(C)]
struct LcError {
    struct_size: usize,
    key: [c_char; 64],
    text: [c_char; 448],
}

#[repr(C)]
struct LcHost {
    version: Text,
    complete: unsafe extern "C" fn(*const LcHost, u64, *const LcResult),
    log: unsafe extern "C" fn(*const LcHost, i32, Text),
    extension: unsafe extern "C" fn(*const LcHost, Text) -> *const c_void,
    config_text: unsafe extern "C" fn(*const c_void, Text) -> Text,
    config_integer: unsafe extern "C" fn(*const c_void, Text) -> i64,
    config_item: unsafe extern "C" fn(*const c_void, Text, usize) -> Text,
}

// lifecycled/ext/started.h
#[repr(C)]
struct LcStarted {
    started: unsafe extern "C" fn(*const LcHost, *const u64, usize) -> bool,
}

#[repr(C)]
struct LcChannelType {
    id: Text,
    address_kind: Text,
    help: Text,
    options: *const *const LcOption,
    message_fields: *const *const LcOption,
    create: unsafe extern "C" fn(*const LcHost, *const c_void, *mut LcError) -> *mut Outbox,
    destroy: unsafe extern "C" fn(*mut Outbox),
    capabilities: unsafe extern "C" fn(*mut Outbox, *mut LcCapabilities),
    submit: unsafe extern "C" fn(*mut Outbox, *const *const LcMessage, usize),
    stop: unsafe extern "C" fn(*mut Outbox),
    extension: unsafe extern "C" fn(*mut Outbox, Text) -> *const c_void,
}

#[repr(C)]
pub struct LcPlugin {
    abi_major: u32,
    abi_minor: u32,
    id: Text,
    name: Text,
    version: Text,
    vendor: Text,
    channel_types: *const *const LcChannelType,
}

// Tables full of pointers to constants: any thread may read them.
unsafe impl Sync for LcOption {}
unsafe impl Sync for LcChannelType {}
unsafe impl Sync for LcPlugin {}
struct List<T, const N: usize>([*const T; N]);
unsafe impl<T, const N: usize> Sync for List<T, N> {}

macro_rules! text {
    ($literal:expr) => {
        concat!($literal, "\0").as_ptr() as Text
    };
}

// ---- the channel ----

/// The host's table: a value that any thread may use.
#[derive(Clone, Copy)]
struct Host(*const LcHost);
unsafe impl Send for Host {}

impl Host {
    fn log(self, text: &str) {
        if let Ok(line) = CString::new(text) {
            unsafe { ((*self.0).log)(self.0, LOG_ERROR, line.as_ptr()) }
        }
    }
}

/// The duty to complete one message once. Dropped on the way, say by a panic, it completes itself as in doubt.
struct Ticket {
    host: Host,
    number: u64,
    outcome: i32,
    detail: String,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let detail = CString::new(self.detail.replace('\0', " ")).unwrap_or_default();
        let of_channel = self.outcome == TRANSIENT || self.outcome == CHANNEL_DOWN;
        let result = LcResult {
            struct_size: std::mem::size_of::<LcResult>(),
            outcome: self.outcome,
            scope: if of_channel { SCOPE_CHANNEL } else { SCOPE_MESSAGE },
            retry_after_ms: 0,
            pace_key: text!(""),
            provider_message_id: text!(""),
            detail: detail.as_ptr(),
            cost_micros: 0,
            cost_currency: text!(""),
        };
        unsafe { ((*self.host.0).complete)(self.host.0, self.number, &result) }
    }
}

/// A message stays valid until its ticket is completed, so nothing of it is copied on the way to the thread.
struct Job {
    message: *const LcMessage,
    ticket: Ticket,
}
unsafe impl Send for Job {}

pub struct Outbox {
    host: Host,
    queue: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

impl Drop for Outbox {
    fn drop(&mut self) {
        drop(self.queue.take()); // ends the thread once its queue is empty
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

fn json_text(text: &[u8]) -> String {
    let mut out = String::from("\"");
    for letter in String::from_utf8_lossy(text).chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Letters, digits, '-' and '_' stand for themselves; no key leads out of the folder.
fn file_name(key: &[u8]) -> String {
    let mut name = String::new();
    for &byte in key.iter().take(80) {
        match byte {
            b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => name.push(byte as char),
            other => name.push_str(&format!("%{:02x}", other)),
        }
    }
    name + ".json"
}

/// The file appears whole or not at all.
fn write_whole(folder: &Path, name: &str, content: &str) -> std::io::Result<()> {
    let temporary = folder.join(format!(".{}", name));
    let mut file = fs::File::create(&temporary)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(name))
}

fn write_message(folder: &Path, host: Host, started: *const LcStarted, job: &mut Job) {
    let message = unsafe { &*job.message };
    let bytes = |text: Text| unsafe { CStr::from_ptr(text) }.to_bytes();
    if !started.is_null() && !unsafe { ((*started).started)(host.0, &message.ticket, 1) } {
        job.ticket.outcome = TRANSIENT;
        job.ticket.detail = "the host did not let it start".to_string();
        return;
    }
    let content = format!(
        "{{\"to\": {}, \"subject\": {}, \"text\": {}}}\n",
        json_text(bytes(message.recipient)),
        json_text(bytes(message.subject)),
        json_text(bytes(message.text))
    );
    match write_whole(folder, &file_name(bytes(message.idempotency_key)), &content) {
        Ok(()) => job.ticket.outcome = DELIVERED,
        Err(error) => {
            let is_full = error.raw_os_error() == Some(28); // ENOSPC
            job.ticket.outcome = if is_full { TRANSIENT } else { CHANNEL_DOWN };
            job.ticket.detail = error.to_string();
        }
    }
}

fn work(folder: PathBuf, host: Host, started: usize, queue: Receiver<Job>) {
    for mut job in queue {
        write_message(&folder, host, started as *const LcStarted, &mut job);
    }
}

// ---- the table: nothing unwinds into the host ----

fn blame(error: *mut LcError, key: &str, text: &str) -> *mut Outbox {
    fn fill(field: &mut [c_char], text: &str) {
        let room = field.len() - 1;
        for (to, from) in field[..room].iter_mut().zip(text.bytes()) {
            *to = from as c_char;
        }
    }
    unsafe {
        fill(&mut (*error).key, key);
        fill(&mut (*error).text, text);
    }
    null_mut()
}

unsafe extern "C" fn create(host: *const LcHost, config: *const c_void, error: *mut LcError) -> *mut Outbox {
    let folder = CStr::from_ptr(((*host).config_text)(config, text!("folder")));
    let folder = PathBuf::from(folder.to_string_lossy().into_owned());
    if !folder.is_absolute() {
        return blame(error, "folder", "must begin with a slash");
    }
    if let Err(problem) = fs::create_dir_all(&folder) {
        return blame(error, "folder", &problem.to_string());
    }
    let started = ((*host).extension)(host, text!("lifecycled.host.started/1")) as usize;
    let host = Host(host);
    let (queue, jobs) = channel();
    let spawned = std::thread::Builder::new().spawn(move || work(folder, host, started, jobs));
    match spawned {
        Ok(writer) => Box::into_raw(Box::new(Outbox { host, queue: Some(queue), writer: Some(writer) })),
        Err(problem) => blame(error, "", &problem.to_string()),
    }
}

unsafe extern "C" fn destroy(outbox: *mut Outbox) {
    let outbox = Box::from_raw(outbox);
    let _ = catch_unwind(AssertUnwindSafe(move || drop(outbox)));
}

/// The host's struct may be older and shorter than ours: no more is written than it has.
unsafe extern "C" fn capabilities(_: *mut Outbox, out: *mut LcCapabilities) {
    let mut mine = LcCapabilities {
        struct_size: std::mem::size_of::<LcCapabilities>(),
        batch_size: 0,
        in_flight: 1024,
        per_second: 0,
        text_characters: 0,
        html: false,
        subject: true,
        reports: false,
        deduplicates: true,
    };
    mine.struct_size = mine.struct_size.min((*out).struct_size);
    std::ptr::copy_nonoverlapping(addr_of!(mine) as *const u8, out as *mut u8, mine.struct_size);
}

unsafe extern "C" fn submit(outbox: *mut Outbox, messages: *const *const LcMessage, count: usize) {
    let outbox = &*outbox;
    let done = catch_unwind(AssertUnwindSafe(|| {
        for &message in std::slice::from_raw_parts(messages, count) {
            let ticket =
                Ticket { host: outbox.host, number: (*message).ticket, outcome: IN_DOUBT, detail: String::new() };
            if let Some(queue) = &outbox.queue {
                let _ = queue.send(Job { message, ticket });
            }
        }
    }));
    if done.is_err() {
        outbox.host.log("submit() panicked");
    }
}

unsafe extern "C" fn stop(_: *mut Outbox) {} // what is queued is written in a moment

unsafe extern "C" fn extension(_: *mut Outbox, _: Text) -> *const c_void {
    null()
}

static FOLDER: LcOption = LcOption {
    struct_size: std::mem::size_of::<LcOption>(),
    key: text!("folder"),
    kind: TEXT,
    required: true,
    default_value: text!(""),
    help: text!("The folder that gets one JSON file for each message; it is made if need be."),
    choices: text!(""),
    minimum: 0,
    maximum: 0,
};
static OPTIONS: List<LcOption, 2> = List([&FOLDER, null()]);
static NO_FIELDS: List<LcOption, 1> = List([null()]);

static OUTBOX: LcChannelType = LcChannelType {
    id: text!("example.outbox"),
    address_kind: text!(""),
    help: text!("Writes each message as a JSON file into a folder."),
    options: OPTIONS.0.as_ptr(),
    message_fields: NO_FIELDS.0.as_ptr(),
    create,
    destroy,
    capabilities,
    submit,
    stop,
    extension,
};
static CHANNEL_TYPES: List<LcChannelType, 2> = List([&OUTBOX, null()]);

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static lifecycled_plugin: LcPlugin = LcPlugin {
    abi_major: ABI_MAJOR,
    abi_minor: ABI_MINOR,
    id: text!("org.example.outbox"),
    name: text!("Outbox"),
    version: text!("1.0.0"),
    vendor: text!("Example"),
    channel_types: CHANNEL_TYPES.0.as_ptr(),
};
