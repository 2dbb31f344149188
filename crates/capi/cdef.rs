//! The header without what cffi does not read: comments, preprocessor lines, and what is
//! for C++ only.

/// The declarations of `header`, one or more lines each.
pub(crate) fn from_header(header: &str) -> String {
    let mut declarations = String::new();
    let mut for_cplusplus = false;
    for line in without_comments(header).lines() {
        let directive = line.trim_start().strip_prefix('#').map(str::trim);
        match directive {
            Some("ifdef __cplusplus") => for_cplusplus = true,
            Some("endif") => for_cplusplus = false,
            None if !for_cplusplus && !line.trim().is_empty() => {
                declarations.push_str(line.trim_end());
                declarations.push('\n');
            }
            _ => {}
        }
    }
    declarations
}

/// `text` without its `/* */` comments, the only ones that the header has.
fn without_comments(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    code
}
