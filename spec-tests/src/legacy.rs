//! The folded form of legacy `try`, which the parser of the text format does not read.
//!
//! ```text
//! (try $l (result i32) (do A) (catch $e B) (catch_all C))
//!  try $l (result i32)     A   catch $e B   catch_all C  end
//! ```
//!
//! The scripts are about the instructions; the text is unfolded before it is parsed.
//! Lines stay where they are.

use std::borrow::Cow;

/// What an open parenthesis becomes when it closes.
#[derive(Clone, Copy, PartialEq)]
enum Close {
    /// It stays.
    Kept,
    /// It belongs to a part of a `try`.
    Dropped,
    /// It is a `try`'s own; `end` unless a `delegate` has ended the `try`.
    Try { delegated: bool },
}

/// The script with every folded `try` unfolded.
pub(crate) fn unfold(text: &str) -> Cow<'_, str> {
    if !text.contains("(do") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 256);
    let mut open: Vec<Close> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let verbatim = if rest.starts_with(";;") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("(;") {
            rest.find(";)").map_or(rest.len(), |end| end + 2)
        } else if first == '"' {
            string(rest)
        } else {
            0
        };
        if verbatim > 0 {
            out.push_str(&rest[..verbatim]);
            rest = &rest[verbatim..];
            continue;
        }
        match first {
            '(' => {
                let keyword = rest[1..]
                    .split(|c: char| c.is_whitespace() || c == '(' || c == ')')
                    .next()
                    .unwrap_or_default();
                let in_try = matches!(open.last(), Some(Close::Try { .. }));
                let close = match keyword {
                    "try" => Close::Try { delegated: false },
                    "do" | "catch" | "catch_all" | "delegate" if in_try => Close::Dropped,
                    _ => Close::Kept,
                };
                if let (Some(Close::Try { delegated }), "delegate") = (open.last_mut(), keyword) {
                    *delegated = true;
                }
                out.push(if close == Close::Kept { '(' } else { ' ' });
                rest = &rest[1..];
                if close == Close::Dropped && keyword == "do" {
                    rest = &rest["do".len()..];
                }
                open.push(close);
            }
            ')' => {
                out.push_str(match open.pop() {
                    None | Some(Close::Kept) => ")",
                    Some(Close::Dropped | Close::Try { delegated: true }) => " ",
                    Some(Close::Try { delegated: false }) => " end ",
                });
                rest = &rest[1..];
            }
            other => {
                out.push(other);
                rest = &rest[other.len_utf8()..];
            }
        }
    }
    Cow::Owned(out)
}

/// The length of the string literal at the start.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let unfolded = unfold(text);
        unfolded.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn clauses_and_ends_come_unfolded() {
        let text = "(try $l (result i32) (do (call $f)) (catch $e (drop)) (catch_all))";
        let wanted = "try $l (result i32) (call $f) catch $e (drop) catch_all end";
        assert_eq!(words(text), words(wanted));
        let text = "(block (try (do (try (do)) (throw $e)) (delegate 0)))";
        let wanted = "(block try try end (throw $e) delegate 0 )";
        assert_eq!(words(text), words(wanted));
    }

    #[test]
    fn strings_comments_and_lines_stay() {
        let text = "(;(do;) \"(try (do)\\\")\" ;; (try (do))\n(try\n(do))\n(catch_all)";
        let unfolded = unfold(text);
        assert!(unfolded.starts_with("(;(do;) \"(try (do)\\\")\" ;; (try (do))\n"));
        assert!(unfolded.ends_with("\n(catch_all)"));
        assert_eq!(unfolded.matches('\n').count(), 3);
        assert_eq!(unfold("(module (tag))"), "(module (tag))");
    }
}
