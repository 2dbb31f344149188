//! Texts for C: a pointer, a length, and a NUL at the end.

use std::ffi::c_char;
use std::ptr;

use crate::boundary::{Out, put};

/// A text that a handle owns.
#[derive(Debug)]
pub(crate) struct Text(Box<[u8]>);

/// A text as C sees it, borrowed from a handle.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextView {
    data: *const c_char,
    len: usize,
}

impl Text {
    pub(crate) fn new(text: impl Into<Vec<u8>>) -> Self {
        let mut bytes = text.into();
        bytes.push(0);
        Self(bytes.into())
    }

    /// The text; empty if it is a list of bytes.
    pub(crate) fn as_str(&self) -> &str {
        let text = self.0.split_last().map_or(&[][..], |(_, text)| text);
        std::str::from_utf8(text).unwrap_or_default()
    }

    pub(crate) fn view(&self) -> TextView {
        TextView {
            data: self.0.as_ptr().cast(),
            len: self.0.len().saturating_sub(1),
        }
    }
}

impl TextView {
    pub(crate) const NONE: Self = Self {
        data: ptr::null(),
        len: 0,
    };

    pub(crate) fn of(text: Option<&Text>) -> Self {
        text.map_or(Self::NONE, Text::view)
    }

    /// The text as a function's result, with its length in an out-parameter.
    pub(crate) fn give(self, len: Out<'_, usize>) -> *const c_char {
        put(len, self.len);
        self.data
    }
}
