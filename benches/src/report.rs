//! The table for people and the JSON for programs. A ratio is the time of an engine over
//! that of the first one, the baseline: lower is faster.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::compare::Row;

/// The widths hold the longest kernel and engine names, and a gap.
const KERNEL_WIDTH: usize = 15;
const TIME_WIDTH: usize = 15;
const RATIO_WIDTH: usize = 19;

/// `engines` are the names in the order of [`Row::times`].
pub(crate) fn print_header(engines: &[&str]) {
    print!("{:KERNEL_WIDTH$}", "kernel");
    for engine in engines {
        print!("{:>TIME_WIDTH$}", format!("{engine} ms"));
    }
    for engine in &engines[1..] {
        print!("{:>RATIO_WIDTH$}", format!("{engine}/{}", engines[0]));
    }
    println!();
}

pub(crate) fn print_row(engines: &[&str], row: &Row) {
    print!("{:KERNEL_WIDTH$}", row.kernel.name);
    for time in &row.times {
        match time {
            Ok(time) => print!("{:>TIME_WIDTH$.2}", milliseconds(*time)),
            Err(_) => print!("{:>TIME_WIDTH$}", "failed"),
        }
    }
    for engine in 1..engines.len() {
        print_ratio(ratio(row, engine));
    }
    println!();
    for (engine, time) in engines.iter().zip(&row.times) {
        if let Err(error) = time {
            println!("  {engine}: {error}");
        }
    }
}

pub(crate) fn print_geomeans(engines: &[&str], rows: &[Row]) {
    print!("{:KERNEL_WIDTH$}", "geomean");
    print!("{:1$}", "", engines.len() * TIME_WIDTH);
    for engine in 1..engines.len() {
        print_ratio(geomean(rows, engine));
    }
    println!();
}

pub(crate) fn json(engines: &[&str], rounds: u32, rows: &[Row]) -> Value {
    let kernels: Vec<_> = rows
        .iter()
        .map(|row| {
            let times: Map<_, _> = engines
                .iter()
                .zip(&row.times)
                .map(|(engine, time)| {
                    let time = time.as_ref().ok().map(|time| milliseconds(*time));
                    ((*engine).to_owned(), json!(time))
                })
                .collect();
            json!({
                "kernel": row.kernel.name,
                "n": row.kernel.n,
                "ms": times,
                "ratio": by_engine(engines, |engine| ratio(row, engine)),
            })
        })
        .collect();
    json!({
        "baseline": engines[0],
        "rounds": rounds,
        "kernels": kernels,
        "geomean": by_engine(engines, |engine| geomean(rows, engine)),
    })
}

/// An object with the value of each engine but the baseline.
fn by_engine(engines: &[&str], value: impl Fn(usize) -> Option<f64>) -> Value {
    (1..engines.len())
        .map(|engine| (engines[engine].to_owned(), json!(value(engine))))
        .collect::<Map<_, _>>()
        .into()
}

fn print_ratio(ratio: Option<f64>) {
    match ratio {
        Some(ratio) => print!("{ratio:>RATIO_WIDTH$.3}"),
        None => print!("{:>RATIO_WIDTH$}", "-"),
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// `None` when either engine failed.
fn ratio(row: &Row, engine: usize) -> Option<f64> {
    let [Ok(time), Ok(baseline)] = [&row.times[engine], &row.times[0]] else {
        return None;
    };
    Some(time.as_secs_f64() / baseline.as_secs_f64())
}

/// Over the kernels that have a ratio; `None` when there is none.
fn geomean(rows: &[Row], engine: usize) -> Option<f64> {
    let logarithms: Vec<f64> = rows
        .iter()
        .filter_map(|row| ratio(row, engine))
        .map(f64::ln)
        .collect();
    let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
    (!logarithms.is_empty()).then(|| mean.exp())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{geomean, ratio};
    use crate::compare::Row;
    use crate::kernels::ALL;

    fn row(baseline: u64, other: Result<u64, &str>) -> Row {
        Row {
            kernel: &ALL[0],
            times: vec![
                Ok(Duration::from_millis(baseline)),
                other.map(Duration::from_millis).map_err(Into::into),
            ],
        }
    }

    #[test]
    fn geomean_leaves_failures_out() {
        let rows = [row(10, Ok(5)), row(10, Ok(20)), row(10, Err("trap"))];
        assert_eq!(ratio(&rows[0], 1), Some(0.5));
        assert_eq!(ratio(&rows[2], 1), None);
        let mean = geomean(&rows, 1).expect("two kernels have a ratio");
        assert!((mean - 1.0).abs() < 1e-12, "{mean}");
        assert_eq!(geomean(&rows[2..], 1), None);
    }
}
