//! The text format, by the crate `wast`.

use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};

use crate::Error;

/// The binary form of a module in the text format.
///
/// # Errors
///
/// [`Malformed`](crate::ErrorKind::Malformed) with the place in the text, as an offset
/// and as line and column.
///
/// ```
/// let binary = sanderling::text_to_binary("(module)")?;
/// assert_eq!(binary, b"\0asm\x01\0\0\0");
/// let error = sanderling::text_to_binary("(module\n  (fun))").unwrap_err();
/// assert!(error.to_string().contains("line 2, column 4"), "{error}");
/// assert!(sanderling::text_to_binary("(module (func (export \"\u{202e}\")))").is_ok());
/// # Ok::<(), sanderling::Error>(())
/// ```
pub fn text_to_binary(text: &str) -> Result<Vec<u8>, Error> {
    let located = |error: wast::Error| {
        let (line, column) = error.span().linecol_in(text);
        let message = error.message();
        let place = format!("{message}, line {}, column {}", line + 1, column + 1);
        Error::malformed(error.span().offset() as u64, place)
    };
    let mut lexer = Lexer::new(text);
    // Names that look like other names are names to the standard.
    lexer.allow_confusing_unicode(true);
    let buffer = ParseBuffer::new_with_lexer(lexer).map_err(located)?;
    let mut module = parser::parse::<wast::Wat<'_>>(&buffer).map_err(located)?;
    module.encode().map_err(located)
}
