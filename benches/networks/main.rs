//! Forward and backward pass of the primer's four networks, beside backpropagation written by
//! hand with ndarray: once as one would write it first, once with every buffer kept.
//!
//! `cargo bench --bench networks`; all three compute the loss and the gradients of all
//! parameters from the same numbers, and agree before they are timed.

mod by_hand;

use by_hand::{Buffered, Network, Numbers, plain};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use gradus::engine::{Array, Program, Shape};

/// Features, hidden units, examples.
const SIZES: [(&str, [usize; 3]); 3] =
    [("tiny", [2, 3, 4]), ("classroom", [10, 16, 64]), ("big", [256, 512, 2048])];

/// gradus, ready to run.
struct Planned {
    plan: gradus::engine::Plan,
    values: Vec<Array>,
}

impl Planned {
    fn new(network: Network, numbers: &Numbers) -> Self {
        let mut program = Program::new();
        let mut values = Vec::new();
        let mut known = Vec::new();
        for (name, array) in numbers.named(network) {
            let shape = match array.dim() {
                (1, 1) => Shape::Scalar,
                (rows, cols) => Shape::Matrix(rows, cols),
            };
            known.push(program.input(name, shape));
            values.push(Array::new(shape, array.iter().copied().collect()));
        }
        assert_eq!(program.read(network.equations()), []);
        let node = |program: &Program, name: &str| program.node(name).expect("a name has a node");
        let loss = node(&program, "L");
        let wrt: Vec<_> = network.parameters().iter().map(|name| node(&program, name)).collect();
        let mut outputs = vec![loss];
        outputs.extend(program.gradients(loss, &wrt));
        Self { plan: program.plan(&known, &outputs), values }
    }

    fn values(&self) -> Vec<&Array> {
        self.values.iter().collect()
    }
}

/// Whether two results agree to 1e-11 of the largest entry.
fn agree(network: Network, planned: &mut Planned, numbers: &Numbers) {
    let values: Vec<Array> = planned.values.clone();
    let values: Vec<&Array> = values.iter().collect();
    planned.plan.run(&values);
    let by_hand = plain(network, numbers);
    let mut buffered = Buffered::new(network, numbers);
    buffered.run(numbers);
    for (index, expected) in by_hand.iter().enumerate() {
        let (_, found) = planned.plan.output(index, &values);
        let largest = expected.iter().fold(0.0_f64, |most, entry| most.max(entry.abs()));
        let kept = buffered.result(index);
        for ((found, expected), kept) in found.iter().zip(expected).zip(kept) {
            assert!((found - expected).abs() <= 1e-11 * largest, "{found} {expected}");
            assert!((kept - expected).abs() <= 1e-11 * largest, "{kept} {expected}");
        }
    }
}

fn networks(criterion: &mut Criterion) {
    for (size, [n, k, m]) in SIZES {
        for network in Network::ALL {
            let numbers = Numbers::new(network, n, k, m);
            let mut planned = Planned::new(network, &numbers);
            agree(network, &mut planned, &numbers);
            let mut group = criterion.benchmark_group(format!("{}/{size}", network.name()));
            if size == "big" {
                group.sample_size(10);
            }
            group.bench_function(BenchmarkId::from_parameter("gradus"), |bencher| {
                let values = planned.values.clone();
                let values: Vec<&Array> = values.iter().collect();
                bencher.iter(|| planned.plan.run(std::hint::black_box(&values)));
            });
            group.bench_function(BenchmarkId::from_parameter("buffers kept"), |bencher| {
                let mut buffered = Buffered::new(network, &numbers);
                bencher.iter(|| buffered.run(std::hint::black_box(&numbers)));
            });
            group.bench_function(BenchmarkId::from_parameter("plain"), |bencher| {
                bencher.iter(|| plain(network, std::hint::black_box(&numbers)));
            });
            group.finish();
        }
    }
}

/// From text to the first gradients of the sigmoid network, everything included.
fn cold(criterion: &mut Criterion) {
    let numbers = Numbers::new(Network::Sigmoid, 2, 3, 4);
    criterion.bench_function("text to gradients", |bencher| {
        bencher.iter(|| {
            let mut planned = Planned::new(Network::Sigmoid, &numbers);
            let values = planned.values.clone();
            let values: Vec<&Array> = values.iter().collect();
            planned.plan.run(&values);
            planned.values().len()
        });
    });
}

/// A chain of sines: reading, differentiating and running grow with its length.
fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("chain");
    group.sample_size(10);
    for length in [10, 100, 1_000, 10_000, 100_000] {
        let line = |index: usize| format!("x{} = sin(x{index})\n", index + 1);
        let lines: Vec<String> = (0..length).map(line).collect();
        // A program is read in as many texts as one likes; each has a largest size.
        let mut texts: Vec<String> = lines.chunks(10_000).map(<[String]>::concat).collect();
        texts.push(format!("L = x{length} * 1\n"));
        group.bench_with_input(BenchmarkId::from_parameter(length), &texts, |bencher, texts| {
            bencher.iter(|| {
                let mut program = Program::new();
                let x = program.input("x0", Shape::Scalar);
                for text in texts {
                    assert!(program.read(text).is_empty());
                }
                let loss = program.node("L").expect("the loss has a name");
                let gradient = program.gradients(loss, &[x])[0];
                let value = Array::scalar(0.5);
                program.evaluate(&[(x, &value)], &[gradient]).remove(0)
            });
        });
    }
}

/// The loss at a thousand points, as for a landscape: through one plan, and with a plan for each.
fn points(criterion: &mut Criterion) {
    let numbers = Numbers::new(Network::Sigmoid, 2, 3, 4);
    let mut group = criterion.benchmark_group("1,000 points");
    group.sample_size(10);
    let losses = |planned: &mut Planned, anew: bool| -> f64 {
        let loss = |point: usize| {
            if anew {
                *planned = Planned::new(Network::Sigmoid, &numbers);
            }
            planned.values[2].data_mut()[0] = point as f64 / 500.0 - 1.0;
            let values: Vec<&Array> = planned.values.iter().collect();
            planned.plan.run(&values);
            planned.plan.output(0, &values).1[0]
        };
        (0..1_000).map(loss).sum()
    };
    let mut planned = Planned::new(Network::Sigmoid, &numbers);
    assert_eq!(losses(&mut planned, false), losses(&mut planned, true));
    for (name, anew) in [("one plan", false), ("a plan for each", true)] {
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| losses(&mut planned, std::hint::black_box(anew)));
        });
    }
}

criterion_group!(benches, networks, cold, growth, points);
criterion_main!(benches);
