//! The headers' comments against the library: each function has one, and what it says of
//! failures and of NULL is what tests have seen.

#![cfg(target_os = "linux")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

mod common;
#[path = "common/compiler.rs"]
mod compiler;

use compiler::{Language, Linkage, compile, compilers, expect, program, sources, tests_dir};

/// A function of a header.
#[derive(Debug)]
struct Function {
    name: String,
    /// What it returns, as C has it; `own` is a part of it.
    result: String,
    /// Its parameters, as C has them.
    params: Vec<String>,
    /// The comment above it, which those that follow it without an empty line have as well.
    comment: String,
}

impl Function {
    fn new(declaration: &str, comment: &str) -> Option<Self> {
        let declaration = declaration.trim_start_matches("WASM_API_EXTERN ");
        let declaration = declaration.trim_start_matches("static inline ");
        let (before, rest) = declaration.split_once('(')?;
        let (params, _) = rest.rsplit_once(')')?;
        let name = before.rsplit([' ', '*']).next()?;
        let is_name = name.starts_with("wasm_") || name.starts_with("sanderling_");
        if before.starts_with("typedef") || !is_name {
            return None;
        }
        Some(Self {
            name: name.to_owned(),
            result: before.strip_suffix(name)?.trim().to_owned(),
            params: parameters(params),
            comment: comment.to_owned(),
        })
    }

    /// Whether it returns one of `SANDERLING_OK` and the negative numbers.
    fn has_status(&self) -> bool {
        let is_error = |param: &String| param.starts_with("sanderling_error_t **");
        self.result == "int32_t"
            && (self.params.iter().any(is_error) || self.name.contains("_config_set_"))
    }

    fn has_pointers(&self) -> bool {
        self.params.iter().any(|param| is_pointer(param))
    }
}

fn is_pointer(param: &str) -> bool {
    param.contains(['*', '[']) || param.contains("_fn_t ") || param.contains("callback")
}

/// Parameters between commas, of which those inside of parentheses are a part.
fn parameters(list: &str) -> Vec<String> {
    let (mut params, mut depth) = (vec![String::new()], 0_usize);
    for c in list.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == ',' && depth == 0 {
            params.push(String::new());
        } else if let Some(param) = params.last_mut() {
            param.push(c);
        }
    }
    let params = params.into_iter().map(|param| param.trim().to_owned());
    params.filter(|param| param != "void").collect()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The functions that a header declares, with their comments.
fn functions(header: &str) -> Vec<Function> {
    let text = fs::read_to_string(common::include_dir().join(header));
    let text = text.expect("the header is there");
    let mut functions = Vec::new();
    // An empty line ends what a comment is about.
    for part in text.split("\n\n") {
        let (comment, code) = match part.trim_start().strip_prefix("/*") {
            Some(rest) => rest.split_once("*/").unwrap_or((rest, "")),
            None => ("", part),
        };
        let comment = words(comment);
        // A function with a body has calls in it.
        let code = match code.trim_start().starts_with("static inline") {
            true => code.split('{').next().unwrap_or_default(),
            false => code,
        };
        for declaration in code.split(';') {
            let lines = declaration.lines().filter(|line| !line.starts_with('#'));
            let declaration = words(&lines.collect::<Vec<_>>().join(" "));
            functions.extend(Function::new(&declaration, &comment));
        }
    }
    functions
}

/// The functions of both headers. `sanderling.h` repeats some of the standard's.
fn all() -> Vec<Function> {
    let mut all = functions("wasm.h");
    let own = functions("sanderling.h").into_iter();
    all.extend(own.filter(|function| function.name.starts_with("sanderling_")));
    all
}

/// The functions of `sanderling.h` that return a status.
fn with_status() -> Vec<Function> {
    let mut all = all();
    all.retain(Function::has_status);
    all
}

