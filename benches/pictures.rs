//! What a landscape costs: the loss on the fine grid, for the smallest and the largest of the
//! built-in library's kinds of network.
//!
//! `cargo bench --bench pictures`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use gradus::exercise::library::Library;
use gradus::picture::surface::{GRIDS, Survey, Window};
use gradus::picture::terrain::{Axes, Terrain};

const EXERCISES: [&str; 4] = [
    "univariate-regression/01-fixed",
    "multivariate-regression/01-fixed",
    "two-layer-linear/01-fixed",
    "two-layer-nonlinear/01-sigmoid",
];

fn surfaces(criterion: &mut Criterion) {
    let library = Library::built_in();
    for id in EXERCISES {
        let entry = library.find(id).expect("the exercise is there");
        let exercise = library.load(entry).exercise.expect("it has no fault");
        let variant = exercise.variant(0).expect("it can be drawn");
        let mut terrain = Terrain::new(&exercise, &variant).expect("there are two entries");
        for (axes, name) in [(Axes::Entries([0, 1]), ""), (Axes::Directions, " directions")] {
            let given = terrain.given(axes);
            let window = Window::around(given, terrain.valley(axes, given));
            let mut survey = Survey { terrain: terrain.clone(), axes, window, seed: 0 };
            for (columns, rows) in GRIDS {
                criterion.bench_function(&format!("{id}{name} {columns}x{rows}"), |bench| {
                    bench.iter(|| black_box(survey.surface((columns, rows))));
                });
            }
        }
    }
}

criterion_group!(benches, surfaces);
criterion_main!(benches);
