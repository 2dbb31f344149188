//! The headers without what cffi does not read: comments, preprocessor lines, what is for
//! C++ only, functions with bodies, and what an earlier header has declared already.

use std::collections::BTreeSet;

/// What all C declarations but those of types begin or end with, and cffi does not know.
const MARKS: [&str; 2] = ["WASM_API_EXTERN ", "own "];

/// The declarations of `headers`, one or more lines each.
pub(crate) fn from_headers(headers: &[&str]) -> String {
    let mut declarations = String::new();
    let mut seen = BTreeSet::new();
    for header in headers {
        for statement in statements(&code(header)) {
            let statement = MARKS.iter().fold(statement, |s, mark| s.replace(mark, ""));
            let is_for_compilers = ["static inline", "static_assert"]
                .iter()
                .any(|start| statement.starts_with(start));
            if is_for_compilers || !seen.insert(declared(&statement)) {
                continue;
            }
            declarations.push_str(&statement);
            declarations.push('\n');
        }
    }
    declarations
}

/// The lines that are C, without comments.
fn code(header: &str) -> String {
    let mut code = String::new();
    let mut for_cplusplus = false;
    for line in without_comments(header).lines() {
        let directive = line.trim_start().strip_prefix('#').map(str::trim);
        match directive {
            Some("ifdef __cplusplus") => for_cplusplus = true,
            Some("endif") => for_cplusplus = false,
            None if !for_cplusplus && !line.trim().is_empty() => {
                code.push_str(line.trim_end());
                code.push('\n');
            }
            _ => {}
        }
    }
    code
}

/// Declarations and definitions: up to a semicolon outside of braces, or to the end of a
/// body.
fn statements(code: &str) -> Vec<String> {
    let (mut statements, mut statement, mut depth) = (Vec::new(), String::new(), 0_usize);
    for c in code.chars() {
        statement.push(c);
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_body = c == '}' && statement.trim_start().starts_with("static inline");
        if depth == 0 && (c == ';' || is_body) {
            statements.push(statement.trim().to_owned());
            statement.clear();
        }
    }
    statements
}

/// What a statement declares: the name of a function or of a type, else itself.
fn declared(statement: &str) -> String {
    let name = if statement.starts_with("typedef") {
        match statement.split_once("(*") {
            Some((_, rest)) => rest.split(')').next(),
            None => statement.trim_end_matches(';').rsplit([' ', '*']).next(),
        }
    } else {
        let before = statement.split_once('(').map(|(before, _)| before);
        before.and_then(|before| before.rsplit([' ', '*']).next())
    };
    name.unwrap_or(statement).to_owned()
}

/// `text` without its `/* */` comments, the only ones that the headers have.
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