#[test]
fn every_function_is_documented() {
    let all = all();
    let names: BTreeSet<&str> = all.iter().map(|function| &*function.name).collect();
    assert_eq!(names.len(), all.len(), "some are declared twice");
    let count = |start| names.iter().filter(|name| name.starts_with(start)).count();
    assert_eq!(count("wasm_"), 280 + 26);
    assert!(count("sanderling_") > 150);
    let bare = all.iter().filter(|function| function.comment.is_empty());
    let bare: Vec<&str> = bare.map(|function| &*function.name).collect();
    assert!(bare.is_empty(), "without a comment: {bare:?}");
}

/// Statuses by their numbers.
const STATUSES: [(&str, i32); 13] = [
    ("SANDERLING_TRAP", -1),
    ("SANDERLING_HOST_ERROR", -2),
    ("SANDERLING_MISUSE", -3),
    ("SANDERLING_EXIT", -4),
    ("SANDERLING_MALFORMED", -5),
    ("SANDERLING_INVALID", -6),
    ("SANDERLING_UNSUPPORTED", -7),
    ("SANDERLING_LINK", -8),
    ("SANDERLING_LIMIT", -9),
    ("SANDERLING_IO", -10),
    ("SANDERLING_EXCEPTION", -11),
    ("SANDERLING_YIELD", 1),
    ("SANDERLING_PENDING", 2),
];

/// A header that tells `observe` of each status that a function returns, and the program's
/// part that writes them down at its end.
fn observer(functions: &[Function], dir: &Path) -> (PathBuf, PathBuf) {
    let mut header =
        String::from("#include \"sanderling.h\"\nint32_t observe(int function, int32_t status);\n");
    let mut names = String::new();
    for (i, Function { name, .. }) in functions.iter().enumerate() {
        let _ = writeln!(
            header,
            "#define {name}(...) observe({i}, ({name})(__VA_ARGS__))"
        );
        let _ = writeln!(names, "  \"{name}\",");
    }
    let source = format!(
        "#include <stdatomic.h>\n#include <stdio.h>\n\
         static _Atomic uint32_t seen[{count}];\n\
         static const char *const names[] = {{\n{names}}};\n\
         int32_t observe(int function, int32_t status) {{\n\
           atomic_fetch_or(&seen[function], 1u << (status + 16));\n\
           return status;\n}}\n\
         __attribute__((destructor)) static void tell(void) {{\n\
           for (int i = 0; i < {count}; ++i)\n\
             for (int status = -16; status < 16; ++status)\n\
               if (seen[i] >> (status + 16) & 1) printf(\"status %s %d\\n\", names[i], status);\n\
         }}\n",
        count = functions.len(),
    );
    let paths = (dir.join("observe.h"), dir.join("observe.c"));
    fs::write(&paths.0, header).expect("it can be written");
    fs::write(&paths.1, source).expect("it can be written");
    paths
}

/// The statuses that functions return in a program of these sources.
fn observed(
    functions: &[Function],
    name: &str,
    mut sources: Vec<PathBuf>,
) -> BTreeMap<String, BTreeSet<i32>> {
    let mut observed: BTreeMap<String, BTreeSet<i32>> = BTreeMap::new();
    let compilers = compilers(Language::C11);
    let Some(compiler) = compilers.first() else {
        return observed;
    };
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (header, observe) = observer(functions, dir);
    let header = header.to_str().expect("the path is text");
    sources.push(observe);
    let options = ["-include", header];
    let name = format!("observed-{name}");
    let path = compile(
        compiler,
        Language::C11,
        &sources,
        Linkage::Shared,
        &options,
        &name,
    );
    let output = expect(program(&path).args(["100000", "11"])).stdout;
    for line in String::from_utf8_lossy(&output).lines() {
        let mut words = line.split(' ').skip_while(|word| *word != "status").skip(1);
        if let (Some(name), Some(status)) = (words.next(), words.next()) {
            let status = status.parse().expect("a status is a number");
            observed.entry(name.to_owned()).or_default().insert(status);
        }
    }
    observed
}

/// What [`STATUSES`] say that a comment names, beside misuse, which is understood.
fn named(comment: &str) -> BTreeSet<i32> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: BTreeSet<&str> = comment.split(|c| !is_word(c)).collect();
    let statuses = STATUSES.iter().filter(|(name, _)| words.contains(name));
    let statuses: BTreeSet<i32> = statuses.map(|(_, status)| *status).collect();
    &statuses - &BTreeSet::from([MISUSE])
}

const MISUSE: i32 = -3;

/// What a function can return that runs guests, by the header's beginning: traps, errors of
/// the host's functions, exits, exceptions, limits, and imports that were not linked.
const OF_GUESTS: [i32; 6] = [-1, -2, -4, -8, -9, -11];

/// What a function can return.
fn may_return(function: &Function) -> BTreeSet<i32> {
    let mut may = named(&function.comment);
    may.extend([0, MISUSE]);
    if function.comment.contains("uns guests") {
        may.extend(OF_GUESTS);
    }
    may
}

/// What some test has to see a function return; of those that share a comment, one of them
/// what it names.
fn must_return(function: &Function) -> BTreeSet<i32> {
    let mut must = BTreeSet::from([0, MISUSE]);
    if function.comment.contains("never SANDERLING_OK") {
        must.remove(&0);
    }
    if function.comment.contains("uns guests") {
        must.insert(-1);
    }
    must
}

#[test]
fn statuses_are_documented_and_tested() {
    let functions = with_status();
    if compilers(Language::C11).is_empty() {
        return;
    }
    let tests = observed(
        &functions,
        "tests",
        sources(&tests_dir().join("sanderling")),
    );
    let random = observed(&functions, "random", vec![tests_dir().join("random.c")]);
    let in_tests = |function: &Function| tests.get(&function.name).cloned().unwrap_or_default();
    let mut faults = Vec::new();
    for function in &functions {
        let Function { name, comment, .. } = function;
        let tested = in_tests(function);
        let mut seen = tested.clone();
        seen.extend(random.get(name).into_iter().flatten());
        for status in seen.difference(&may_return(function)) {
            faults.push(format!("{name} returns {status}, says not its comment"));
        }
        let sharing = functions.iter().filter(|other| other.comment == *comment);
        let tested_of_all: BTreeSet<i32> = sharing.flat_map(in_tests).collect();
        let mut untested = &must_return(function) - &tested;
        untested.extend(&named(comment) - &tested_of_all);
        for status in untested {
            faults.push(format!("no test has {name} return {status}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The calls of all functions with nothing but NULL and zeros.
fn calls_with_nothing(functions: &[Function]) -> String {
    let mut calls = String::new();
    for function in functions {
        let Function { name, comment, .. } = function;
        let zeros = vec!["0"; function.params.len()].join(", ");
        let call = format!("{name}({zeros})");
        // What the comment tells of may be another answer.
        let is_told = comment.contains("NULL") || comment.contains("UINT64_MAX");
        let _ = if function.has_status() {
            writeln!(
                calls,
                "  if ({call} != SANDERLING_MISUSE) puts(\"{name}\");"
            )
        } else if function.result == "void" || is_told {
            writeln!(calls, "  (void){call};")
        } else {
            writeln!(calls, "  if ({call}) puts(\"{name}\");")
        };
    }
    calls
}

#[test]
fn null_is_answered_as_the_headers_say() {
    let mut functions = all();
    functions.retain(Function::has_pointers);
    // These helpers say that their argument must not be NULL.
    functions.retain(|function| !function.comment.contains("must not be NULL"));
    assert!(functions.len() > 400);
    let source = format!(
        "#include <stdio.h>\n#include \"sanderling.h\"\nint main(void) {{\n{}  return 0;\n}}\n",
        calls_with_nothing(&functions)
    );
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nothing.c");
    fs::write(&path, source).expect("it can be written");
    for compiler in compilers(Language::C11) {
        let name = format!("nothing-{compiler}");
        let path = std::slice::from_ref(&path);
        let path = compile(compiler, Language::C11, path, Linkage::Shared, &[], &name);
        let wrong = expect(&mut program(&path)).stdout;
        assert_eq!(String::from_utf8_lossy(&wrong), "");
    }
}

/// Types of things that are deleted.
fn deletable(functions: &[Function]) -> BTreeSet<String> {
    let deleting = functions.iter().filter_map(|function| {
        let name = function.name.strip_suffix("_delete")?;
        Some(format!("{name}_t"))
    });
    deleting.collect()
}

/// What tells whose a result is.
const OWNERS: [&str; 7] = [
    "borrowed",
    "same pointer",
    "host's pointer",
    "same handle",
    "host info",
    "to be deleted",
    "until the pin is deleted",
];

#[test]
fn it_is_said_whose_a_pointer_is() {
    let functions = all();
    let deletable = deletable(&functions);
    for Function {
        name,
        result,
        params,
        comment,
    } in &functions
    {
        let owned = result.starts_with("own ");
        if result.contains('*') && !owned {
            let says = OWNERS.iter().any(|owner| comment.contains(owner));
            assert!(says, "whose is the result of {name}?");
        }
        // Results that are written through pointers to pointers are the caller's.
        let outs = params
            .iter()
            .filter(|param| param.contains("**") && !param.contains("const *"));
        for ty in outs.chain(owned.then_some(result)) {
            let ty = ty.trim_start_matches("own ").trim_start_matches("const ");
            let ty = ty.split([' ', '*']).next().unwrap_or_default();
            assert!(deletable.contains(ty), "who deletes the {ty} of {name}?");
        }
        if params
            .iter()
            .any(|param| param.starts_with("wasm_byte_vec_t *out"))
        {
            assert!(comment.contains("wasm_byte_vec_delete"), "{name}");
        }
    }
}

/// Types of stores, and of what is in one.
const IN_STORES: [&str; 10] = [
    "wasm_store_t",
    "wasm_instance_t",
    "wasm_extern_t",
    "wasm_func_t",
    "wasm_global_t",
    "wasm_table_t",
    "wasm_memory_t",
    "wasm_ref_t",
    "sanderling_caller_t",
    "sanderling_call_t",
];

/// The functions that are called in the body of one of `threads.c`.
fn called_by(function: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(tests_dir().join("sanderling/threads.c"));
    let text = text.expect("the file is there");
    let (_, body) = text
        .split_once(&format!("static void {function}("))
        .expect("the function is there");
    let (body, _) = body.split_once("\n}\n").expect("it ends");
    let calls = body.split('(').filter_map(|before| {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = before.rsplit(|c| !is_word(c)).next()?;
        name.starts_with("sanderling_").then(|| name.to_owned())
    });
    calls.collect()
}

/// `tests/sanderling/threads.c` tries them all.
#[test]
fn it_is_said_what_can_be_called_while_a_store_runs() {
    let mut functions = functions("sanderling.h");
    functions.retain(|Function { name, params, .. }| {
        let first = |param: &String| {
            let ty = param.trim_start_matches("const ").split(' ').next();
            let is_out = param.contains("**") && !param.contains("const *");
            ty.is_some_and(|ty| IN_STORES.contains(&ty)) && !is_out
        };
        let apart = ["_delete", "_copy", "_same"];
        name.starts_with("sanderling_")
            && params.iter().any(first)
            && !apart.iter().any(|end| name.ends_with(end))
    });
    let (free, calls): (Vec<_>, Vec<_>) = functions
        .iter()
        .partition(|function| function.comment.contains("at any time"));
    let names = |functions: Vec<&Function>| -> BTreeSet<String> {
        functions
            .iter()
            .map(|function| function.name.clone())
            .collect()
    };
    assert_eq!(called_by("at_any_time"), names(free));
    assert_eq!(called_by("in_use"), names(calls));
}
